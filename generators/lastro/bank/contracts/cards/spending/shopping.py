"""Card shopping: what is bought by credit card how often, for how much, from afar or not, and in how many parts.

Numbers of one category are ASSUMED; together they give the mean ticket of R$ 144, the 43 % of value in interest-free
instalments, and how these divide (Abecs, 2024 and third quarter of 2025). Days, hours and seasons are the accounts'.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.choices import Category
from lastro.bank.ledger.purchases import PURCHASES
from lastro.brazil.choices import GroupedWeights
from lastro.engine.arrays import Floats, Integers
from lastro.engine.random.draws import Draws


@dataclass(frozen=True)
class CardPurchase:
    """One category of what is bought by credit card."""

    weight: float  # among purchases by number
    ticket: int  # mean, cents, of a holder with TICKET_INCOME
    sigma: float  # of the logarithm of amounts
    parts: float  # share bought in parts, where the amount bears it
    online: float  # share bought from afar


CARD_PURCHASES = {
    Category.GROCERIES: CardPurchase(24, 125_00, 0.80, 0.16, 0.05),
    Category.RESTAURANTS: CardPurchase(21, 68_00, 0.60, 0.02, 0.22),
    Category.FUEL: CardPurchase(9, 150_00, 0.45, 0.01, 0.0),
    Category.PHARMACY: CardPurchase(8, 85_00, 0.70, 0.30, 0.08),
    Category.HEALTH: CardPurchase(1.5, 400_00, 0.80, 0.80, 0.05),
    Category.CLOTHING: CardPurchase(6, 240_00, 0.70, 0.95, 0.15),
    Category.ELECTRONICS: CardPurchase(1.5, 850_00, 0.55, 1.0, 0.40),
    Category.HOUSEHOLD: CardPurchase(4.5, 300_00, 0.75, 0.95, 0.20),
    Category.TRANSPORT: CardPurchase(10, 28_00, 0.50, 0.0, 0.60),
    Category.LEISURE: CardPurchase(3.5, 95_00, 0.80, 0.15, 0.20),
    Category.TRAVEL: CardPurchase(0.9, 950_00, 0.85, 1.0, 0.70),
    Category.SERVICES: CardPurchase(4, 160_00, 0.80, 0.50, 0.15),
    Category.ONLINE_SHOPPING: CardPurchase(5, 170_00, 0.80, 0.80, 1.0),
}
BOUGHT = tuple(CARD_PURCHASES)  # categories as cards count them: the order is part of draws
RHYTHMS = tuple(dict.fromkeys(PURCHASES[category].rhythm for category in BOUGHT))
RHYTHM = np.array([RHYTHMS.index(PURCHASES[category].rhythm) for category in BOUGHT])
TICKETS, SIGMAS, ONLINE, IN_PARTS = (
    np.array([getattr(purchase, name) for purchase in CARD_PURCHASES.values()], dtype=np.float64)
    for name in ("ticket", "sigma", "online", "parts")
)
_WEIGHTS = np.array([purchase.weight for purchase in CARD_PURCHASES.values()])
_SEASON = np.array([PURCHASES[category].season for category in BOUGHT]).T * _WEIGHTS  # (months, categories)
DECEMBER = 1.2  # how much more is bought by card, beside each category's season; limits take some back, ASSUMED
# How many purchases a month of the year brings against an ordinary one.
BUSY = _SEASON.sum(axis=1) / _WEIGHTS.sum() * np.array([*[1.0] * 11, DECEMBER])
MEAN_TICKET = float((TICKETS * _WEIGHTS).sum() / _WEIGHTS.sum())
TICKET_INCOME = 6_000_00  # cents a month, ASSUMED; tickets grow with the square root of income
_BY_MONTH = GroupedWeights(_SEASON)

# Value in parts: 37 % in 2 or 3, 28 % in 4 to 6, 33 % in 7 to 12, 1 % in more (2024, split as in 2015).
LEAST_PART = 15_00  # cents; shops take no smaller ones, ASSUMED
PARTS = np.array([2, 3, 4, 5, 6, 8, 10, 12, 18])
PARTS_FROM = np.array([180_00, 450_00, 1_200_00])  # cents: larger purchases are divided into more parts, ASSUMED
_PARTS_BY_SIZE = GroupedWeights(
    np.array(
        [
            [36, 38, 12, 6, 8, 0, 0, 0, 0],
            [18, 32, 14, 9, 14, 4, 9, 0, 0],
            [8, 18, 10, 9, 16, 6, 22, 11, 0],
            [3, 8, 6, 6, 12, 7, 32, 23, 3],
        ],
        dtype=np.float64,
    )
)


def bought(draws: Draws, month: Integers) -> Integers:
    """What purchases are of, among BOUGHT, by the season; draws: the purchases'."""
    return _BY_MONTH.choose(draws, "category", month % 12)


def usual(income: Integers) -> Floats:
    """How many times the tickets above a holder's are."""
    times: Floats = np.sqrt(np.maximum(income, 500_00) / TICKET_INCOME)
    return times


def parts_of(draws: Draws, what: Integers, amount: Integers) -> Integers:
    """In how many parts purchases are paid, 1 for most; small amounts are divided more rarely."""
    chance = IN_PARTS[what] * np.minimum(0.4 + 0.6 * amount / TICKETS[what], 1.0)
    size = np.searchsorted(PARTS_FROM, amount, side="right")
    most = np.maximum(amount // LEAST_PART, 1)
    parts: Integers = np.where(draws.chance("in parts", chance), PARTS[_PARTS_BY_SIZE.choose(draws, "parts", size)], 1)
    return np.minimum(parts, most)
