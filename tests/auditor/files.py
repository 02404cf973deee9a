"""S4: no file is empty where there must be records, and none is shorter than it was built."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from .bank import Bank

QUIET = timedelta(days=3)
MANY = 1_000  # customers who have records of every kind


def check_files(bank: Bank, built: Mapping[str, int]) -> None:
    """Compare the numbers of records with those that must be there, and with those that a build has made."""
    customers = bank.counts["customers"]
    for dataset, last in bank.last_moments.items():
        quiet = customers >= MANY and last < f"{bank.as_of - QUIET}"
        bank.report.on("S4", dataset, "all records")(not quiet, f"nothing happens after {last}")
    for dataset, records in bank.counts.items():
        least = {"customers": 0, "branches": 1, "accounts": min(1, customers)}.get(dataset, customers // MANY)
        bank.report.on("S4", dataset, "all records")(records or not least, "the file is empty")
        cut = f"{records} records, of {built.get(dataset)} built"
        bank.report.noting("S4", dataset, "all records")(records >= built.get(dataset, 0), cut)
