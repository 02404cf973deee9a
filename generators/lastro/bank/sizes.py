"""Sizes that dodo.py declares: of a cohort, and of datasets by their settings, by which a full disk is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from lastro.engine.settings.settings import Settings

COHORT = 1_000  # customers who are always made together; an id's cohort is its ordinal's thousand
_DAYS_A_MONTH = 30.4


def per_customer(once: int, a_month: int = 0) -> Callable[[Settings], float]:
    """The size of a dataset with so many bytes a customer, and for each month of the history, as measured."""
    return lambda settings: settings.number("bank.customers") * (once + a_month * _months(settings))


def per_branch(once: int) -> Callable[[Settings], float]:
    """The size of a dataset with so many bytes a branch, as measured."""
    return lambda settings: settings.number("bank.branches") * once


def _months(settings: Settings) -> float:
    start, end = settings["bank.history_start"], settings["bank.as_of"]
    assert isinstance(start, date)
    assert isinstance(end, date)
    return (end - start).days / _DAYS_A_MONTH
