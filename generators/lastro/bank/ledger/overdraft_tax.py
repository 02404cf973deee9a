"""IOF on overdrafts: what each month's debt bears, booked with its interest."""

from __future__ import annotations

import numpy as np

from lastro.bank.people.account_block import AccountBlock
from lastro.brazil import calendar
from lastro.brazil.levels.credit_tax import Borrower, CreditTax, borrowers, rounded
from lastro.engine.arrays import Cents, Integers
from lastro.engine.rows.tables import positions


class OverdraftTax:
    """The tax of a block's accounts, month by month.

    The debt at a month's end bears the daily rate for each of its days, as it bears its interest, and what it has grown
    by since the month before the additional one, at the rates of the month's last day.
    """

    def __init__(self, block: AccountBlock) -> None:
        owner = positions(block.accounts.customer_id, block.customers.customer_id)
        self._business = block.people.business[owner]
        self._revenue = block.people.income[owner]
        first = calendar.first_day(np.append(block.months.numbers - 1, block.months.first + block.months.count - 1))
        self._lengths = np.diff(first)
        rates = block.run.once(CreditTax)
        self._rates = [rates.rates(np.full(len(first) - 1, borrower), first[1:] - 1) for borrower in Borrower]
        self._owed = np.maximum(-block.accounts.opening_balance, 0)

    def of_month(self, month: int, debt: Cents) -> Cents:
        """What is booked in a month (by its place) on the debt at the end of the one before; called month by month."""
        grown, self._owed = np.maximum(debt - self._owed, 0), debt
        tax = np.zeros(len(debt), np.int64)
        owing = np.flatnonzero(debt)
        if len(owing):
            tax[owing] = self._tax(month, owing, debt[owing], grown[owing])
        return tax

    def _tax(self, month: int, account: Integers, debt: Cents, grown: Cents) -> Cents:
        borrower = borrowers(self._business[account], self._revenue[account], debt)
        daily, additional = (np.array([rates[kind][month] for rates in self._rates])[borrower] for kind in (0, 1))
        return rounded(debt * daily * int(self._lengths[month]) + grown * additional)
