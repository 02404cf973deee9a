"""Room: which attempts a card's limit lets pass, so that its holder can buy all that would be bought without them.

A bank declines what a limit does not bear. It declines a thief too where it would have to decline the holder later:
so the bank without crime stays a part of the bank with it, purchase by purchase.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.bank.contracts.cards.bills import Cycles
from lastro.bank.contracts.cards.spending.purchases import bill_of, usable
from lastro.bank.crime.cards.attempts import MOST_PARTS, TURNS, Attempts
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.moments import DAY

LATER = MOST_PARTS + 1  # months behind the last bill that must be known


def calm(every: Cycles) -> Flags:
    """Bills (cards, months) that are paid in full and in time: more on them leaves nothing behind."""
    paid: Flags = (every.use.paid_share >= 1) & (every.use.delay == 0)
    return paid


def free(cards: Any, every: Cycles) -> Integers:
    """What cycles (cards, months) leave of limits, in cents; nothing in the first."""
    bill, to_come, charges = every.amount[:, :-1], every.to_come[:, :-1], every.charges
    room = np.zeros(every.amount.shape, np.int64)
    room[:, 1:] = cards.credit_limit[:, None] - bill - to_come - (charges.plan - charges.moved)[:, 1:]
    np.subtract.at(room, (every.purchases.card, every.purchases.bill), every.purchases.amount)
    return np.maximum(room, 0)


def passing(cards: Any, every: Cycles, tried: Attempts) -> Flags:
    """Which attempts pass; every: cycles without crime, to LATER months behind those of rows."""
    left, able = free(cards, every), calm(every)
    day = tried.moment // DAY
    bill = bill_of(tried.card, day, every.closing, every.months)
    known = usable(cards, every.use, tried.card, day) & (bill >= 2) & (bill + LATER <= every.months.count)
    known[known] &= (every.missed[tried.card[known], bill[known] - 1] == 0) & (
        every.missed[tried.card[known], bill[known] - 2] == 0
    )
    taken = np.zeros(len(tried), np.bool_)
    for turn in range(TURNS):
        at = np.flatnonzero((tried.turn == turn) & known)
        reach = np.arange(MOST_PARTS + 1)
        window = tried.card[at][:, None], bill[at][:, None] + reach
        part, bound = reach < tried.parts[at][:, None], reach <= tried.parts[at][:, None]
        fits = (able[window] | ~part).all(axis=1) & ((left[window] >= tried.amount[at][:, None]) | ~bound).all(axis=1)
        taken[at] = fits
        left[window] -= np.where(bound & fits[:, None], tried.amount[at][:, None], 0)
    return taken
