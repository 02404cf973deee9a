"""Months: events drawn by absolute calendar month, so that a longer history adds events and changes none.

A month number is year * 12 + month - 1. Whole months are always drawn, one beyond the last as well (business-day
rolling crosses a month's end); everything is cut once, on the final moment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.brazil.calendar import month_index
from lastro.engine.arrays import Integers
from lastro.engine.random.draws import Draws
from lastro.engine.rows.columnar import Columnar

FIRST_MONTH = 2000 * 12  # month numbers are packed into keys from January 2000 on


@dataclass(frozen=True)
class Span:
    """Consecutive months: the first one, and how many."""

    first: int
    count: int

    @property
    def numbers(self) -> Integers:
        """The month numbers."""
        return np.arange(self.first, self.first + self.count)


def span(first_day_of_history: int, last_day: int) -> Span:
    """The months of a history with one more at each end."""
    first, last = (int(month_index(np.array([d]))[0]) for d in (first_day_of_history, last_day))
    return Span(first - 1, last - first + 3)


@dataclass(frozen=True)
class MonthlyEvents(Columnar):
    """Events of entities: whose (position), in which month, its number in that month (from 0); and their own draws."""

    owner: Integers
    month: Integers
    number: Integers
    draws: Draws


def monthly(draws: Draws, name: str, counts: Integers, months: Span) -> MonthlyEvents:
    """Events by a table of counts, (entities, months) int64: so many of the named source in each entity's month."""
    flat = counts.ravel()
    cell = np.repeat(np.arange(len(flat)), flat)
    number = np.arange(len(cell)) - np.repeat(np.cumsum(flat) - flat, flat)
    owner, month = cell // months.count, cell % months.count + months.first
    return MonthlyEvents(owner, month, number, draws.at(owner).each(name, month * 4096 + number))
