"""Cohorts: consecutive customers who are always made together, and transfer money to one another."""

from __future__ import annotations

COHORT = 100  # customers; an id's cohort is its ordinal's hundred
