"""Subscriptions: what cards are charged for every month, on the same day, for the same price until it rises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import Category
from lastro.bank.contracts.cards.spending.shopping import BOUGHT
from lastro.bank.people.levels import prices
from lastro.bank.people.months import Span
from lastro.brazil.calendar import first_day, month_index
from lastro.engine import Run
from lastro.engine.arrays import Flags, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.random.quantiles import exponential
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY


@dataclass(frozen=True)
class Service:
    """An invented service that is subscribed to; weight and price are ASSUMED."""

    name: str
    category: Category
    weight: float
    price: int  # cents a month in money of base_date


SERVICES = (
    Service("Lume Vídeo", Category.LEISURE, 30, 39_90),
    Service("Onda Música", Category.LEISURE, 22, 23_90),
    Service("Cine Ipê", Category.LEISURE, 14, 27_90),
    Service("Nuvem Acervo", Category.SERVICES, 16, 14_90),
    Service("Academia Passo Firme", Category.HEALTH, 14, 119_90),
    Service("Clube Entrega Já", Category.ONLINE_SHOPPING, 12, 19_90),
    Service("Folha da Manhã Digital", Category.SERVICES, 5, 29_90),
    Service("Curso Mais Idiomas", Category.SERVICES, 5, 89_90),
)
SLOTS, SUBSCRIBES = 3, 0.45  # how many a card in use may have at a time, each so likely, ASSUMED
_WAIT, _LENGTH = exponential(9.0), exponential(26.0)  # months before one begins, and that it lasts, ASSUMED
_DAYS = (1, 29)  # of the month on which they are charged, ASSUMED
_KINDS = Weights([service.weight for service in SERVICES])
_PRICES = np.array([service.price for service in SERVICES])
_OF = np.array([BOUGHT.index(service.category) for service in SERVICES])


@dataclass(frozen=True)
class Charges(Columnar):
    """Charges of subscriptions: card (position), month, slot, service, what it is among BOUGHT, cents and day."""

    card: Integers
    month: Integers
    slot: Integers
    service: Integers
    what: Integers
    amount: Integers
    day: Integers


def subscribed(run: Run, cards: Any, draws: Draws, used: Flags, months: Span) -> Charges:
    """What subscriptions charge to the cards in use; draws: the cards'."""
    slot, card = (each.ravel() for each in np.meshgrid(np.arange(SLOTS), np.flatnonzero(used), indexing="ij"))
    have = np.flatnonzero(draws.at(card).chance("subscribes", SUBSCRIBES, slot))
    slot, card = slot[have], card[have]
    own = draws.at(card)
    begins = month_index(cards.created_at[card] // DAY) + _WAIT(own.uniform("subscribed", slot)).astype(np.int64)
    ends = begins + 1 + _LENGTH(own.uniform("unsubscribes", slot)).astype(np.int64)
    running = (months.numbers >= begins[:, None]) & (months.numbers < ends[:, None])
    row, column = np.nonzero(running)
    month, service = column + months.first, own.choice("service", _KINDS, slot)[row]
    day = first_day(month) + own.integer("charged on", *_DAYS, slot)[row] - 1
    return Charges(card[row], month, slot[row], service, _OF[service], _listed(run, service, month), day)


def _listed(run: Run, service: Integers, month: Integers) -> Integers:
    """What services cost, put up each January, and ending in ,90."""
    cents = _PRICES[service] * prices(run, month // 12 * 12)
    listed: Integers = np.maximum(cents.astype(np.int64) // 100 * 100 - 10, 9_90)
    return listed
