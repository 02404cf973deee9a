"""Purchases: what is bought how often, for how much, and on which days and hours; the category comes first.

All numbers are ASSUMED: proposals of month and hour profiles, checked against December's factors (CNC 2012, Serasa),
supermarket hours (Alelo/Fipe 2024) and Cielo's Black Friday.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.choices import Category
from lastro.bank.ledger.sources import Everyday
from lastro.brazil.choices import GroupedWeights
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws, Weights

YEAR = (1.0,) * 12
NO_PURCHASE = -1


@dataclass(frozen=True)
class Purchase:
    """One category of purchases."""

    by_card: float  # weight among purchases by debit card
    by_pix: float
    by_boleto: float  # only what is billed
    size: float  # mean, in usual tickets
    sigma: float  # of the logarithm of sizes
    rhythm: str  # the days and hours of rhythm.py
    season: tuple[float, ...] = YEAR  # by month, January first


_GROCERY_YEAR = (0.98, 0.96, 1, 1, 1, 1, 1, 1, 1, 1, 1.02, 1.32)
_CLOTHES_YEAR = (0.85, 0.82, 0.95, 0.97, 1.15, 1.05, 1, 0.98, 0.95, 0.98, 1.1, 1.95)
_GOODS_YEAR = (0.95, 0.88, 0.95, 0.95, 1.02, 0.98, 0.98, 0.98, 0.97, 0.98, 1.25, 1.75)
_DEVICES_YEAR = (1, 0.86, 0.95, 0.9, 0.99, 0.93, 0.96, 0.96, 0.92, 0.97, 1.18, 1.38)  # furniture too

PURCHASES = {
    Category.GROCERIES: Purchase(30, 23, 0, 1.20, 0.80, "grocery", _GROCERY_YEAR),
    Category.RESTAURANTS: Purchase(21, 20, 0, 0.75, 0.60, "meal", (1, 0.98, 1, 1, 1.03, 1.03, 1, 1, 1, 1, 1, 1.25)),
    Category.FUEL: Purchase(10, 6, 0, 1.90, 0.45, "fuel", (1.05, 1, 1, 1, 1, 1, 1.03, 1, 1, 1, 1, 1.08)),
    Category.PHARMACY: Purchase(9, 7, 0, 1.00, 0.70, "pharmacy"),
    Category.HEALTH: Purchase(1.5, 2.5, 15, 4.0, 0.80, "service"),
    Category.CLOTHING: Purchase(5, 5, 0, 2.6, 0.70, "mall", _CLOTHES_YEAR),
    Category.ELECTRONICS: Purchase(1.4, 1.7, 0, 5.0, 0.55, "mall", _DEVICES_YEAR),
    Category.HOUSEHOLD: Purchase(5, 5.5, 0, 2.8, 0.70, "mall", _DEVICES_YEAR),
    Category.TRANSPORT: Purchase(9, 8, 0, 0.45, 0.50, "way"),
    Category.LEISURE: Purchase(3.5, 4, 0, 1.2, 0.80, "evening", (1.15, 1, 1, 1, 1, 1, 1.1, 1, 1, 1, 1, 1.2)),
    Category.TRAVEL: Purchase(0.6, 1, 0, 8.0, 0.90, "online", (1.4, 1, 0.9, 1, 1, 1, 1.3, 0.9, 0.9, 1, 1, 1.4)),
    Category.SERVICES: Purchase(4, 10, 25, 1.3, 0.80, "service"),
    Category.ONLINE_SHOPPING: Purchase(0, 5.5, 60, 2.5, 0.80, "online", _GOODS_YEAR),
}  # fmt: skip
CATEGORIES = (*PURCHASES, Category.SUPPLIERS)
SUPPLIERS = len(PURCHASES)  # the category behind those of purchases: what businesses buy
ONLINE = [at for at, purchase in enumerate(PURCHASES.values()) if purchase.rhythm == "online"]
RHYTHMS = (*dict.fromkeys(purchase.rhythm for purchase in PURCHASES.values()), "office")  # the last: suppliers
RHYTHM = np.array([*(RHYTHMS.index(purchase.rhythm) for purchase in PURCHASES.values()), len(RHYTHMS) - 1])
WAYS = (Everyday.DEBIT_CARD, Everyday.PIX_PURCHASE, Everyday.BOLETO)
_SEASON = np.array([purchase.season for purchase in PURCHASES.values()]).T  # (months, categories)
_WEIGHTS = np.array([[p.by_card, p.by_pix, p.by_boleto] for p in PURCHASES.values()]).T  # (ways, categories)
_BY_MONTH = GroupedWeights((_WEIGHTS[:, None] * _SEASON[None]).reshape(-1, len(PURCHASES)))
_MEAN = np.array([purchase.size for purchase in PURCHASES.values()])
SIZES = np.append(_MEAN / (_MEAN * _WEIGHTS[0]).sum() * _WEIGHTS[0].sum(), 1.0)  # 1: as by debit card
SIGMAS = np.array([*(purchase.sigma for purchase in PURCHASES.values()), 0.95])
# How many purchases a month brings against an ordinary one.
BUSY = (_SEASON * _WEIGHTS[:2].sum(axis=0)).sum(axis=1) / _WEIGHTS[:2].sum()
LEAST = 2_00  # cents
# The last two digits of prices and their shares in per cent, of four prices in five: from Brazilian shelf prices.
_PRICED = 0.8
_ENDINGS = np.array([90, 99, 0, 50, 0, 0])
_ENDING_SHARES = Weights([30, 20, 22, 8, 0, 0])


def categories(draws: Draws, kind: Integers, month: Integers, business: Flags) -> Integers:
    """What everyday postings are for, among CATEGORIES; NO_PURCHASE for those that are no purchase.

    draws: the postings'. kind: Everyday. Businesses buy from suppliers, but for what they pay by card.
    """
    way = np.select([kind == code for code in WAYS], range(len(WAYS)), NO_PURCHASE)
    bought = np.flatnonzero(way >= 0)
    found = np.full(len(kind), NO_PURCHASE)
    found[bought] = _BY_MONTH.choose(draws.at(bought), "category", way[bought] * 12 + month[bought] % 12)
    found[kind == Everyday.TRIAL] = CATEGORIES.index(Category.ONLINE_SHOPPING)
    return np.where(business & (way > 0), SUPPLIERS, found)


def mean_size(kind: Integers, size: Floats, category: Integers) -> Floats:
    """Mean sizes in usual tickets: of the kind, moved by what is bought."""
    moved: Floats = np.where(category >= 0, size * SIZES[category], size)
    return moved


def shelf_prices(draws: Draws, size: Floats) -> Integers:
    """Sizes in cents as shops price them; draws: the purchases'."""
    cents = np.maximum(size, LEAST).astype(np.int64)
    ending = _ENDINGS[draws.choice("ending", _ENDING_SHARES)]
    priced: Integers = np.where(draws.chance("priced", _PRICED), cents // 100 * 100 + ending, cents)
    return priced
