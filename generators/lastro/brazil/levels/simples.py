"""Simples Nacional: what small companies owe of their sales, by annex and sales of twelve months (LC 123/2006)."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.brazil.levels.series import check_basis
from lastro.brazil.sectors import ANNEXES
from lastro.engine.arrays import Floats, Integers
from lastro.engine.rows.reference import among, checked
from lastro.engine.rows.run import Run

TABLE = "simples"
MOST = 4_800_000_00  # cents of twelve months: who sells more is not in it (LC 123/2006, art. 3)
PRESUMED = (0.085, 0.10, 0.145)  # of sales, by annex: taxes on presumed profit, ICMS or ISS with them; ASSUMED


class Simples:
    """The brackets of simples.csv."""

    def __init__(self, run: Run) -> None:
        table = checked(run, TABLE, "annex basis", "revenue_from rate_pct deduction")
        among(TABLE, table, "annex", pl.Series(ANNEXES), f"annex of the Simples ({', '.join(ANNEXES)})")
        check_basis(TABLE, table)
        self._brackets = [_numbers(table.filter(pl.col("annex") == annex)) for annex in ANNEXES]

    def rate(self, annex: Integers, yearly: Floats) -> Floats:
        """The share of a month's sales that is due, by the sales of twelve months in cents."""
        found = np.array(PRESUMED)[annex]
        for place, (since, rate, deduction) in enumerate(self._brackets):
            at = np.flatnonzero((annex == place) & (yearly <= MOST))
            row = np.searchsorted(since, yearly[at], side="right") - 1
            found[at] = rate[row] - deduction[row] / np.maximum(yearly[at], 1)
        return found


def _numbers(table: pl.DataFrame) -> tuple[Floats, Floats, Floats]:
    """From which sales in cents, at which share, less which cents."""
    since, rate, less = (table[name].cast(pl.Float64).to_numpy() for name in ("revenue_from", "rate_pct", "deduction"))
    return since * 100, rate / 100, less * 100
