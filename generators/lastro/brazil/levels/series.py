"""Series: figures by month and by day of effect, read from reference tables, and indices that they add up to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lastro.engine.arrays import Days, Floats, Integers
from lastro.engine.errors import BadInput
from lastro.engine.rows.moments import days_of
from lastro.engine.rows.reference import among, decimal, refuse

LAST_MONTH = 2150 * 12 + 11  # as far as the calendar knows
BASES = pl.Series(["two", "one", "derived", "spread", "unverified", "assumed"])  # README.md of data/reference

Months = Integers  # absolute: year * 12 + month - 1


class PriceIndex:
    """A level that changes from month to month by percentages; `beyond` is assumed for every month after the last."""

    def __init__(self, first: int, percents: Floats, beyond: float) -> None:
        self.first = first
        changes = np.full(LAST_MONTH - first + 1, beyond)
        changes[: len(percents)] = percents
        self._changes = changes
        self.levels = np.cumprod(1 + changes / 100)

    def percent(self, months: Months) -> Floats:
        """How much each month's level lies above the one before, percent; before the first known month as in it."""
        found: Floats = self._changes[(months - self.first).clip(0, len(self._changes) - 1)]
        return found

    def level(self, months: Months) -> Floats:
        """The level of each month; that of the first known month before it. Only ratios of levels mean anything."""
        found: Floats = self.levels[(months - self.first).clip(0)]
        return found

    def between(self, earlier: Months, later: Months) -> Floats:
        """How many times the earlier month's level the later month's is."""
        ratio: Floats = self.level(later) / self.level(earlier)
        return ratio

    def at_anniversary(self, months: Months, anniversary: Months) -> Floats:
        """The level that was known at the last anniversary: of the month before it.

        anniversary: month of the year, 0 to 11, in which rents or wages are put up.
        """
        return self.level(last_anniversary(months, anniversary) - 1)


def last_anniversary(months: Months, anniversary: Months) -> Months:
    """The month, this one or before, in which the year's turn last came."""
    return months - (months - anniversary) % 12


@dataclass(frozen=True)
class Effective:
    """What is in force from days on, in their order; each row until the next."""

    since: Days

    def row(self, days: Days) -> Integers:
        """The row in force on each day; the first one before it."""
        return (np.searchsorted(self.since, days, side="right") - 1).clip(0)


def effective(table: str, frame: pl.DataFrame, of: str | None = None) -> Effective:
    """The column `from` of a table, whose days must not fall; with `of`, within one value of that column."""
    text = frame["from"]
    refuse(table, ~text.str.contains(r"^\d{4}-\d{2}-\d{2}$").to_numpy(), lambda row: f"from is no day: {text[row]}")
    since = days_of(text).to_numpy()
    same = (frame[of] == frame[of].shift(1)).fill_null(False).to_numpy() if of else np.arange(len(since)) > 0
    falls = same & (np.append(since[:1], since[:-1]) > since)
    refuse(table, falls, lambda row: f"from {text[row]} lies before the line above")
    return Effective(since)


def first_month(table: str, frame: pl.DataFrame) -> int:
    """The first of a table's months, which must follow each other without a gap."""
    text = frame["month"]
    refuse(table, ~text.str.contains(r"^\d{4}-(0[1-9]|1[0-2])$").to_numpy(), lambda row: f"month {text[row]} is none")
    months = text.str.slice(0, 4).cast(pl.Int64) * 12 + text.str.slice(5).cast(pl.Int64) - 1
    expected = int(months[0]) + np.arange(len(months))
    refuse(table, months.to_numpy() != expected, lambda row: f"month {text[row]} does not follow the line above")
    return int(months[0])


def known_years(table: str, frame: pl.DataFrame) -> int:
    """The first of a table's years, which must follow each other without a gap."""
    years = decimal(table, frame, "year").astype(np.int64)
    expected = years[0] + np.arange(len(years))
    refuse(table, years != expected, lambda row: f"year {years[row]} does not follow the line above")
    return int(years[0])


def check_basis(table: str, frame: pl.DataFrame, *columns: str) -> None:
    """Refuse a figure without a basis, and a basis that the README does not explain; null where there is no figure."""
    for column in columns or ("basis",):
        said = frame.with_columns(pl.col(column).fill_null(BASES[0]))
        among(table, said, column, BASES, "basis that README.md lists")


def cents(table: str, frame: pl.DataFrame, column: str) -> Integers:
    """A column of reais with two decimals, as whole cents."""
    text = frame[column]
    refuse(table, ~text.str.contains(r"^\d+\.\d{2}$").fill_null(False).to_numpy(), lambda row: f"{column} is no amount")
    found: Integers = text.str.replace(".", "", literal=True).cast(pl.Int64).to_numpy()
    return found


def hundredths(table: str, frame: pl.DataFrame, column: str) -> Integers:
    """A column of percentages, as whole hundredths of a percent."""
    found: Integers = np.rint(decimal(table, frame, column) * 100).astype(np.int64)
    return found


def need(table: str, frame: pl.DataFrame) -> None:
    """Refuse a table without rows."""
    if not len(frame):
        raise BadInput(f"data/reference/{table}.csv, line 1: no rows follow")
