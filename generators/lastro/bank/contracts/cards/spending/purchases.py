"""Card purchases: what each card is meant to be used for, purchase by purchase, before its limit has a say.

A purchase is an event of a card and a month, with draws of its own: what it is, then day, amount and parts by that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.contracts.cards.rows.row_keys import FIRST_SUBSCRIPTION
from lastro.bank.contracts.cards.spending import shopping
from lastro.bank.contracts.cards.spending.stolen import NOT_STOLEN
from lastro.bank.contracts.cards.spending.subscriptions import subscribed
from lastro.bank.contracts.cards.use import Use
from lastro.bank.ledger.purchases import shelf_prices
from lastro.bank.people.levels import prices
from lastro.bank.people.months import MonthlyEvents, Span, monthly
from lastro.bank.people.rhythm import shopping_days
from lastro.brazil.calendar import month_index
from lastro.engine import Run
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.random.quantiles import EXP, NORMAL, Poisson
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY

MOST_A_MONTH = 40.0  # purchases by one card on average; who spends more buys dearer things, ASSUMED
MOST_TIMES = 3.0  # how much dearer at most, ASSUMED
LEAST = 2_00  # cents
REFUNDED = 0.012  # of purchases in one payment, where the bill closes late enough; about 0.8 % come of it, ASSUMED
REFUNDED_AFTER = (2, 13)  # days, ASSUMED
SOURCE = "card purchases"
NO_SERVICE = -1

_COUNTS = Poisson(64)


@dataclass(frozen=True)
class Purchases(Columnar):
    """Purchases in the order of bill, card and day; one value a purchase."""

    card: Integers  # position of the card
    bill: Integers  # position among the months of the bill that its first part stands on
    day: Integers  # days since 1970-01-01
    month: Integers
    number: Integers  # within the card's month
    what: Integers  # among shopping.BOUGHT
    service: Integers  # that is subscribed to, NO_SERVICE for most
    amount: Integers  # cents
    parts: Integers  # 1 for most
    refund: Integers  # days until it is given back, 0 for most
    stolen: Integers  # position among the stolen purchases, NOT_STOLEN for nearly all

    @property
    def part(self) -> Integers:
        """What each part but the first comes to, in cents."""
        found: Integers = self.amount // self.parts
        return found

    @property
    def first_part(self) -> Integers:
        """The first part, in cents: what does not divide evenly stands on it."""
        found: Integers = self.amount - self.part * (self.parts - 1)
        return found


def planned(run: Run, cards: Any, used: Use, income: Integers, closing: Integers, months: Span) -> Purchases:
    """What cards are used for in the given months; closing: of bills, (cards, months)."""
    draws = run.draws("credit_cards", cards.card_id)
    everything = Purchases.together(
        [_shopped(run, cards, used, income, draws, months), _subscriptions(run, cards, used, draws, months)]
    )
    return _billed(everything, cards, used, closing, months)


def _shopped(run: Run, cards: Any, used: Use, income: Integers, draws: Draws, months: Span) -> Purchases:
    usual = shopping.usual(income)[:, None] * prices(run, months.numbers)
    wanted = used.wanted / (usual * shopping.MEAN_TICKET)
    mean = np.minimum(wanted, MOST_A_MONTH)
    times = usual * np.minimum(wanted / np.maximum(mean, 1e-9), MOST_TIMES)
    events = monthly(draws, SOURCE, _counts(draws, mean * shopping.BUSY[months.numbers % 12], months), months)
    what = shopping.bought(events.draws, events.month)
    sigma = shopping.SIGMAS[what]
    spread = EXP(sigma * NORMAL(events.draws.uniform("size")) - sigma * sigma / 2)  # with mean 1
    sizes = shopping.TICKETS[what] * spread * times[events.owner, events.month - months.first]
    amount = np.maximum(shelf_prices(events.draws, sizes), LEAST)
    parts = shopping.parts_of(events.draws, what, amount)
    given_back = events.draws.chance("refunded", REFUNDED) & (parts == 1)
    found = Purchases(
        card=events.owner,
        bill=np.zeros(len(events), np.int64),
        day=_days(run, events, what, months),
        month=events.month,
        number=events.number,
        what=what,
        service=np.full(len(events), NO_SERVICE),
        amount=amount,
        parts=parts,
        refund=np.where(given_back, events.draws.integer("refunded after", *REFUNDED_AFTER), 0),
        stolen=np.full(len(events), NOT_STOLEN),
    )
    return found.take(found.day < used.died[found.card])


def _counts(draws: Draws, mean: Floats, months: Span) -> Integers:
    """How many purchases each card's months have."""
    counts = np.zeros(mean.shape, np.int64)
    card, column = np.nonzero(mean > 0)
    counts[card, column] = _COUNTS(mean[card, column], draws.at(card).uniform("count", column + months.first))
    return counts


def _days(run: Run, events: MonthlyEvents, what: Integers, months: Span) -> Integers:
    choosers = run.once(lambda _: shopping_days(months), ("days of card purchases", months))
    uniforms, rhythm = events.draws.uniform("day"), shopping.RHYTHM[what]
    day = np.zeros(len(events), np.int64)
    for place, name in enumerate(shopping.RHYTHMS):
        rows = np.flatnonzero(rhythm == place)
        day[rows] = choosers[name].choose(events.month[rows], uniforms[rows])
    return day


def _subscriptions(run: Run, cards: Any, used: Use, draws: Draws, months: Span) -> Purchases:
    charges = subscribed(run, cards, draws, used.wanted[:, 0] > 0, months)
    number = charges.slot + FIRST_SUBSCRIPTION
    return Purchases(
        card=charges.card,
        bill=np.zeros(len(charges), np.int64),
        day=charges.day,
        month=charges.month,
        number=number,
        what=charges.what,
        service=charges.service,
        amount=charges.amount,
        parts=np.ones(len(charges), np.int64),
        refund=np.zeros(len(charges), np.int64),
        stolen=np.full(len(charges), NOT_STOLEN),
    )


def _billed(planned: Purchases, cards: Any, used: Use, closing: Integers, months: Span) -> Purchases:
    """The purchases on days on which their cards can be used, with their bills, in order."""
    bill = bill_of(planned.card, planned.day, closing, months)
    kept = np.flatnonzero(usable(cards, used, planned.card, planned.day) & (bill < months.count))
    rows = in_order(Purchases(**{**vars(planned), "bill": bill}).take(kept), len(cards))
    back = rows.day + rows.refund > closing[rows.card, rows.bill]
    return Purchases(**{**vars(rows), "refund": np.where(back, 0, rows.refund)})


def bill_of(card: Integers, day: Integers, closing: Integers, months: Span) -> Integers:
    """Positions among the months of the bills on which stands what cards buy on days."""
    bill = month_index(day) - months.first
    found: Integers = bill + (day > closing[card, np.clip(bill, 0, months.count - 1)])
    return found


def in_order(rows: Purchases, cards: int) -> Purchases:
    """Purchases of so many cards in the order of bill, card and day."""
    first = int(rows.day.min(initial=0))
    place = (rows.bill * cards + rows.card) << 32 | (rows.day - first) << 16 | rows.number
    return rows.take(np.argsort(place))


def usable(cards: Any, used: Use, card: Integers, day: Integers) -> Flags:
    """Whether cards can be used on days: from the day after the issue until they expire or are cancelled."""
    last = np.minimum(cards.expiry_date, used.cancelled_on - 1)
    found: Flags = (day > cards.created_at[card] // DAY) & (day <= last[card])
    return found


def draws_of(run: Run, cards: Any, bought: Purchases) -> Draws:
    """The purchases' own draws."""
    card = run.draws("credit_cards", cards.card_id).at(bought.card)
    return card.each(SOURCE, bought.month * 4096 + bought.number)
