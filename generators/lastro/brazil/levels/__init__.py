"""Levels by month: what prices, wages, rates, taxes and fees were, and what they are assumed to be beyond the known."""
