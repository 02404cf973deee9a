"""The month of a statement: which one is meant, and what an account did in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lastro.engine.errors import BadSetting
from lastro.tasks.statement.search import Record


@dataclass(frozen=True)
class Month:
    """An account's month: the balance that it begins with, and its postings in the order of the file."""

    name: str  # such as 2026-10
    begins_with: float
    postings: list[Record]

    @property
    def ends_with(self) -> float:
        """The balance at its end."""
        return float(self.postings[-1]["balance_after"]) if self.postings else self.begins_with


def month_of(account: Record, postings: Sequence[Record], name: str) -> Month | None:
    """An account's month, from all its postings; None where it was not open then."""
    closed = account["closed_at"]
    if account["created_at"][:7] > name or (closed and closed[:7] < name):
        return None
    before = [each for each in postings if each["transaction_date"][:7] < name]
    within = [each for each in postings if each["transaction_date"][:7] == name]
    return Month(name, float(before[-1]["balance_after"] if before else account["opening_balance"]), within)


def chosen(month: str, start: date, as_of: date) -> str:
    """The month asked for, else the last whole one of the history, else that of as_of; raises BadSetting."""
    if not month:
        return _last_whole(start, as_of)
    first, last = f"{start:%Y-%m}", f"{as_of:%Y-%m}"
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month) or not first <= month <= last:
        raise BadSetting(f"--month {month!a}: allowed is a month from {first} to {last}")
    return month


def _last_whole(start: date, as_of: date) -> str:
    after = as_of + timedelta(days=1)
    last = after.replace(day=1) - timedelta(days=1)  # the last day of a month that as_of has reached
    return f"{max(last, start) if last >= start else as_of:%Y-%m}"
