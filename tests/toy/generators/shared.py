"""Shared: what two datasets use."""

CODES = 9
