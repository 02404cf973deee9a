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
        months = first[1:] - 1
        by_borrower = [rates.rates(np.full(len(months), borrower), months) for borrower in Borrower]
        self._daily, self._additional = (np.stack([each[kind] for each in by_borrower]) for kind in (0, 1))
        self._owed = np.maximum(-block.accounts.opening_balance, 0)
        self._every = np.arange(len(self._owed))

    def of_month(self, month: int, debt: Cents) -> Cents:
        """What is booked in a month (by its place) on the debt at the end of the one before; called month by month."""
        return self.booked(self._every, np.full(len(debt), month), debt)

    def booked(self, account: Integers, month: Integers, debt: Cents) -> Cents:
        """The same on some accounts, each in a month of its own; called in order of each account's months."""
        grown = np.maximum(debt - self._owed[account], 0)
        self._owed[account] = debt
        tax = np.zeros(len(debt), np.int64)
        owing = np.flatnonzero(debt)
        if len(owing):
            tax[owing] = self._tax(month[owing], account[owing], debt[owing], grown[owing])
        return tax

    def _tax(self, month: Integers, account: Integers, debt: Cents, grown: Cents) -> Cents:
        borrower = borrowers(self._business[account], self._revenue[account], debt)
        daily, additional = self._daily[borrower, month], self._additional[borrower, month]
        return rounded(debt * daily * self._lengths[month] + grown * additional)
