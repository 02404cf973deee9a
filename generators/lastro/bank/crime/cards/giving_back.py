"""Giving back: which stolen purchases a bank gives back once a case is known, and when.

A purchase is given back whole, as a refund, on the first of some days on which its bill already holds as much: no card
is ever owed anything. So large sums may take some bills.
"""

from __future__ import annotations

import numpy as np

from lastro.bank.contracts.cards.bills import Cycles
from lastro.bank.contracts.cards.spending.purchases import bill_of
from lastro.bank.crime.cards.attempts import TURNS, Attempts
from lastro.bank.crime.cards.room import calm
from lastro.bank.crime.cases import Cases
from lastro.bank.crime.choices import Typology
from lastro.engine.arrays import Cents, Flags, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

# Share of known cases in which the bank gives back, ASSUMED: who has the chip and its number is believed less
RETURNED = {Typology.CARD_NOT_PRESENT: 0.85, Typology.CARD_TESTING: 0.85, Typology.CARD_SWAP: 0.45}
WITHIN = (2, 26)  # days from when the bank hears of it, ASSUMED
HOURS = (9 * 3600, 19 * 3600)
TRIES, APART = 20, 7  # days on which it is looked whether a bill holds as much, and days between two
_SHARES = {int(typology): share for typology, share in RETURNED.items()}


def is_given_back(cases: Cases) -> Flags:
    """In which cases, once they are known, the bank gives back."""
    share = np.array([_SHARES.get(typology, 0.0) for typology in cases.typology.tolist()])
    found: Flags = (cases.known_at != NULL) & cases.draws.chance("returned", share)
    return found


def given_back(cases: Cases, every: Cycles, taken: Attempts) -> tuple[Integers, Integers]:
    """When each purchase that has passed is given back, NULL for never, and the position of the bill of that day."""
    moment, bill = np.full(len(taken), NULL), np.full(len(taken), NULL)
    purse = _Bills(every, taken, moment, bill)
    due = is_given_back(cases)[taken.case]
    draws = cases.draws.at(taken.case)
    first = (cases.known_at[taken.case] // DAY + draws.integer("returned after", *WITHIN)) * DAY
    first = first + draws.integer("returned second", *HOURS, taken.turn)
    for turn in range(TURNS):
        for later in range(TRIES):
            at = np.flatnonzero((taken.turn == turn) & due & (moment == NULL))
            when = first[at] + later * APART * DAY
            on, holds = purse.holding(taken.card[at], when)
            fits = holds >= taken.amount[at]
            moment[at[fits]], bill[at[fits]] = when[fits], on[fits]
    return moment, bill


class _Bills:
    """What bills hold of purchases so far; moment, bill: of what has been given back."""

    def __init__(self, every: Cycles, taken: Attempts, moment: Integers, bill: Integers) -> None:
        self.every, self.taken, self.moment, self.bill = every, taken, moment, bill
        self.calm, bought = calm(every), every.purchases
        self.first = taken.amount - taken.amount // taken.parts * (taken.parts - 1)
        self.bought_on = bill_of(taken.card, taken.moment // DAY, every.closing, every.months)
        place = self._place(bought.card, bought.bill, bought.day)
        order = np.argsort(place)
        self.place = place[order]
        kept = np.where(bought.refund == 0, bought.first_part, 0)[order]
        self.total = np.append(0, np.cumsum(kept))

    def _place(self, card: Integers, bill: Integers, day: Integers | int) -> Integers:
        found: Integers = ((card * self.every.months.count + bill) << 20) + day
        return found

    def holding(self, card: Integers, moment: Integers) -> tuple[Integers, Cents]:
        """The bill of a moment, and what it holds of the days before; -1 where it will not be paid in full."""
        day, months = moment // DAY, self.every.months
        bill = bill_of(card, day, self.every.closing, months)
        known = bill < months.count
        on = np.where(known, bill, 0)
        held = self._until(card, on, day) - self._until(card, on, 0)
        same = (self.taken.card == card[:, None]) & known[:, None]
        here = same & (self.bought_on == on[:, None]) & (self.taken.moment // DAY < day[:, None])
        back = same & (self.moment != NULL) & (self.bill == on[:, None])
        held = held + (here * self.first).sum(axis=1) - (back * self.taken.amount).sum(axis=1)
        return on, np.where(known & self.calm[card, on], held, -1)

    def _until(self, card: Integers, bill: Integers, day: Integers | int) -> Cents:
        found: Cents = self.total[np.searchsorted(self.place, self._place(card, bill, day))]
        return found
