"""Rows of cards: what stands on their bills, where each comes from, and their order."""
