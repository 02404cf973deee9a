"""Wages by month: the minimum wage, and the rise that collective agreements bring once a year."""

from __future__ import annotations

import numpy as np

from lastro.brazil import calendar
from lastro.brazil.economy import MinimumWage
from lastro.brazil.levels.prices import Prices
from lastro.brazil.levels.series import LAST_MONTH, Months, check_basis, known_years, last_anniversary
from lastro.engine.arrays import Floats, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.reference import decimal, read, refuse, whole
from lastro.engine.rows.run import Run

RISES, BASE_MONTHS = "wage_rises", "base_months"
REAL_BEYOND = 0.5  # percent above the INPC in the years after the last known one; ASSUMED
FLOOR_BEYOND = (
    650  # hundredths of a percent by which the minimum wage rises each January after that: INPC and 2.5; ASSUMED
)
REAL = 100  # cents: the minimum wage is set in whole reais


class Wages:
    """Levels of wages; ratios of two months' levels mean something, the levels themselves do not."""

    def __init__(self, run: Run) -> None:
        self.inpc = run.once(Prices).inpc
        rises = read(run, RISES, "year real_rise basis")
        check_basis(RISES, rises)
        self.first_year = known_years(RISES, rises)
        real = np.full(LAST_MONTH // 12 - self.first_year + 1, REAL_BEYOND)
        real[: len(rises)] = decimal(RISES, rises, "real_rise")
        self._real = np.cumprod(1 + real / 100)
        self.base_months = _base_months(run)
        self._floor = _floors(run)

    def base_month(self, draws: Draws) -> Integers:
        """The month of the year, 0 to 11, in which an employer's wages rise (data-base)."""
        return draws.choice("base month", self.base_months)

    def level(self, months: Months, base_month: Months) -> Floats:
        """The level of wages that rise in a base month: by the INPC up to the month before, and the year's real rise.

        Before the first year known, and so before 2018, only the INPC moves them.
        """
        last = last_anniversary(months, base_month)
        year = last // 12 - self.first_year
        real = np.where(year < 0, 1.0, self._real[year.clip(0)])
        return self.inpc.level(last - 1) * real

    def minimum(self, months: Months) -> Integers:
        """The minimum wage on each month's first day, in cents."""
        first, cents = self._floor
        found: Integers = cents[(months - first).clip(0)]
        return found


def _base_months(run: Run) -> Weights:
    """The shares of base months, January first."""
    frame = read(run, BASE_MONTHS, "month share basis")
    check_basis(BASE_MONTHS, frame)
    months = whole(BASE_MONTHS, frame, "month")
    strange = months != np.arange(1, len(months) + 1)
    refuse(BASE_MONTHS, strange, lambda row: f"month {months[row]} does not follow the line above")
    return Weights(decimal(BASE_MONTHS, frame, "share"))


def _floors(run: Run) -> tuple[int, Integers]:
    """The minimum wage by month: as the table has it, then rising each January. The first month, and the cents."""
    table = run.once(MinimumWage)
    first, last = (int(month) for month in calendar.month_index(table.since[[0, -1]]))
    known = table.on(calendar.first_day(np.arange(first, last + 12 - last % 12)))
    later, cents = [], int(known[-1])
    for _ in range((LAST_MONTH - first + 1 - len(known)) // 12):
        cents = -(-cents * (10_000 + FLOOR_BEYOND) // (10_000 * REAL)) * REAL
        later.append(cents)
    return first, np.append(known, np.repeat(later, 12))
