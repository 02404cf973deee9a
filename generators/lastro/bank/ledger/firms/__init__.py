"""Firms: what companies sell, and what it costs them: supplies, taxes, their owners; by sector."""
