"""Prices by month: IPCA, INPC and IGP-M, and the rents that follow them."""

from __future__ import annotations

import polars as pl

from lastro.brazil.levels.series import PriceIndex, check_basis, first_month
from lastro.engine.rows.reference import decimal, read
from lastro.engine.rows.run import Run

TABLE = "inflation_by_month"
COLUMNS = "month ipca ipca_basis inpc inpc_basis igpm igpm_basis"
BEYOND = 0.3274  # percent a month, 4 % a year, after the last known month; ASSUMED, for all three


class Prices:
    """The three indices. Where INPC or IGP-M are not known, the IPCA of the month stands in (ASSUMED)."""

    def __init__(self, run: Run) -> None:
        frame = read(run, TABLE, COLUMNS)
        first = first_month(TABLE, frame)
        check_basis(TABLE, frame, "ipca_basis", "inpc_basis", "igpm_basis")
        whole = frame.with_columns(pl.coalesce(name, "ipca").alias(name) for name in ("inpc", "igpm"))
        self.ipca, self.inpc, self.igpm = (
            PriceIndex(first, decimal(TABLE, whole, name), BEYOND) for name in ("ipca", "inpc", "igpm")
        )

    @property
    def rents(self) -> PriceIndex:
        """What rents follow at their anniversaries: the IPCA, as most do since IGP-M's leap of 2020 (ASSUMED)."""
        return self.ipca
