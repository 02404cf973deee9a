"""Payroll loans of pensioners: the highest rate by day, which the council of social security (CNPS) sets."""

from __future__ import annotations

import numpy as np

from lastro.brazil.levels.series import check_basis, effective, need
from lastro.engine.arrays import Days, Integers
from lastro.engine.rows.reference import decimal, read, refuse
from lastro.engine.rows.run import Run

TABLE = "payroll_loans"
DEAREST = 5.0  # percent a month: more is a slip of the pen


class PayrollLoans:
    """The ceilings of payroll_loans.csv; before its first row that one holds, after its last it stays (ASSUMED)."""

    def __init__(self, run: Run) -> None:
        frame = read(run, TABLE, "from monthly_pct basis")
        need(TABLE, frame)
        check_basis(TABLE, frame)
        monthly = decimal(TABLE, frame, "monthly_pct")
        refuse(TABLE, (monthly <= 0) | (monthly > DEAREST), lambda row: f"no rate of a month: {monthly[row]}")
        self._in_force = effective(TABLE, frame)
        self._yearly = np.array([_yearly(rate) for rate in monthly.tolist()], dtype=np.int64)

    def highest_rate(self, days: Days) -> Integers:
        """The highest rate on each day, hundredths of a percent a year, rounded down."""
        found: Integers = self._yearly[self._in_force.row(days)]
        return found


def _yearly(monthly: float) -> int:
    """A percentage a month as hundredths of a percent a year, rounded down, in whole numbers."""
    unit = 10_000
    grown = (unit + round(monthly * 100)) ** 12
    return int((grown - unit**12) * 10_000 // unit**12)
