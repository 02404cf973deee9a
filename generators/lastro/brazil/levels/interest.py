"""Interest by day and month: Selic target, TR, and what savings accounts earn."""

from __future__ import annotations

import numpy as np

from lastro.brazil import calendar
from lastro.brazil.economy import Selic
from lastro.brazil.levels.series import Months, check_basis, effective, first_month
from lastro.engine.arrays import Days, Floats
from lastro.engine.rows.reference import decimal, read, refuse
from lastro.engine.rows.run import Run

SELIC, SAVINGS = "selic", "savings_rates"
LIMIT = 8.5  # Selic above which savings earn HIGH a month on top of the TR, else SHARE of the Selic
HIGH, SHARE = 0.5, 0.7  # Lei 12.703/2012, for deposits since 4 May 2012
YEAR = 12  # months over whose mean the TR is held beyond the last known one; ASSUMED


class Interest:
    """Rates in percent; beyond the last known Copom meeting the Selic stays (ASSUMED), before the first see Selic."""

    def __init__(self, run: Run) -> None:
        copom = read(run, SELIC, "from selic basis")
        check_basis(SELIC, copom)
        self.effective, self.target = effective(SELIC, copom), decimal(SELIC, copom, "selic")
        steps = (self.target < 0) | (self.target * 4 % 1 != 0)
        refuse(SELIC, steps, lambda row: f"selic {self.target[row]} is no step of a quarter")
        self.before = run.once(Selic)
        months = read(run, SAVINGS, "month tr tr_basis savings savings_basis")
        check_basis(SAVINGS, months, "tr_basis", "savings_basis")
        self.first = first_month(SAVINGS, months)
        self._tr, self._savings = (decimal(SAVINGS, months, name) for name in ("tr", "savings"))

    def selic(self, days: Days) -> Floats:
        """The Copom's target in force on each day, percent a year."""
        known = self.target[self.effective.row(days)]
        rate: Floats = np.where(days < self.effective.since[0], self.before.on(days), known)
        return rate

    def tr(self, months: Months) -> Floats:
        """The TR of each month's first day, percent a month."""
        at = months - self.first
        held = np.rint(self._tr[-YEAR:].mean() * 10_000) / 10_000
        known: Floats = np.append(self._tr, held)[at.clip(0, len(self._tr))]
        return known

    def savings(self, months: Months) -> Floats:
        """What deposits of each month's first day earn, percent a month, rounded to four decimals."""
        at = months - self.first
        known: Floats = self._savings[at.clip(0, len(self._savings) - 1)]
        return np.where((at < 0) | (at >= len(self._savings)), self._by_rule(months), known)

    def _by_rule(self, months: Months) -> Floats:
        selic, tr = self.selic(calendar.first_day(months)), self.tr(months)
        low = np.array([monthly(SHARE * rate) for rate in selic.tolist()])
        basic = np.where(selic > LIMIT, HIGH, low)
        rate: Floats = np.rint((basic + tr * (1 + basic / 100)) * 10_000) / 10_000
        return rate


def monthly(yearly: float) -> float:
    """The percentage a month that compounds to one a year, to four decimals.

    By bisection: a root by `pow` has other last bits on other processors.
    """
    low, high = 0.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        grown = 1.0
        for _ in range(12):
            grown *= 1 + middle / 100
        low, high = (middle, high) if (grown - 1) * 100 < yearly else (low, middle)
    return round(low, 4)
