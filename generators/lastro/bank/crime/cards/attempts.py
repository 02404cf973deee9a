"""Attempts: what thieves try to buy with credit cards: when, what, for how much, in how many parts.

All numbers are ASSUMED. What is bought, and what it costs, follows what holders buy: only pace and size are others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import Category
from lastro.bank.contracts.cards.spending import shopping
from lastro.bank.contracts.cards.spending.purchases import LEAST, SOURCE
from lastro.bank.contracts.cards.spending.stolen import FIRST_STOLEN
from lastro.bank.crime.cases import Cases
from lastro.bank.crime.choices import Typology
from lastro.bank.ledger.purchases import shelf_prices
from lastro.bank.people.levels import prices
from lastro.brazil.calendar import month_index
from lastro.engine import Run
from lastro.engine.arrays import Flags, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.random.quantiles import EXP, NORMAL
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

HOUR = 3600
MOST_PARTS = 6  # what is bought in more parts, thieves buy in half as many
SHOPS_CLOSE, NIGHT = 21 * HOUR, (1 * HOUR, 7 * HOUR)  # seconds of the day; on the internet, few buy at night
WAKING = 5 * HOUR  # seconds from the morning on in which what waits overnight is bought
DEARER = np.array([1.0, 1.6, 1.3, 1.0])  # than what holders buy, by sophistication from 1 on
PATIENCE = np.array([1.0, 0.5, 1.0, 2.0])  # how long they wait between two, by sophistication from 1 on
TINY = 4_00  # cents: what costs less is seldom bought on the internet, and would tell
DEAREST = 5  # tickets of a category at most, as nobody sells a pizza for a thousand
TURNS = 8  # attempts of a case at most


@dataclass(frozen=True)
class Act:
    """Purchases of one kind in a case."""

    times: tuple[int, int]
    after: tuple[int, int]  # seconds before the first
    gap: tuple[int, int]  # seconds between two; short ones are likelier
    online: bool
    what: Mapping[Category, int]  # weights
    cents: tuple[int, int]  # from and to
    usual: bool = True  # as dear as holders' purchases of the kind, else anything in that range


_ONLINE = {
    Category.ONLINE_SHOPPING: 40, Category.ELECTRONICS: 14, Category.CLOTHING: 12, Category.LEISURE: 8,
    Category.TRAVEL: 6, Category.RESTAURANTS: 8, Category.GROCERIES: 6, Category.HOUSEHOLD: 6,
}  # fmt: skip
_SMALL = {Category.TRANSPORT: 40, Category.RESTAURANTS: 25, Category.LEISURE: 10, Category.ONLINE_SHOPPING: 25}
_IN_SHOPS = {
    Category.GROCERIES: 30, Category.ELECTRONICS: 18, Category.CLOTHING: 22, Category.FUEL: 12, Category.PHARMACY: 10,
    Category.RESTAURANTS: 8,
}  # fmt: skip
ACTS: dict[Typology, tuple[Act, ...]] = {
    Typology.CARD_NOT_PRESENT: (Act((1, 6), (60, 2 * HOUR), (HOUR, 8 * DAY), True, _ONLINE, (80_00, 2_500_00)),),
    Typology.CARD_TESTING: (
        Act((2, 5), (60, HOUR), (2 * HOUR, 3 * DAY), True, _SMALL, (TINY, 40_00), usual=False),
        Act((1, 3), (2 * HOUR, 4 * DAY), (HOUR // 2, 3 * DAY), True, _ONLINE, (200_00, 2_500_00)),
    ),
    Typology.CARD_SWAP: (Act((2, 8), (600, HOUR), (900, 4 * HOUR), False, _IN_SHOPS, (20_00, 2_500_00)),),
}


@dataclass(frozen=True)
class Attempts(Columnar):
    """Attempts in the order of turns and cases; one value each."""

    case: Integers  # position
    card: Integers  # position
    turn: Integers  # number in the case, from 0
    step: Integers
    moment: Integers
    what: Integers  # among shopping.BOUGHT
    online: Flags
    amount: Integers  # cents
    parts: Integers

    @property
    def number(self) -> Integers:
        """Its number within the month of its card."""
        found: Integers = FIRST_STOLEN + self.turn
        return found


def attempts(run: Run, cards: Any, cases: Cases, card: Integers, income: Integers) -> Attempts:
    """What is tried in cases until they become known; income: of each card's holder, cents a month."""
    parts = [
        _of_typology(run, cards, cases, np.flatnonzero(cases.typology == typology), card, income, acts)
        for typology, acts in ACTS.items()
    ]
    found = Attempts.together(parts)
    known = cases.known_at[found.case]
    found = found.take((known == NULL) | (found.moment < known))
    return found.take(np.lexsort((found.case, found.turn)))


def _of_typology(
    run: Run, cards: Any, cases: Cases, rows: Integers, card: Integers, income: Integers, acts: tuple[Act, ...]
) -> Attempts:
    own = cases.take(rows)
    ready, turn, parts = own.started_at, np.zeros(len(rows), np.int64), []
    going = np.ones(len(rows), np.bool_)
    for step, act in enumerate(acts):
        times = own.draws.integer("times", act.times[0], act.times[1] + 1, step)
        for number in range(act.times[1]):
            wait = _wait(own, act.gap if number else act.after, step * TURNS + number)
            moment = _awake(own.draws, act, step * TURNS + number, ready + wait)
            going = going & (moment >= 0) if not act.online else going
            at = np.flatnonzero((number < times) & going)
            buy = card[rows[at]]
            what, amount, part = _bought(run, cards, own.take(at), act, buy, moment[at], turn[at], income[buy])
            several = np.full(len(at), step)
            online = np.full(len(at), act.online)
            parts.append(Attempts(rows[at], buy, turn[at], several, moment[at], what, online, amount, part))
            ready[at], turn[at] = moment[at], turn[at] + 1
    return Attempts.together(parts)


def _wait(cases: Cases, between: tuple[int, int], number: int) -> Integers:
    """Seconds between two bounds, of which short ones are likelier; the careful wait for longer."""
    low, high = between
    waited = low * EXP(np.log(high / low) * cases.draws.uniform("wait", number)) * PATIENCE[cases.sophistication]
    return np.asarray(waited, dtype=np.float64).astype(np.int64)


def _awake(draws: Draws, act: Act, number: int, moment: Integers) -> Integers:
    """The moment on the internet, mostly not at night; in shops the same, -1 once these have closed."""
    second = moment % DAY
    if not act.online:
        return np.where((second >= NIGHT[1]) & (second < SHOPS_CLOSE), moment, -1)
    asleep = (second >= NIGHT[0]) & (second < NIGHT[1]) & draws.chance("asleep", 0.9, number)
    morning = moment // DAY * DAY + NIGHT[1] + draws.integer("morning", 0, WAKING, number)
    return np.where(asleep, morning, moment)


def _bought(
    run: Run, cards: Any, cases: Cases, act: Act, card: Integers, moment: Integers, turn: Integers, income: Integers
) -> tuple[Integers, Integers, Integers]:
    """What is bought among shopping.BOUGHT, for how much, in how many parts."""
    month = month_index(moment // DAY)
    draws = run.draws("credit_cards", cards.card_id[card]).each(SOURCE, month * 4096 + FIRST_STOLEN + turn)
    kinds = np.array([shopping.BOUGHT.index(category) for category in act.what])
    what = kinds[draws.choice("category", Weights(list(act.what.values())))]
    sigma = shopping.SIGMAS[what]
    size = shopping.TICKETS[what] * EXP(sigma * NORMAL(draws.uniform("size")) - sigma * sigma / 2)
    size = size * shopping.usual(income) * prices(run, month) * DEARER[cases.sophistication]
    low, high = act.cents[0], np.minimum(act.cents[1], np.maximum(DEAREST * shopping.TICKETS[what], 2 * act.cents[0]))
    within = low * EXP(np.log(high / low) * draws.uniform("size"))
    folded = np.where((size >= low) & (size <= high), size, within)  # what is too cheap to be worth it, or too dear
    amount = np.maximum(shelf_prices(draws, folded if act.usual else within), LEAST)
    parts = shopping.parts_of(draws, what, amount) if act.usual else np.ones(len(amount), np.int64)
    return what, amount, np.where(parts > MOST_PARTS, np.minimum(parts // 2, MOST_PARTS), parts)
