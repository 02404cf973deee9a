"""Credit cards: terms, numbers, use, bills and debt."""
