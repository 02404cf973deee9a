"""The economy's official figures by date: minimum wage and Selic."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.brazil import calendar
from lastro.brazil.levels.series import cents, effective, known_years
from lastro.engine.arrays import Days, Floats, Integers
from lastro.engine.rows.reference import checked
from lastro.engine.rows.run import Run


class MinimumWage:
    """The national minimum wage; from the last row of minimum_wage.csv on it stays as it is (assumption)."""

    def __init__(self, run: Run) -> None:
        table = checked(run, "minimum_wage", "from", "minimum_wage")
        self.since = effective("minimum_wage", table).since
        self.cents = cents("minimum_wage", table, "minimum_wage")

    def on(self, days: Days) -> Integers:
        """The wage in force on each day, in cents; before the table begins, its first row."""
        row = np.searchsorted(self.since, days, side="right") - 1
        wage: Integers = self.cents[row.clip(0)]
        return wage


class Selic:
    """The Banco Central's base rate: known at years' ends, a straight line by months between (assumption).

    From the last row of macro_by_year.csv on it stays as it is (assumption).
    """

    def __init__(self, run: Run) -> None:
        table = checked(run, "macro_by_year", "year", "selic_year_end")
        self.first_year = known_years("macro_by_year", table)
        self.year_ends = table["selic_year_end"].cast(pl.Float64).to_numpy()

    def on(self, days: Days) -> Floats:
        """The rate in force on each day, in percent a year, rounded to 0.25 as the Copom sets it."""
        month = calendar.month_index(days) - (self.first_year + 1) * 12  # from the first January after a known end
        last = len(self.year_ends) - 1
        year = (month // 12).clip(0, last)
        share = np.where(month < 0, 0, month % 12 + 1) / 12
        start, end = self.year_ends[year], self.year_ends[np.minimum(year + 1, last)]
        rate: Floats = np.floor((start + (end - start) * share) * 4 + 0.5) / 4
        return rate
