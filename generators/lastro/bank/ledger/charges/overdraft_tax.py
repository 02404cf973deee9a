"""IOF on overdrafts: what each month's debts bear, booked with their interest."""

from __future__ import annotations

import numpy as np

from lastro.bank.people.account_block import AccountBlock
from lastro.brazil import calendar
from lastro.brazil.levels.credit_tax import Borrower, CreditTax, borrowers, rounded
from lastro.engine.arrays import Cents, Integers
from lastro.engine.rows.tables import positions


class OverdraftTax:
    """The tax of a block's accounts by month.

    The sum of what was owed each night of a month bears the daily rate, the sum of what it grew by from night to night
    the additional one (Decreto 6.306/2007, art. 7), at the rates of the month's last day.
    """

    def __init__(self, block: AccountBlock) -> None:
        owner = positions(block.accounts.customer_id, block.customers.customer_id)
        self._business = block.people.business[owner]
        self._revenue = block.people.income[owner]
        first = calendar.first_day(np.append(block.months.numbers - 1, block.months.first + block.months.count - 1))
        self.lengths = np.diff(first)  # days of the month before each month
        rates = block.run.once(CreditTax)
        months = first[1:] - 1
        by_borrower = [rates.rates(np.full(len(months), borrower), months) for borrower in Borrower]
        self._daily, self._additional = (np.stack([each[kind] for each in by_borrower]) for kind in (0, 1))

    def booked(self, account: Integers, month: Integers, sums: Cents, grown: Cents) -> Cents:
        """What is booked on some accounts, each in a month of its own (by its place), for the month before."""
        tax = np.zeros(len(sums), np.int64)
        owing = np.flatnonzero(sums)
        if len(owing):
            tax[owing] = self._tax(month[owing], account[owing], sums[owing], grown[owing])
        return tax

    def _tax(self, month: Integers, account: Integers, sums: Cents, grown: Cents) -> Cents:
        mean = sums // self.lengths[month]
        borrower = borrowers(self._business[account], self._revenue[account], mean)
        daily, additional = self._daily[borrower, month], self._additional[borrower, month]
        return rounded(sums * daily + grown * additional)
