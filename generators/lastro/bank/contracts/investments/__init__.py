"""Investments: products, terms, indices and values."""
