"""Loan cases: loans under check, a block at a time, with their schedules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.checks import days
from lastro.checks.bank import Kept
from lastro.engine.arrays import Integers


@dataclass
class Case:
    """A block of loans, their schedules and payments."""

    loans: Kept
    at: Integers  # positions of the loans
    amount: Integers  # of instalments, (loans, months)
    balance: Integers  # after them

    def column(self, name: str) -> Integers:
        """A column of these loans."""
        found: Integers = self.loans.columns[name][self.at]
        return found

    def due(self, number: Integers) -> Integers:
        """When each loan's instalment of this number falls due."""
        return days.next_bank_day(days.plus_months(self.column("start_date"), number))

    def of(self, schedule: Integers, number: Integers) -> Integers:
        """An instalment's figure in a schedule, by its number from 1."""
        found: Integers = schedule[np.arange(len(self.at)), (number - 1).clip(0, schedule.shape[1] - 1)]
        return found
