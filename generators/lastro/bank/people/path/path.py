"""The path of customers through the months: their hardship, whether they have work, and what is left of their income.

One path a customer, which salary, spending, overdraft, savings, cards, loans, app and leaving all read. A value is a
function of seed, customer and absolute month: neither as_of nor the history's beginning moves it, and no posting does.
Trouble begins before it has consequences: hardship deepens over months.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.people.months import Span
from lastro.bank.people.path.frailty import frailty
from lastro.bank.people.path.troubles import LOOK_BACK, felt, spells
from lastro.bank.people.traits import Traits
from lastro.engine.arrays import Flags, Floats, Integers


@dataclass(frozen=True)
class Path:
    """What happens to customers in consecutive months."""

    months: Span
    hardship: Floats  # (customers, months): 0 untroubled to 1 over one's head
    employed: Flags  # (customers, months): False where somebody who lives on a wage has none
    income: Floats  # (customers, months): what trouble leaves of the pay, the earnings or the revenue, from 0 to 1
    frailty: Floats  # (customers,): how many times as often as others' a life goes wrong
    died: Integers  # (customers,): the day of death, whether or not it has come

    def at(self, customer: Integers, month: Integers) -> tuple[Integers, Integers]:
        """The place in the tables of customers (positions) and months, which must be of the path's."""
        return customer, month - self.months.first


def path_of(who: Traits, months: Span) -> Path:
    """The path of customers in some months."""
    frail = frailty(who)
    troubles = spells(who, frail, Span(months.first - LOOK_BACK, months.count + LOOK_BACK))
    at, month, depth, left = felt(troubles)
    inside = np.flatnonzero((month >= months.first) & (month < months.first + months.count))
    shape = len(who), months.count
    cell = troubles.row[at[inside]] * months.count + month[inside] - months.first
    hardship = np.minimum(np.bincount(cell, depth[inside], len(who) * months.count), 1.0)
    income = np.ones(shape)
    np.minimum.at(income.ravel(), cell, left[inside])
    return Path(months, hardship.reshape(shape), income > 0, income, frail, who.died)
