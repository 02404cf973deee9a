"""Card standing: what cards owe at the end of a day, and their last bill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import CardStatus
from lastro.bank.contracts.cards.bills import BLOCKED_AFTER, CEILING, Cycles, cycles, open_days
from lastro.engine import Run
from lastro.engine.arrays import Bytes, Flags, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

IN_USE = (CardStatus.ACTIVE, CardStatus.BLOCKED)  # bills go on
_CLOSING_SECOND = 3 * 3600  # bills close in the night's batch; ASSUMED
_CANCELLED_SECOND = 12 * 3600


@dataclass(frozen=True)
class Standing:
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
    missed: Integers


def standing(run: Run, cards: Any, income: Integers, as_of: int) -> Standing:
    """Where cards stand at the end of as_of."""
    every = cycles(run, cards, income, as_of)
    column = (every.closing <= as_of).sum(axis=1) - 1
    last = _last(every, column, as_of)
    balance = last.amount - last.paid + _bought_since(cards, every, column, last, as_of)
    status = _status(cards, every, last, balance, as_of)
    shown = last.exists & ((last.amount > 0) | np.isin(status, IN_USE))
    return Standing(
        current_balance=balance,
        updated_at=_updated(cards, every, last, status, shown),
        status=status,
        last_bill_amount=last.amount,
        last_bill_due_date=np.where(shown, last.due, NULL),
        last_bill_paid=last.paid,
    )


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
    )


def _bought_since(cards: Any, every: Cycles, column: Integers, last: _Last, as_of: int) -> Integers:
    """Purchases of the running cycle: its total in proportion to the days gone, while the limit has room for them."""
    row = np.arange(len(column))
    total, end = every.purchases[row, column + 1], every.closing[row, column + 1]
    before = last.closing[:, None]
    gone = open_days(cards, every.use, before, np.full_like(before, as_of))[:, 0]
    days = open_days(cards, every.use, before, end[:, None])[:, 0]
    so_far = total * gone // np.maximum(days, 1)
    bought: Integers = np.minimum(so_far, np.maximum(cards.credit_limit - (last.amount - last.paid), 0))
    return bought


def _status(cards: Any, every: Cycles, last: _Last, balance: Integers, as_of: int) -> Bytes:
    reached = (balance >= cards.credit_limit * CEILING[0] // CEILING[1]) & (balance > 0)
    blocked = reached | (last.missed >= BLOCKED_AFTER)
    status = np.where(blocked, CardStatus.BLOCKED, CardStatus.ACTIVE)
    status = np.where(cards.expiry_date < as_of, CardStatus.EXPIRED, status)
    cancelled = every.use.cancelled_on <= np.minimum(as_of, cards.expiry_date)
    return np.where(cancelled, CardStatus.CANCELLED, status).astype(np.uint8)


def _updated(cards: Any, every: Cycles, last: _Last, status: Bytes, shown: Flags) -> Integers:
    """The last of issue, closing, payment, and end of use."""
    billed = np.where(shown, last.closing * DAY + _CLOSING_SECOND, NULL)
    over = np.where(status == CardStatus.EXPIRED, (cards.expiry_date + 1) * DAY, NULL)
    over = np.where(status == CardStatus.CANCELLED, every.use.cancelled_on * DAY + _CANCELLED_SECOND, over)
    moment: Integers = np.max([cards.created_at, billed, last.paid_at, over], axis=0)
    return moment
