"""Cases on credit cards: which begin in which month among a thousand customers, and whose card each is on.

They are drawn as all others are, with numbers behind theirs, so that neither moves the other. A card is at risk in one
month of the year and to one number alone: no two cases meet on a card, so that none knows of another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.contracts.cards.bills import Cycles
from lastro.bank.contracts.cards.terms import Cards
from lastro.bank.crime.cards.room import free
from lastro.bank.crime.case_keys import case_keys
from lastro.bank.crime.cases import NUMBERS, Cases, described, rates, within_history
from lastro.bank.crime.choices import CaseKind, Typology
from lastro.bank.people.months import span
from lastro.bank.people.period import history_start
from lastro.bank.relations.cohorts import cohorts_of
from lastro.bank.relations.newcomers import place_of
from lastro.bank.sizes import COHORT
from lastro.engine.arrays import Cents, Floats, Integers, Keys
from lastro.engine.random.keys import is_hand_made
from lastro.engine.random.quantiles import exponential
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.run import Run

# How many can begin among a thousand customers in a month, and how many do at rate 1; ASSUMED: half as many as frauds
# by Pix and debit card
MOST, USUAL = 8, 0.10
FIRST = sum(most for most, _ in NUMBERS.values())  # the first number, behind those of all other cases
# Per cent, ASSUMED: most card fraud is made without the card
SHARES = {Typology.CARD_NOT_PRESENT: 60, Typology.CARD_TESTING: 20, Typology.CARD_SWAP: 20}
SEASONED, IN_USE = 20, 60  # days since the issue, and within which the card must have been used; ASSUMED
VALID_FOR = 30  # days for which it is still valid, ASSUMED
LEAST_ROOM = 400_00  # cents that the last bill has left of the limit: fuller cards are sold to nobody, ASSUMED
MOST_USED = 10  # purchases in that time from which on one more makes it no likelier, ASSUMED
_WAIT = exponential(1.0)
_TYPOLOGIES = np.array([int(each) for each in SHARES])


@dataclass(frozen=True)
class CardCases(Columnar):
    """Cases, each with the card that it is on."""

    cases: Integers  # position among the cases that were asked of
    card: Integers  # position


def begun(run: Run, customers: Any) -> Cases:
    """The cases on credit cards of the thousands that some customers belong to, whether or not a card is found."""
    months, groups = span(history_start(run), run.as_of), cohorts_of(customers.customer_id)
    group = np.repeat(groups, months.count * MOST)
    month = np.tile(np.repeat(months.numbers, MOST), len(groups))
    number = np.tile(FIRST + np.arange(MOST), len(groups) * months.count)
    key = case_keys(group, month, number)
    chance = rates(run)[CaseKind.FRAUD] * USUAL / MOST
    some = np.flatnonzero(run.draws("cases", key).chance("happens", chance))
    key, group, month, number = key[some], group[some], month[some], number[some]
    typology = _TYPOLOGIES[run.draws("cases", key).choice("typology", list(SHARES.values()))]
    fraud = np.full(len(key), int(CaseKind.FRAUD))
    return within_history(run, described(run, key, group, month, number, fraud, typology))


def on_cards(run: Run, cards: Cards, every: Cycles, cases: Cases) -> CardCases:
    """The card of each case, of those in use when it begins; cases for which there is none stay away.

    every: the cycles of the cards without crime.
    """
    able = np.flatnonzero(~is_hand_made(cards.card_id) & ~is_hand_made(cards.customer_id))
    group = place_of(cards.customer_id[able]) // np.uint64(COHORT)
    draws = run.draws("case members", cards.card_id[able])
    risk, room = draws.integer("at risk", 0, 12 * MOST), free(cards, every)
    chosen = np.full(len(cases), -1)
    for case in range(len(cases)):
        slot = int(cases.month[case] % 12) * MOST + int(cases.number[case]) - FIRST
        there = np.flatnonzero((group == cases.group[case]) & (risk == slot))
        weight = _uses(cards, every, room, able[there], int(cases.started_at[case]) // DAY)
        wait = _WAIT(draws.at(there).uniform("card order", _index(cases.key[case], len(there))))
        some = np.flatnonzero(weight > 0)
        if len(some):
            chosen[case] = able[there[some[np.argmin(wait[some] / weight[some])]]]
    found = np.flatnonzero(chosen >= 0)
    return CardCases(found, chosen[found])


def _index(case: Keys, count: int) -> Integers:
    return np.full(count, int(case))


def _uses(cards: Cards, every: Cycles, room: Cents, some: Integers, day: int) -> Floats:
    """How much some cards have been used before a day; 0 where they are too young, too full or about to expire, or
    their holder is dead."""
    bought = every.purchases
    lately = (bought.day < day) & (bought.day >= day - IN_USE) & np.isin(bought.card, some)
    uses = np.minimum(np.bincount(bought.card[lately], minlength=len(cards))[some], MOST_USED)
    able = (cards.created_at[some] // DAY <= day - SEASONED) & (cards.expiry_date[some] >= day + VALID_FOR)
    last = (every.closing[some] < day).sum(axis=1) - 1
    able &= (every.use.died[some] > day) & (every.use.cancelled_on[some] > day) & (room[some, last] > LEAST_ROOM)
    return np.where(able, uses, 0).astype(np.float64)
