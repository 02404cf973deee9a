"""INSS by month: ceiling of contributions and benefits, contributions of employees, readjustment of benefits."""

from __future__ import annotations

import numpy as np

from lastro.brazil import calendar
from lastro.brazil.levels.series import LAST_MONTH, Months, cents, check_basis, effective, hundredths
from lastro.engine.arrays import Cents, Floats, Integers
from lastro.engine.rows.reference import decimal, read, refuse
from lastro.engine.rows.run import Run

YEARS, BRACKETS = "social_security", "social_security_brackets"
BEYOND = 400  # hundredths of a percent by which ceiling and brackets rise each January after the last known; ASSUMED
FLAT = "flat"  # until February 2020 one rate for the whole wage, since then a rate for each bracket (EC 103/2019)
PERCENT = 10_000  # hundredths of a percent in one


class SocialSecurity:
    """What the INSS takes and pays; money in cents."""

    def __init__(self, run: Run) -> None:
        years, brackets = (
            read(run, YEARS, "from ceiling readjustment basis"),
            read(run, BRACKETS, "from method up_to rate"),
        )
        check_basis(YEARS, years)
        self._years = effective(YEARS, years)
        self._ceilings = _beyond(cents(YEARS, years, "ceiling"), self._last_year(years["from"][-1]))
        rises = decimal(YEARS, years, "readjustment")
        yearly = np.full(len(self._ceilings), BEYOND / 100)
        yearly[: len(rises)] = rises
        self._readjusted = np.cumprod(1 + yearly / 100, dtype=np.float64)
        check_basis(BRACKETS, brackets)
        self._tables = effective(BRACKETS, brackets)
        self._up_to, self._rate = cents(BRACKETS, brackets, "up_to"), hundredths(BRACKETS, brackets, "rate")
        self._flat = (brackets["method"] == FLAT).to_numpy()
        falls = (self._up_to[1:] <= self._up_to[:-1]) & (self._tables.since[1:] == self._tables.since[:-1])
        refuse(BRACKETS, np.append(False, falls), lambda row: f"up_to {brackets['up_to'][row]} is below the line above")

    @staticmethod
    def _last_year(day: str) -> int:
        return LAST_MONTH // 12 - int(day[:4])

    def _year(self, months: Months) -> Integers:
        """The row of each month's year; every row begins with a January."""
        first = int(calendar.month_index(self._years.since[:1])[0])
        return ((months - first) // 12).clip(0, len(self._ceilings) - 1)

    def ceiling(self, months: Months) -> Cents:
        """The highest wage that contributes, and the highest benefit."""
        found: Cents = self._ceilings[self._year(months)]
        return found

    def benefits(self, months: Months) -> Floats:
        """The level of benefits above the minimum wage: they rise in January. Only ratios of levels mean anything."""
        found: Floats = self._readjusted[self._year(months)]
        return found

    def contribution(self, wages: Cents, months: Months) -> Cents:
        """What an employee's wage contributes, rounded to the cent."""
        days = calendar.first_day(months)
        known = self._ceilings[len(self._years.since) - 1]
        scale = np.where(days > self._tables.since[-1], np.maximum(self.ceiling(months), known), known)
        due = np.zeros(len(wages), dtype=np.int64)
        start = self._tables.since[self._tables.row(days)]
        for since in np.unique(start):
            rows, chosen = self._tables.since == since, np.flatnonzero(start == since)
            limits = self._up_to[rows][:, None] * scale[chosen] // known
            due[chosen] = self._due(wages[chosen], limits, self._rate[rows], bool(self._flat[rows][0]))
        return due

    @staticmethod
    def _due(wages: Cents, limits: Integers, rates: Integers, flat: bool) -> Cents:
        """By one table: limits are (brackets, wages), rates (brackets,) in hundredths of a percent."""
        capped = np.minimum(wages, limits[-1])
        if flat:
            bracket = (capped > limits).sum(axis=0)
            due: Cents = (capped * rates[bracket] + PERCENT // 2) // PERCENT
            return due
        within = np.minimum(capped, limits) - np.vstack([np.zeros_like(limits[:1]), limits[:-1]])
        by_bracket: Cents = within.clip(0) * rates[:, None]
        total: Cents = by_bracket.sum(axis=0)
        return (total + PERCENT // 2) // PERCENT


def _beyond(known: Cents, years: int) -> Cents:
    """Amounts by year, and so many more that each rise by BEYOND."""
    amounts = known.tolist()
    for _ in range(years):
        amounts.append((amounts[-1] * (PERCENT + BEYOND) + PERCENT // 2) // PERCENT)
    return np.array(amounts, dtype=np.int64)
