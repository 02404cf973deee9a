"""Rules of one line: each finds postings by what stands in the datasets, most of them innocent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lastro.bank.choices import Category, PaymentMethod
from lastro.engine.arrays import Cents, Flags, Integers, Keys
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import positions
from lastro.tasks.truth.choices import AlertRule

HOUR = 3600
CAME, KEPT = 500_00, (0.80, 1.05)  # cents that come, and the share that goes on
BURST, BURST_SUM = 3, 1_000_00  # Pix within an hour, and cents in all
LARGE_AT_NIGHT, LARGE_ON_NEW, LARGE_EMPTYING = 500_00, 500_00, 1_000_00
NIGHT = (22, 6)
DEPOSITS, DEPOSIT = 3, 1_000_00  # in a week


@dataclass(frozen=True)
class WatchedPostings:
    """Postings as rules see them, by account and time."""

    account: Integers
    moment: Integers
    amount: Cents
    after: Cents
    debit: Flags
    method: Integers
    category: Integers
    device_age: Integers  # seconds since the device was first seen, -1 where there is none


def found(rows: WatchedPostings) -> Iterator[tuple[AlertRule, Integers]]:
    """Each rule, with the positions of the postings that complete it."""
    pix = rows.debit & (rows.method == PaymentMethod.PIX) & (rows.category == Category.TRANSFER)
    hour = rows.moment // HOUR % 24
    yield AlertRule.PASSED_ON, np.flatnonzero(pix & _covered(rows))
    yield AlertRule.BURST, _runs(rows, pix, BURST, HOUR, BURST_SUM)
    yield (
        AlertRule.NIGHT,
        np.flatnonzero(pix & ((hour >= NIGHT[0]) | (hour < NIGHT[1])) & (rows.amount >= LARGE_AT_NIGHT)),
    )
    new = (rows.device_age >= 0) & (rows.device_age <= HOUR)
    yield AlertRule.NEW_DEVICE, np.flatnonzero(pix & new & (rows.amount >= LARGE_ON_NEW))
    before = rows.after + rows.amount
    yield AlertRule.EMPTIED, np.flatnonzero(pix & (rows.amount >= LARGE_EMPTYING) & (rows.after < before // 10))
    cash = ~rows.debit & (rows.method == PaymentMethod.CASH) & (rows.amount >= DEPOSIT)
    yield AlertRule.DEPOSITS, _runs(rows, cash, DEPOSITS, 7 * DAY, 0)


def _covered(rows: WatchedPostings) -> Flags:
    """Which postings take about what came last, within the hour."""
    came = ~rows.debit & (rows.amount >= CAME) & np.isin(rows.method, (PaymentMethod.PIX, PaymentMethod.TED))
    came &= rows.category == Category.TRANSFER
    last = np.maximum.accumulate(np.where(came, np.arange(len(came)), -1))
    before = np.maximum(last, 0)
    near = (last >= 0) & (rows.account[before] == rows.account) & (rows.moment - rows.moment[before] <= HOUR)
    share = rows.amount / np.maximum(rows.amount[before], 1)
    found: Flags = near & (share >= KEPT[0]) & (share <= KEPT[1])
    return found


def _runs(rows: WatchedPostings, some: Flags, count: int, within: int, least: int) -> Integers:
    """The last of so many postings of an account within seconds, which come to a sum."""
    at, back = np.flatnonzero(some), count - 1
    if len(at) <= back:
        return at[:0]
    last, first = at[back:], at[: len(at) - back]
    near = (rows.account[last] == rows.account[first]) & (rows.moment[last] - rows.moment[first] <= within)
    total = np.append(0, np.cumsum(rows.amount[at]))
    found: Integers = last[near & (total[count:] - total[:-count] >= least)]
    return found


def device_ages(events: Keys, seen: Integers, postings: Keys, of_posting: Keys) -> Integers:
    """How long the device of each posting has been known, in seconds; -1 for postings on no device.

    events: the device of each digital event; of_posting: the posting that it is.
    """
    devices, which = np.unique(events, return_inverse=True)
    first = np.full(len(devices), np.iinfo(np.int64).max)
    np.minimum.at(first, which, seen)
    event = positions(postings, of_posting)
    return np.where(event >= 0, seen[event] - first[which[event]], -1) if len(events) else event
