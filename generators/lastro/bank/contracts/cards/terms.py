"""Card contracts: who holds which card, since when, with what limit and on which days its bill closes and falls due.

A customer has up to three places for cards. Each place is filled for good from its first issue on: a month before a
card expires the next one is issued.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from lastro.bank.choices import CardBrand
from lastro.bank.contracts.loans.grants import Credit
from lastro.bank.people.holdings import Holdings
from lastro.bank.people.levels import prices
from lastro.bank.people.path.leaving import leaving_on
from lastro.bank.people.period import history_start
from lastro.bank.people.traits import Traits
from lastro.brazil.calendar import day_of_month, days_in_month, first_day, month_index
from lastro.engine import Run, Table
from lastro.engine.arrays import Bytes, Integers, Keys
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.random.keys import child, fitting
from lastro.engine.random.quantiles import EXP, NORMAL, exponential
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.memo import once_a_block
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL_KEY

PLACES = 3
LAST_ISSUE = 150  # days before customers leave from which they are given no card, ASSUMED
_GENERATION_BITS = 6  # of a card's key, before two of the place

# Who fills a place ever: 54 % of holders have one issuer's card, 25 % two (BCB 2022), but here at one bank; ASSUMED
_MAIN_BANK = np.array([0.88, 0.22, 0.05])  # by place
_ELSEWHERE = np.array([0.62, 0.10, 0.02])
_FIRST_LAG, _LATER_LAG = exponential(70.0), exponential(900.0)  # days from the account, or the place before; ASSUMED
_YEARS = Weights([20, 25, 55])  # validity of 3, 4 or 5 years and some days; ASSUMED
BRANDS = Weights(CardBrand.by_code(VISA=37, MASTERCARD=51, ELO=12))  # unverified

# Limit over monthly income: median and sigma of its logarithm; ASSUMED
_LIMIT_INCOMES, _LIMIT_SIGMA = np.array([1.1, 0.45]), 0.75  # people, businesses (revenue)
_LIMIT_MAIN, _LIMIT_ELSEWHERE = 1.15, 0.7  # more where the bank sees the salary
_LIMITS = (30_000, 15_000_000)  # cents
_ROUND = [
    (0, 10_000),
    (100_000, 25_000),
    (200_000, 50_000),
    (500_000, 100_000),
    (2_000_000, 500_000),
]  # from: step, cents

_DUE_DAYS = np.array([1, 5, 10, 15, 20, 25])
_CLOSING_DAYS = np.array([22, 26, 1, 6, 11, 16])  # nine days before, or ten where a month has 31
_DUE = Weights([8, 24, 30, 16, 14, 8])  # ASSUMED: soon after pay-day
_OFFICE = (9 * 3600, 19 * 3600)


@dataclass(frozen=True)
class Cards(Columnar):
    """The unchanging columns of cards, by the names of credit_cards.CreditCard."""

    card_id: Keys
    customer_id: Keys
    account_id: Keys
    card_type: Bytes
    expiry_date: Integers
    credit_limit: Integers
    created_at: Integers
    closing_day: Integers
    due_day: Integers

    @classmethod
    def of(cls, rows: Any) -> Cards:
        """The same of rows of the dataset."""
        return cls(**{each.name: getattr(rows, each.name) for each in fields(cls)})


@once_a_block
def cards_of(run: Run, customers: Table[Any], held: Holdings, traits: Traits, credit: Credit) -> Cards:
    """The cards of customers issued by as_of and valid in the history, customer by customer, place by place.

    Nobody is issued one who is past due with a loan, or has defaulted; credit: the customers'.
    """
    owner, place, first = _places(run, held, traits)
    years = 3 + traits.draws.at(owner).choice("card years", _YEARS, place)
    owner, place, first, years, generation = _generations(run, owner, place, first, years)
    number = (generation << 2) | fitting(place, 2)
    keys = child(customers.customer_id[owner], number, _GENERATION_BITS + 2, "credit_cards")
    draws, person = run.draws("credit_cards", keys), traits.draws.at(owner)
    issued = _issued(draws, first, years, generation)
    due = person.choice("card due day", _DUE)
    cards = Cards(
        card_id=keys,
        customer_id=customers.customer_id[owner],
        account_id=held.main[owner],
        card_type=person.choice("card brand", BRANDS, place).astype(np.uint8),
        expiry_date=first_day(month_index(issued // DAY) + years * 12 + 1) - 1,
        credit_limit=_limit(run, person, traits, owner, place, issued),
        created_at=issued,
        closing_day=_CLOSING_DAYS[due],
        due_day=_DUE_DAYS[due],
    )
    here = issued < leaving_on(person, held.main_created[owner]) - LAST_ISSUE * DAY
    here &= issued < traits.died[owner] * DAY
    valid = np.flatnonzero(here & (issued <= run.end) & (cards.expiry_date >= history_start(run)))
    return cards.take(valid[~credit.is_past_due(owner[valid], issued[valid] // DAY)])


def _places(run: Run, held: Holdings, traits: Traits) -> tuple[Integers, Integers, Integers]:
    """Whose places are ever filled, which, and the moment of the first issue."""
    able = (held.main != NULL_KEY) & ~traits.refused
    moment = held.main_created // DAY
    found = []
    for place in range(PLACES):
        chance = np.where(traits.primary, _MAIN_BANK[place], _ELSEWHERE[place])
        lag = (_LATER_LAG if place else _FIRST_LAG)(traits.draws.uniform("card lag", place))
        moment = moment + 1 + lag.astype(np.int64)
        owner = np.flatnonzero(able & traits.draws.chance("card", chance, place) & (moment <= run.as_of))
        found.append((owner, np.full(len(owner), place), moment[owner]))
    owner, number, day = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.argsort(owner * PLACES + number)
    return owner[order], number[order], day[order]


def _generations(
    run: Run, owner: Integers, place: Integers, first: Integers, years: Integers
) -> tuple[Integers, Integers, Integers, Integers, Integers]:
    """Each place's cards from the last one that expired before the history to the last that may be issued by as_of."""
    life = years * 12 - 1  # months from issue to the next one's
    month = month_index(first)
    low = np.maximum((int(month_index(np.array([history_start(run)]))[0]) - month) // life - 1, 0)
    high = np.maximum((int(month_index(np.array([run.as_of]))[0]) - month) // life, low)
    counts = high - low + 1
    row = np.repeat(np.arange(len(owner)), counts)
    generation = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts - low, counts)
    return owner[row], place[row], first[row], years[row], generation


def _issued(draws: Draws, first: Integers, years: Integers, generation: Integers) -> Integers:
    """When a card is issued: the first one on its day, each later one in the month before the last one expires."""
    month = month_index(first) + generation * (years * 12 - 1)
    renewed = first_day(month) + draws.integer("issue day", 0, 28)
    same_day = first_day(month) + np.minimum(day_of_month(first), days_in_month(month)) - 1
    return np.where(generation > 0, renewed, same_day) * DAY + draws.integer("issue second", *_OFFICE)


def _limit(run: Run, person: Draws, traits: Traits, owner: Integers, place: Integers, issued: Integers) -> Integers:
    """A multiple of the income at the time of issue, in round steps."""
    business, main = traits.business[owner].astype(np.int64), traits.primary[owner]
    incomes = _LIMIT_INCOMES[business] * np.where(main, _LIMIT_MAIN, _LIMIT_ELSEWHERE)
    spread = EXP(_LIMIT_SIGMA * NORMAL(person.uniform("card limit", place)))
    income = traits.income[owner] * prices(run, month_index(issued // DAY))
    limit = np.clip(income * incomes * spread, *_LIMITS).astype(np.int64)
    step = np.select([limit >= start for start, _ in _ROUND[::-1]], [step for _, step in _ROUND[::-1]])
    rounded: Integers = limit // step * step
    return rounded
