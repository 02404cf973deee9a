"""Daily debts: what accounts owe each night when the batch runs, which is what bears interest and IOF.

A bank's day ends with the night's batch, at each account's own second: a row belongs to the day in which it is booked.
Balances follow from that of the month's (or a stretch's) beginning, which is known only while months run: so all else
is made ready beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.engine.arrays import Cents, Integers

TOP_UP_STEP = 50_00  # cents


def top_ups(missing: Integers) -> Integers:
    """What is missing, rounded up to whole top-ups; nothing where nothing is."""
    return np.maximum(-(-missing // TOP_UP_STEP), 0) * TOP_UP_STEP


@dataclass(frozen=True)
class Nights:
    """The last rows of accounts' days, in the order of accounts and time.

    Sums run from the beginning of the part of an account (`part`, rising) in which a row stands.
    """

    part: Integers
    running: Cents  # sum of the part's amounts up to and with the row
    lowest: Cents  # least of these sums so far
    days: Integers  # until the account's next row on another day

    @classmethod
    def of(cls, part: Integers, days: Integers, running: Cents) -> Nights:
        """The nights of rows by part and the days for which each row's balance lasts."""
        kept = np.flatnonzero(days > 0)
        return cls(part[kept], running[kept], _least_so_far(part, running)[kept], days[kept])

    def debts(self, some: Integers, base: Cents, limit: Cents) -> Cents:
        """What is owed on some nights, by the balance at their part's beginning and the account's limit."""
        topped = top_ups(-(base + self.lowest[some]) - limit)
        owed: Cents = np.maximum(-(base + self.running[some] + topped), 0)
        return owed


def _least_so_far(part: Integers, sums: Cents) -> Cents:
    """The running minimum within each part; sums stay below 2**38 cents, parts below 2**24."""
    lift = part << 39
    least: Cents = np.minimum.accumulate(sums - lift) + lift
    return least


@dataclass(frozen=True)
class Debts:
    """What accounts have owed since interest was last reckoned, by account."""

    sums: Cents  # of each night's debt
    grown: Cents  # of what each night's debt was above the one before
    last: Cents  # the last night's debt

    def add(self, account: Integers, debt: Cents, days: Integers) -> None:
        """Count nights, which stand account by account in order of time; days for which each debt lasted."""
        if not len(account):
            return
        first = np.append(True, account[1:] != account[:-1])
        before = np.where(first, self.last[account], np.roll(debt, 1))
        np.add.at(self.sums, account, debt * days)
        np.add.at(self.grown, account, np.maximum(debt - before, 0))
        ends = np.append(first[1:], True)
        self.last[account[ends]] = debt[ends]

    def reset(self, account: Integers | slice) -> None:
        """Begin anew after interest was booked."""
        self.sums[account], self.grown[account] = 0, 0
