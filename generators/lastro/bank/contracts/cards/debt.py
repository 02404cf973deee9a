"""Card debt: what cards owe at the end of a day, and their last bill."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lastro.bank.choices import CardStatus
from lastro.bank.contracts.cards.bills import BLOCKED_AFTER, CEILING, Cycles, cycles, open_days
from lastro.brazil.calendar import month_index
from lastro.engine import Run
from lastro.engine.arrays import Bytes, Flags, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

IN_USE = (CardStatus.ACTIVE, CardStatus.BLOCKED)  # bills go on
_CLOSING_SECOND = 3 * 3600  # bills close in the night's batch; ASSUMED
_CANCELLED_SECOND = 12 * 3600
_BOOKED_SECOND = 22 * 3600  # of the day at which its purchases are booked; ASSUMED


@dataclass(frozen=True)
class CardState:
    """Where cards stand at the end of a day, by the names of credit_cards.CreditCard."""

    current_balance: Integers
    updated_at: Integers
    status: Bytes
    last_bill_amount: Integers
    last_bill_due_date: Integers
    last_bill_paid: Integers


@dataclass(frozen=True)
class _Last:
    """The last bill closed by then, of each card; nothing owed and nothing paid where there is none."""

    exists: Flags
    closing: Integers
    due: Integers
    amount: Integers
    paid: Integers  # by then
    paid_at: Integers  # moment, NULL where not by then
    missed: Integers  # bills in a row of which nothing was paid, up to the last one that is overdue
    missed_at: Integers  # moment at which that count last changed, NULL where it did not with the last overdue bill


@dataclass(frozen=True)
class _Bought:
    """Purchases of the running cycle, of each card."""

    amount: Integers
    at: Integers  # moment of the last one, NULL where there is none


@dataclass
class CardStates:
    """The states of cards on any day.

    cards: their unchanging columns. income: the holders', in cents a month.
    """

    run: Run
    cards: Any
    income: Integers
    _by_month: dict[int, Cycles] = field(default_factory=dict)

    def on(self, day: int) -> CardState:
        """What cards owe, and their last bill, at the end of a day."""
        every, cards = self._cycles(day), self.cards
        column = (every.closing <= day).sum(axis=1) - 1
        last = _last(every, column, day)
        bought = _bought_since(cards, every, column, last, day)
        balance = last.amount - last.paid + bought.amount
        status = _status(cards, every, last, balance, day)
        shown = last.exists & ((last.amount > 0) | np.isin(status, IN_USE))
        return CardState(
            current_balance=balance,
            updated_at=_updated(cards, every, column, last, bought, status, shown),
            status=status,
            last_bill_amount=last.amount,
            last_bill_due_date=np.where(shown, last.due, NULL),
            last_bill_paid=last.paid,
        )

    def _cycles(self, day: int) -> Cycles:
        """The cycles up to the month of a day."""
        month = int(month_index(np.array([day]))[0])
        if month not in self._by_month:
            self._by_month[month] = cycles(self.run, self.cards, self.income, day)
        return self._by_month[month]


def _last(every: Cycles, column: Integers, as_of: int) -> _Last:
    row = np.arange(len(column))
    exists = every.exists[row, column]
    paid_on, due = every.paid_on[row, column], every.due[row, column]
    paid = exists & (paid_on != NULL) & (paid_on <= as_of)
    overdue = np.where(due < as_of, column, column - 1)
    return _Last(
        exists=exists,
        closing=every.closing[row, column],
        due=due,
        amount=np.where(exists, every.amount[row, column], 0),
        paid=np.where(paid, every.paid[row, column], 0),
        paid_at=np.where(paid, paid_on * DAY + every.second[row, column], NULL),
        missed=every.missed[row, overdue],
        missed_at=np.where(
            every.missed[row, overdue] != every.missed[row, np.maximum(overdue - 1, 0)],
            (every.due[row, overdue] + 1) * DAY,
            NULL,
        ),
    )


def _bought_since(cards: Any, every: Cycles, column: Integers, last: _Last, as_of: int) -> _Bought:
    """Purchases of the running cycle: its total in proportion to the days gone, while the limit has room for them."""
    row = np.arange(len(column))
    total, end = every.purchases[row, column + 1], every.closing[row, column + 1]
    before = last.closing[:, None]
    gone = open_days(cards, every.use, before, np.full_like(before, as_of))[:, 0]
    days = np.maximum(open_days(cards, every.use, before, end[:, None])[:, 0], 1)
    amount = np.minimum(total * gone // days, np.maximum(cards.credit_limit - (last.amount - last.paid), 0))
    needed = -(-amount * days // np.maximum(total, 1))  # open days after which so much was bought
    day = np.maximum(last.closing, cards.created_at // DAY - 1) + needed
    return _Bought(amount, np.where(amount > 0, day * DAY + _BOOKED_SECOND, NULL))


def _status(cards: Any, every: Cycles, last: _Last, balance: Integers, as_of: int) -> Bytes:
    reached = (balance >= cards.credit_limit * CEILING[0] // CEILING[1]) & (balance > 0)
    blocked = reached | (last.missed >= BLOCKED_AFTER)
    status = np.where(blocked, CardStatus.BLOCKED, CardStatus.ACTIVE)
    status = np.where(cards.expiry_date < as_of, CardStatus.EXPIRED, status)
    cancelled = every.use.cancelled_on <= np.minimum(as_of, cards.expiry_date)
    return np.where(cancelled, CardStatus.CANCELLED, status).astype(np.uint8)


def _updated(
    cards: Any, every: Cycles, column: Integers, last: _Last, bought: _Bought, status: Bytes, shown: Flags
) -> Integers:
    """The last of issue, purchase, closing, payment, a due date that passed without one, and end of use."""
    billed = np.where(shown, last.closing * DAY + _CLOSING_SECOND, _first_empty_bill(every, column))
    over = np.where(status == CardStatus.EXPIRED, (cards.expiry_date + 1) * DAY, NULL)
    over = np.where(status == CardStatus.CANCELLED, every.use.cancelled_on * DAY + _CANCELLED_SECOND, over)
    moment: Integers = np.max([cards.created_at, billed, last.paid_at, bought.at, last.missed_at, over], axis=0)
    return moment


def _first_empty_bill(every: Cycles, column: Integers) -> Integers:
    """When the first bill without an amount closed after the last one with one; NULL where there never was one."""
    months = np.arange(every.amount.shape[1])
    some = (every.amount > 0) & every.exists & (months <= column[:, None])
    last = np.where(some.any(axis=1), len(months) - 1 - np.argmax(some[:, ::-1], axis=1), -1)
    closing = every.closing[np.arange(len(column)), np.minimum(last + 1, column)]
    return np.where(last >= 0, closing * DAY + _CLOSING_SECOND, NULL)
