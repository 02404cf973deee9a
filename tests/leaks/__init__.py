"""Leak tests: what would give crime away that a bank could not see, as plain functions over labelled postings."""
