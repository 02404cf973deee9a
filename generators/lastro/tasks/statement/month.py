"""The month of a statement: which one is meant, and whether it lies in the history."""

from __future__ import annotations

import re
from datetime import date, timedelta

from lastro.engine.errors import BadSetting


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
