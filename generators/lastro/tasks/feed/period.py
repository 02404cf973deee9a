"""The period of a feed: its days, read from the command line and held against the bank's history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from lastro.engine.errors import BuildError
from lastro.engine.rewind.changes import Granularity
from lastro.engine.rows.moments import day, day_texts


@dataclass(frozen=True)
class Period:
    """The days of a feed (days since 1970-01-01), both included."""

    first: int
    last: int

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))


def period(as_of: int, start: int, first: str, last: str) -> Period:
    """The days from --from to --to: the last month of the history where nothing is said.

    as_of, start: the last and the first day of the history (days since 1970-01-01); the first has no eve to begin from.
    Raises BuildError for other days.
    """
    end = _day("--to", last) if last else as_of
    begin = _day("--from", first) if first else max(day(f"{iso(end)[:7]}-01"), start + 1)
    if begin > end:
        raise BuildError(f"--from {iso(begin)} lies after --to {iso(end)}")
    for option, found in (("--to", end), ("--from", begin)):
        if not start < found <= as_of:
            raise BuildError(f"{option} {iso(found)}: a feed lies between {iso(start + 1)} and {iso(as_of)}")
    return Period(begin, end)


def granularity_of(grain: str, marks: str, start: int) -> Granularity:
    """How changes are told, by --grain and --marks; start: the first day of the history."""
    for option, found, known in (("--grain", grain, ("day", "posting")), ("--marks", marks, ("daily", "month-end"))):
        if found not in known:
            raise BuildError(f"{option} {found}: it is {' or '.join(known)}")
    return Granularity(grain == "posting", start if marks == "month-end" else None)


def one_day(as_of: int, start: int, text: str) -> int:
    """The day of a snapshot; raises BuildError where it is not in the history."""
    found = _day("--day", text) if text else as_of
    if not start <= found <= as_of:
        raise BuildError(f"--day {iso(found)}: the history goes from {iso(start)} to {iso(as_of)}")
    return found


def iso(number: int) -> str:
    """A day as text."""
    return str(day_texts(np.array([number]))[0])


def _day(option: str, text: str) -> int:
    try:
        return day(date.fromisoformat(text).isoformat())
    except ValueError:
        raise BuildError(f"{option} {text}: a day is written like 2026-10-01") from None
