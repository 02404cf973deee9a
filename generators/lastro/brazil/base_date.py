"""The base date: the day for which the country is described, by which ages, wages and shares of names are reckoned."""

from __future__ import annotations

from lastro.engine.rows.run import Run


def base_date(run: Run) -> int:
    """That day (days since 1970-01-01); everybody described is of age on it."""
    return run.day("bank.base_date")
