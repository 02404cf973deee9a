"""Rows on their way into PostgreSQL: copied, and merged into tables that are loaded already."""
