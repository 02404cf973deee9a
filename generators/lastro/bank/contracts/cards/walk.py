"""The walk of card debts: bill after bill of all cards at once, what is bought, charged, paid and left.

The purchases of a cycle fit into what the limit has left when it begins; those that do not are declined.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.bank.contracts.cards.charges import Charges, Terms, Unpaid, charge, divide
from lastro.bank.contracts.cards.spending.purchases import Purchases
from lastro.bank.contracts.cards.use import Use
from lastro.engine.arrays import Flags, Integers

LONGEST = 24  # bills that a purchase or a plan may reach, and more
BLOCKED_AFTER = 2  # bills in a row of which nothing was paid; ASSUMED
SMALL_BILL = 5_000  # cents; paid in full where anything is; ASSUMED


class Walk:
    """Cards (rows) in the months in which their bills close (columns); money in cents, nothing owed before the first.

    wanted: purchases in the order of bills. closing, due, paid_on: days, (cards, months).
    """

    def __init__(
        self, cards: Any, used: Use, wanted: Purchases, of: Terms, closing: Integers, due: Integers, paid_on: Integers
    ) -> None:
        self.limit, self.used, self.wanted, self.terms = cards.credit_limit, used, wanted, of
        self.closing, self.due, self.paid_on = closing, due, paid_on
        self.amount, self.paid, self.missed, self.to_come = (np.zeros(due.shape, np.int64) for _ in range(4))
        self.charges = Charges.none(due.shape)
        self.admitted = np.zeros(len(wanted), np.bool_)
        self._carried = np.zeros(len(self.limit), np.int64)  # into the last bill, from the one before it
        self._recurring = np.zeros(len(self.limit), np.int64)  # parts that each bill has at present
        self._ending = np.zeros((due.shape[0], due.shape[1] + LONGEST), np.int64)  # those that a bill is the last with
        begins = np.searchsorted(wanted.bill, np.arange(due.shape[1] + 1))
        for month in range(due.shape[1]):
            self._close(month, slice(int(begins[month]), int(begins[month + 1])))

    def _close(self, month: int, planned: slice) -> None:
        """One bill of all cards, and what will be paid of it."""
        last, to_come, found = self._unpaid(month), self.to_come[:, month - 1], self.charges
        recurring = self._recurring.copy()
        self._recurring -= self._ending[:, month]
        carried = divide(found, self.terms, month, last, last.bill - last.paid + to_come)
        moved, plan = found.moved[:, month], found.plan[:, month]
        first = self._part(month, np.arange(len(self.limit)), plan, found.plan_parts[:, month])
        room = self.limit - last.bill - to_come - (plan - moved)
        bought, later = self._buy(month, planned, room, last)
        owed = last.bill - last.paid - moved + first + recurring + bought
        to_come = to_come - recurring + plan - first + later
        self.amount[:, month] = owed + charge(found, self.terms, month, last, carried, owed + to_come)
        self.to_come[:, month], self._carried = to_come, carried
        self._pay(month, last.missed)

    def _unpaid(self, month: int) -> Unpaid:
        """What the bill before has left; nothing before the first, whose last column is still empty."""
        bill, paid = self.amount[:, month - 1], self.paid[:, month - 1]
        moved = np.where(paid > 0, self.used.delay[:, month - 1], self.closing[:, month] - self.due[:, month - 1])
        days = self.closing[:, month] - self.closing[:, month - 1]
        return Unpaid(bill, paid, moved, days, self.missed[:, month - 1], self._carried)

    def _buy(self, month: int, planned: slice, room: Integers, last: Unpaid) -> tuple[Integers, Integers]:
        """What a cycle's purchases, less refunds, come to on this bill, and what on later ones."""
        wanted = self.wanted
        card, amount, refund = wanted.card[planned], wanted.amount[planned], wanted.refund[planned]
        self.admitted[planned] = taken = self._admit(month, planned, room, last)
        kept = np.flatnonzero(taken & (refund == 0))
        first = self._part(month, card[kept], amount[kept], wanted.parts[planned][kept])
        bought = np.bincount(card[kept], first, len(room)).astype(np.int64)
        return bought, np.bincount(card[kept], amount[kept] - first, len(room)).astype(np.int64)

    def _admit(self, month: int, planned: slice, room: Integers, last: Unpaid) -> Flags:
        """Which purchases of a cycle are not declined."""
        card, amount = self.wanted.card[planned], self.wanted.amount[planned]
        able = ~self._blocked(month, card, self.wanted.day[planned], last)
        taken = _fitting(card, amount, able, room)
        left = room - np.bincount(card[taken], amount[taken], len(room)).astype(np.int64)
        taken |= _fitting(card, amount, able & ~taken, left)  # small ones behind one that was too large
        return taken

    def _blocked(self, month: int, card: Integers, day: Integers, last: Unpaid) -> Flags:
        """Whether cards were blocked on days: from the day after the due date of a second bill that was not paid."""
        before = self.missed[:, month - 2] >= BLOCKED_AFTER
        now = last.missed >= BLOCKED_AFTER
        found: Flags = np.where(day > self.due[card, month - 1], now[card], before[card])
        return found

    def _part(self, month: int, card: Integers, amount: Integers, parts: Integers) -> Integers:
        """Let what is bought in parts recur on later bills; gives what stands on this one."""
        part = amount // parts
        several = np.flatnonzero((parts > 1) & (amount > 0))
        self._recurring += np.bincount(card[several], part[several], len(self.limit)).astype(np.int64)
        np.add.at(self._ending, (card[several], month + parts[several] - 1), part[several])
        first: Integers = amount - part * (parts - 1)
        return first

    def _pay(self, month: int, missed: Integers) -> None:
        """What will be paid of a bill."""
        bill = self.amount[:, month]
        paid = (bill * self.used.paid_share[:, month]).astype(np.int64)
        paid = np.where((bill < SMALL_BILL) & (paid > 0), bill, paid)
        self.paid[:, month] = paid
        self.missed[:, month] = np.where((paid == 0) & (bill > 0), missed + 1, 0)


def _fitting(card: Integers, amount: Integers, able: Flags, room: Integers) -> Flags:
    """Which of the able purchases fit into the room, one after the other until the first that does not; those that are
    larger than the room do not count. Purchases of a card stand together."""
    able = able & (amount <= room[card])
    running = np.append(0, np.cumsum(np.where(able, amount, 0)))
    before = running[np.searchsorted(card, np.arange(len(room)))]
    fits: Flags = able & (running[1:] - before[card] <= room[card])
    return fits
