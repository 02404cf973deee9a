"""Rules of one line on credit cards: each finds purchases by what stands in the datasets, most of them innocent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lastro.engine.arrays import Cents, Flags, Integers
from lastro.engine.rows.moments import DAY
from lastro.tasks.truth.choices import AlertRule

HOUR = 3600
IN_A_ROW, IN_A_ROW_SUM = 6 * HOUR, 150_00  # on the internet
SHOPS, SHOPS_SUM = 2 * HOUR, 300_00
TINY, AFTER_TINY = 30_00, 200_00  # within a week
LARGE, TIMES, SEEN = 500_00, 5, 10  # cents, times the card's mean so far, and of how many purchases


@dataclass(frozen=True)
class WatchedPurchases:
    """Purchases as rules see them, by card and time; what is bought in parts is one."""

    card: Integers
    moment: Integers
    amount: Cents  # of the whole purchase
    online: Flags
    recurring: Flags  # charged by a service that is subscribed to
    merchant: Integers  # the same for the same one


def found_on_cards(rows: WatchedPurchases) -> Iterator[tuple[AlertRule, Integers]]:
    """Each rule, with the positions of the purchases that complete it."""
    new = _new_to_card(rows)
    yield AlertRule.CARD_BURST, _second(rows, new & rows.online, IN_A_ROW, IN_A_ROW_SUM)
    yield AlertRule.CARD_SHOPS, _second(rows, new & ~rows.online & ~rows.recurring, SHOPS, SHOPS_SUM)
    large = new & rows.online & (rows.amount >= AFTER_TINY)
    yield AlertRule.CARD_TESTED, np.flatnonzero(large & _after(rows, rows.online & (rows.amount <= TINY), 7 * DAY))
    yield AlertRule.CARD_LARGE, np.flatnonzero(new & (rows.amount >= LARGE) & _unusual(rows))


def _new_to_card(rows: WatchedPurchases) -> Flags:
    """Which purchases are the first of their card at their merchant."""
    pair = rows.card * (rows.merchant.max(initial=0) + 1) + rows.merchant
    new = np.zeros(len(pair), np.bool_)
    new[np.unique(pair, return_index=True)[1]] = True
    return new


def _second(rows: WatchedPurchases, some: Flags, within: int, least: int) -> Integers:
    """Those of some that follow on another of them within seconds, where both come to a sum."""
    at = np.flatnonzero(some)
    last, before = at[1:], at[:-1]
    near = (rows.card[last] == rows.card[before]) & (rows.moment[last] - rows.moment[before] <= within)
    found: Integers = last[near & (rows.amount[last] + rows.amount[before] >= least)]
    return found


def _after(rows: WatchedPurchases, some: Flags, within: int) -> Flags:
    """Which purchases follow on one of some within seconds."""
    last = np.maximum.accumulate(np.where(some, np.arange(len(some)), -1))
    last = np.append(-1, last)[:-1]  # before this one
    there = np.maximum(last, 0)
    found: Flags = (last >= 0) & (rows.card[there] == rows.card) & (rows.moment - rows.moment[there] <= within)
    return found


def _unusual(rows: WatchedPurchases) -> Flags:
    """Which purchases come to so many times what their card's purchases before came to on average."""
    place = np.arange(len(rows.card))
    first = np.maximum.accumulate(np.where(np.diff(rows.card, prepend=-1) != 0, place, 0))
    total, count = np.append(0, np.cumsum(rows.amount)), place - first
    found: Flags = (count >= SEEN) & (rows.amount * count >= TIMES * (total[place] - total[first]))
    return found
