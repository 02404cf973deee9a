"""Sectors: what a company of each line of business spends of what it sells, and how it is paid."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.brazil.companies import business_lines
from lastro.engine.arrays import Floats, Integers
from lastro.engine.errors import BadInput
from lastro.engine.rows.reference import among, checked, once, refuse
from lastro.engine.rows.run import Run
from lastro.engine.rows.vocabulary import codes

SECTORS = "sectors"  # the reference table
OTHER = "other"  # the sector of a line of business that is not in business_lines.csv
COSTS, WAYS = ("goods_pct", "payroll_pct", "rent_pct"), ("pix_pct", "boleto_pct", "card_pct")
ANNEXES, SEASONS = ("I", "II", "III"), ("retail", "fashion", "even")


class Sectors:
    """The table of sectors, and the sector of each line of business."""

    def __init__(self, run: Run) -> None:
        table = sectors(run)
        lines = business_lines(run)
        names = table["sector"].to_list()
        among("business_lines", lines, "sector", table["sector"], "sector of sectors.csv")
        self.costs = _shares(table, COSTS)  # (sectors, goods, payroll, rent)
        self.ways = _shares(table, WAYS)  # (sectors, Pix, boleto, card)
        self.pay = table["mean_pay"].cast(pl.Int64).to_numpy() * 100  # cents a month of an employee, before tax
        self.season = codes(table["season"], {name: place for place, name in enumerate(SEASONS)})
        self.annex = codes(table["annex"], {name: place for place, name in enumerate(ANNEXES)})
        self.mei_due = table["mei_due"].cast(pl.Int64).to_numpy() * 100
        self._of_line = {
            line: names.index(sector) for line, sector in zip(lines["activity"], lines["sector"], strict=True)
        }
        self._other = names.index(OTHER)

    def of(self, lines: pl.Series) -> Integers:
        """The sector of each line of business."""
        found = codes(lines, self._of_line)
        return np.where(found >= 0, found, self._other)


def sectors(run: Run) -> pl.DataFrame:
    """The reference table of sectors; raises BadInput with file and line where a row cannot be right."""
    table = checked(run, SECTORS, "sector season annex", " ".join((*COSTS, *WAYS, "mei_due", "mean_pay")))
    once(SECTORS, table, "sector")
    among(SECTORS, table, "annex", pl.Series(ANNEXES), f"annex of the Simples ({', '.join(ANNEXES)})")
    among(SECTORS, table, "season", pl.Series(SEASONS), f"season ({', '.join(SEASONS)})")
    costs, ways = (_shares(table, names).sum(axis=1) * 100 for names in (COSTS, WAYS))
    refuse(SECTORS, costs > 97, lambda row: f"costs come to {costs[row]:g} % of sales")
    refuse(SECTORS, np.abs(ways - 100) > 0.01, lambda row: f"Pix, boleto and card come to {ways[row]:g} %")
    if OTHER not in table["sector"]:
        raise BadInput(f"data/reference/{SECTORS}.csv: there is no sector {OTHER}")
    return table


def _shares(table: pl.DataFrame, names: tuple[str, ...]) -> Floats:
    return np.stack([table[name].cast(pl.Float64).to_numpy() / 100 for name in names], axis=1)
