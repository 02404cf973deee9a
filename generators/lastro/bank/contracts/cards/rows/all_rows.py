"""All rows of cards, in the one order that credit_cards and card_transactions share, and payments from either side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import CardTransactionType
from lastro.bank.contracts.cards.bills import Cycles, bills_between
from lastro.bank.contracts.cards.rows.bought import bought_rows
from lastro.bank.contracts.cards.rows.card_rows import CardRows, card_rows
from lastro.bank.contracts.cards.rows.charged import charged_rows
from lastro.engine import Run
from lastro.engine.arrays import Integers, Keys
from lastro.engine.rows.moments import DAY


@dataclass(frozen=True)
class Payments:
    """Payments of bills, one value each."""

    card: Integers  # position of the card
    moment: Integers
    amount: Integers  # cents
    key: Keys


def all_rows(run: Run, cards: Any, every: Cycles, paid: Payments, first: int, last: int) -> CardRows:
    """The rows that are posted from one day to another, both included, card by card in order of posting.

    Where two share a second, the order of the parts here counts.
    """
    rows = CardRows.together(
        [_payments(every, paid), *bought_rows(run, cards, every, first, last), *charged_rows(cards, every)]
    )
    rows = rows.take((rows.moment >= first * DAY) & (rows.moment < (last + 1) * DAY))
    return rows.take(np.lexsort((rows.moment, rows.card)))


def paid_bills(cards: Any, every: Cycles, first: int, last: int) -> Payments:
    """The payments that follow from the cycles, from one day to another."""
    bills = bills_between(every, first, last)
    paid = np.flatnonzero((bills.paid > 0) & (bills.moment >= first * DAY) & (bills.moment < (last + 1) * DAY))
    return Payments(bills.card[paid], bills.moment[paid], bills.paid[paid], np.zeros(len(paid), np.uint64))


def _payments(every: Cycles, paid: Payments) -> CardRows:
    """Payments, each of the bill that closed last before its day."""
    closed = (every.closing[paid.card] < (paid.moment // DAY)[:, None]).sum(axis=1) - 1
    return card_rows(CardTransactionType.PAYMENT, paid.card, paid.moment, -paid.amount, paid.key, np.maximum(closed, 0))
