"""Delinquency: how much of the country's credit is 90 days late, by kind and month."""

from __future__ import annotations

import numpy as np

from lastro.brazil.levels.series import Months, check_basis, first_month
from lastro.engine.arrays import Floats, Integers
from lastro.engine.rows.reference import decimal, read
from lastro.engine.rows.run import Run

DELINQUENCY = "delinquency"
KINDS = ("mortgage", "auto", "personal", "business")


class Delinquency:
    """Percent of the balance that is more than 90 days late; the first and the last known month stand for others."""

    def __init__(self, run: Run) -> None:
        table = read(run, DELINQUENCY, f"month {' '.join(KINDS)} basis")
        check_basis(DELINQUENCY, table)
        self.first = first_month(DELINQUENCY, table)
        self.rates = np.stack([decimal(DELINQUENCY, table, kind) for kind in KINDS])

    def rate(self, kind: Integers, months: Months) -> Floats:
        """The rate of each kind (position in KINDS) in each month; shapes as numpy broadcasts them."""
        found: Floats = self.rates[kind, (months - self.first).clip(0, self.rates.shape[1] - 1)]
        return found
