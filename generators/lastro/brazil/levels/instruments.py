"""Payment instruments by month: which share of Brazil's payments each has."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.brazil.levels.series import Months, check_basis, first_month, known_years
from lastro.engine.arrays import Floats
from lastro.engine.rows.reference import once, read, refuse, whole
from lastro.engine.rows.run import Run

YEARS, PIX = "payment_instruments", "pix_by_month"
MIDDLE = 6  # a year's mean stands for its July; between two Julys a straight line, before and after held (ASSUMED)
HELD = 3  # months over whose mean Pix is held beyond the last known one; ASSUMED
PIX_NAME = "Pix"


class Instruments:
    """Counts of payments a month; `names` is the order of instruments."""

    def __init__(self, run: Run) -> None:
        years, pix = read(run, YEARS, "year instrument transactions basis"), read(run, PIX, "month transactions basis")
        check_basis(YEARS, years)
        check_basis(PIX, pix)
        once(YEARS, years, "year", "instrument")
        self.names = years["instrument"].unique(maintain_order=True).to_list()
        self.first_year = known_years(YEARS, years.unique("year", keep="first", maintain_order=True))
        self._yearly = self._table(years)
        self.first_pix, self._pix = first_month(PIX, pix), whole(PIX, pix, "transactions").astype(np.float64)
        held = np.rint(self._pix[-HELD:].mean())
        self._pix = np.append(self._pix, held)

    def _table(self, years: pl.DataFrame) -> Floats:
        """Transactions a month of each year, (years, instruments)."""
        count = whole(YEARS, years, "transactions")
        refuse(YEARS, count < 0, lambda row: f"transactions are below zero: {count[row]}")
        found = count.reshape(-1, len(self.names)) / 12
        order = np.resize(self.names, len(years))
        refuse(
            YEARS,
            years["instrument"].to_numpy() != order,
            lambda row: f"{order[row]} should stand here, as in the first year",
        )
        return found

    def counts(self, months: Months) -> Floats:
        """Payments by each instrument in each month, (months, instruments)."""
        at = ((months - (self.first_year * 12 + MIDDLE)) / 12).clip(0, len(self._yearly) - 1)
        year = np.minimum(at.astype(np.int64), len(self._yearly) - 2)
        share = (at - year)[:, None]
        found: Floats = self._yearly[year] * (1 - share) + self._yearly[year + 1] * share
        pix = months - self.first_pix
        found[:, self.names.index(PIX_NAME)] = np.where(pix < 0, 0, self._pix[pix.clip(0, len(self._pix) - 1)])
        return found

    def shares(self, months: Months) -> Floats:
        """The share of each instrument in each month's payments, (months, instruments)."""
        counts = self.counts(months)
        shares: Floats = counts / counts.sum(axis=1, keepdims=True)
        return shares
