"""IOF on credit by day: the tax on financial operations, a share for each day and one more for the whole."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.brazil.levels.series import Effective, check_basis, effective
from lastro.engine.arrays import Cents, Days, Flags, Integers
from lastro.engine.rows.choice import Choice
from lastro.engine.rows.reference import among, decimal, read, refuse
from lastro.engine.rows.run import Run

TABLE = "iof"
UNIT = 10**7  # rates are whole ten-millionths: 0.0082 % a day are 820 of them
MOST_DAYS = 365  # for which a loan bears the daily rate (Decreto 6.306/2007, art. 7)
SMALL_DEBT = 30_000_00  # cents, up to which small companies pay less (art. 7, VI)
SMALL_REVENUE = 400_000_00  # cents a month: the Simples ends at R$ 4.8 million a year (LC 123/2006)


class Borrower(Choice):
    """Who bears the tax, as iof.csv names them."""

    PEOPLE = "people"
    COMPANIES = "companies"
    SMALL_COMPANIES = "small companies"


class CreditTax:
    """The rates of iof.csv; before a borrower's first row that one holds, the last stays (ASSUMED)."""

    def __init__(self, run: Run) -> None:
        frame = read(run, TABLE, "borrower from daily_pct additional_pct basis")
        check_basis(TABLE, frame)
        known = [borrower.text for borrower in Borrower]
        of = among(TABLE, frame, "borrower", pl.Series(known), f"borrower ({', '.join(known)})")
        since = effective(TABLE, frame, of="borrower").since
        self._daily, self._additional = (_ten_millionths(frame, name) for name in ("daily_pct", "additional_pct"))
        self._rows = [np.flatnonzero(of == borrower) for borrower in Borrower]
        self._since = [Effective(since[rows]) for rows in self._rows]

    def rates(self, borrower: Integers, days: Days) -> tuple[Integers, Integers]:
        """The daily and the additional rate of borrowers on days, in ten-millionths."""
        in_force = [rows[since.row(days)] for rows, since in zip(self._rows, self._since, strict=True)]
        row = np.select([borrower == each for each in Borrower], in_force)
        return self._daily[row], self._additional[row]


def borrowers(business: Flags, revenue: Cents, debt: Cents) -> Integers:
    """Who bears the tax on debts: people, or companies by their monthly revenue and the debt."""
    small = (revenue <= SMALL_REVENUE) & (debt <= SMALL_DEBT)
    of_companies = np.where(small, Borrower.SMALL_COMPANIES, Borrower.COMPANIES)
    return np.where(business, of_companies, Borrower.PEOPLE)


def rounded(taxed: Integers) -> Cents:
    """Cents of what was multiplied by rates in ten-millionths, half up."""
    cents: Cents = (taxed + UNIT // 2) // UNIT
    return cents


def _ten_millionths(frame: pl.DataFrame, column: str) -> Integers:
    rates = np.rint(decimal(TABLE, frame, column) * (UNIT // 100)).astype(np.int64)
    refuse(TABLE, (rates < 0) | (rates > UNIT // 100), lambda row: f"{column} is no rate: {frame[column][row]}")
    return rates
