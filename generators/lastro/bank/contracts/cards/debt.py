"""Card debt: what cards owe at the end of a day, their last bill, and whether they can be used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from lastro.bank.choices import CardStatus
from lastro.bank.contracts.cards.bills import Cycles
from lastro.bank.contracts.cards.charges import CEILING
from lastro.bank.contracts.cards.rows.all_rows import all_rows, paid_bills
from lastro.bank.contracts.cards.rows.charged import LAST_SECOND
from lastro.bank.contracts.cards.walk import BLOCKED_AFTER
from lastro.bank.people.period import history_start
from lastro.engine import Run
from lastro.engine.arrays import Bytes, Flags, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

IN_USE = (CardStatus.ACTIVE, CardStatus.BLOCKED)  # bills go on
DEFAULT_AFTER, WRITTEN_OFF_AFTER = 91, 361  # days after the due date of the first bill that is not paid
_LONGEST_CYCLE = 40  # days and some
_CANCELLED_SECOND = 12 * 3600
_MOMENT_BITS = 34  # seconds since 1970 stay below 2**34


@dataclass(frozen=True)
class CardState:
    """Where cards stand at the end of a day, by the names of credit_cards.CreditCard."""

    current_balance: Integers
    upcoming_installments: Integers
    updated_at: Integers
    status: Bytes
    last_bill_amount: Integers
    last_bill_due_date: Integers
    last_bill_paid: Integers
    defaulted_on: Integers
    written_off_on: Integers


@dataclass(frozen=True)
class _Last:
    """The last bill closed by then, of each card; nothing owed and nothing paid where there is none."""

    exists: Flags
    closing: Integers
    due: Integers
    amount: Integers
    to_come: Integers
    paid: Integers  # by then
    missed: Integers  # bills in a row of which nothing was paid, up to the last one that is overdue
    missed_at: Integers  # moment at which that count last changed, NULL where it did not with the last overdue bill
    unpaid_since: Integers  # due date of the first of them, NULL where there is none


@dataclass(frozen=True)
class _Posted:
    """Running sums over rows, card by card; the last value of each is that before all rows."""

    packed: Integers  # card and moment, rising
    owed: Integers
    later: Integers

    def until(self, cards: int, moment: Integers | int) -> tuple[Integers, Integers, Integers]:
        """Both sums over each card's rows up to a moment, and over all cards' before; and the last row's moment."""
        every = np.arange(cards) << _MOMENT_BITS
        at = np.searchsorted(self.packed, every | moment, side="right") - 1
        last = np.append(self.packed, -1)[at]
        return self.owed[at], self.later[at], np.where(last >= every, last & ((1 << _MOMENT_BITS) - 1), NULL)


@dataclass
class CardStates:
    """The states of cards on any day from the one before the history to as_of.

    cards: their unchanging columns.
    """

    run: Run
    cards: Any
    every: Cycles  # of these cards

    def on(self, day: int) -> CardState:
        """What cards owe, and their last bill, at the end of a day."""
        every, cards = self.every, self.cards
        column = (every.closing <= day).sum(axis=1) - 1
        last = _last(every, column, day)
        owed, later, posted_at = self._posted.until(len(last.due), day * DAY + LAST_SECOND)
        owed_then, later_then, _ = self._posted.until(len(last.due), last.closing.clip(0) * DAY + LAST_SECOND)
        balance = last.amount + owed - owed_then
        defaulted, written_off = (_passed(last.unpaid_since, days, day) for days in (DEFAULT_AFTER, WRITTEN_OFF_AFTER))
        status = _status(cards, every, last, balance, written_off, day)
        shown = last.exists & ((last.amount > 0) | np.isin(status, IN_USE))
        moments = [_moment(defaulted), _moment(written_off), posted_at]
        return CardState(
            current_balance=balance,
            upcoming_installments=last.to_come + later - later_then,
            updated_at=np.max([_updated(cards, every, column, last, status, shown, day), *moments], axis=0),
            status=status,
            last_bill_amount=last.amount,
            last_bill_due_date=np.where(shown, last.due, NULL),
            last_bill_paid=last.paid,
            defaulted_on=defaulted,
            written_off_on=written_off,
        )

    def opening_balance(self) -> Integers:
        """What cards owe when the history begins."""
        return self.on(history_start(self.run) - 1).current_balance

    @cached_property
    def _posted(self) -> _Posted:
        first, last = history_start(self.run) - _LONGEST_CYCLE, self.run.as_of
        paid = paid_bills(self.cards, self.every, first, last)
        rows = all_rows(self.run, self.cards, self.every, paid, first, last)
        sums = (np.append(np.cumsum(column), 0) for column in (rows.amount, rows.later))
        return _Posted(rows.card << _MOMENT_BITS | rows.moment, *sums)


def _last(every: Cycles, column: Integers, as_of: int) -> _Last:
    row = np.arange(len(column))
    exists = every.exists[row, column]
    paid_on, due = every.paid_on[row, column], every.due[row, column]
    paid = exists & (paid_on != NULL) & (paid_on <= as_of)
    overdue = np.where(due < as_of, column, column - 1)
    missed = every.missed[row, overdue]
    return _Last(
        exists=exists,
        closing=every.closing[row, column],
        due=due,
        amount=np.where(exists, every.amount[row, column], 0),
        to_come=np.where(exists, every.to_come[row, column], 0),
        paid=np.where(paid, every.paid[row, column], 0),
        missed=missed,
        missed_at=np.where(
            missed != every.missed[row, np.maximum(overdue - 1, 0)], (every.due[row, overdue] + 1) * DAY, NULL
        ),
        unpaid_since=np.where(missed > 0, every.due[row, np.maximum(overdue - missed + 1, 0)], NULL),
    )


def _passed(since: Integers, days: int, until: int) -> Integers:
    """The day so many days later, NULL where it has not come."""
    return np.where((since != NULL) & (since + days <= until), since + days, NULL)


def _moment(day: Integers) -> Integers:
    return np.where(day == NULL, NULL, day * DAY)


def _status(cards: Any, every: Cycles, last: _Last, balance: Integers, written_off: Integers, as_of: int) -> Bytes:
    reached = (balance >= cards.credit_limit * CEILING[0] // CEILING[1]) & (balance > 0)
    blocked = reached | (last.missed >= BLOCKED_AFTER)
    status = np.where(blocked, CardStatus.BLOCKED, CardStatus.ACTIVE)
    status = np.where(cards.expiry_date < as_of, CardStatus.EXPIRED, status)
    cancelled = every.use.cancelled_on <= np.minimum(as_of, cards.expiry_date)
    cancelled |= (written_off != NULL) & (written_off <= cards.expiry_date)
    return np.where(cancelled, CardStatus.CANCELLED, status).astype(np.uint8)


def _updated(
    cards: Any, every: Cycles, column: Integers, last: _Last, status: Bytes, shown: Flags, as_of: int
) -> Integers:
    """The last of issue, closing, a due date that passed without a payment, and end of use."""
    billed = np.where(shown, last.closing * DAY + LAST_SECOND, _first_empty_bill(every, column))
    over = np.where(status == CardStatus.EXPIRED, (cards.expiry_date + 1) * DAY, NULL)
    over = np.where(
        (status == CardStatus.CANCELLED) & (every.use.cancelled_on <= np.minimum(as_of, cards.expiry_date)),
        every.use.cancelled_on * DAY + _CANCELLED_SECOND,
        over,
    )
    moment: Integers = np.max([cards.created_at, billed, last.missed_at, over], axis=0)
    return moment


def _first_empty_bill(every: Cycles, column: Integers) -> Integers:
    """When the first bill without an amount closed after the last one with one; NULL where there never was one."""
    months = np.arange(every.amount.shape[1])
    some = (every.amount > 0) & every.exists & (months <= column[:, None])
    last = np.where(some.any(axis=1), len(months) - 1 - np.argmax(some[:, ::-1], axis=1), -1)
    closing = every.closing[np.arange(len(column)), np.minimum(last + 1, column)]
    return np.where(last >= 0, closing * DAY + LAST_SECOND, NULL)
