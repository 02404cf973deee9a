"""Loot: what is bought with stolen cards, what sells again; and bait: what false shops offer."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import Category
from lastro.bank.crime.case_keys import is_cover, is_crime
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.purchases import CATEGORIES
from lastro.bank.ledger.sources import Everyday, Source
from lastro.engine.arrays import Flags, Integers
from lastro.engine.random.draws import Draws, Weights

# ASSUMED: phones and computers, drink at the supermarket, clothes and shoes
_SELLS_AGAIN = {Category.ELECTRONICS: 50, Category.GROCERIES: 25, Category.CLOTHING: 25}
_CATEGORIES = np.array([CATEGORIES.index(category) for category in _SELLS_AGAIN])
_SHARES = Weights(list(_SELLS_AGAIN.values()))
# ASSUMED: what people buy of shops that they have never heard of
_OFFERED = {
    Category.ONLINE_SHOPPING: 40, Category.ELECTRONICS: 20, Category.CLOTHING: 20, Category.HOUSEHOLD: 15,
    Category.HEALTH: 5,
}  # fmt: skip
_BAITS = np.array([CATEGORIES.index(category) for category in _OFFERED])
_BAIT_SHARES = Weights(list(_OFFERED.values()))


def is_loot(rows: Postings) -> Flags:
    """Which postings are purchases with a stolen debit card in shops."""
    found: Flags = (rows.source == Source.EVERYDAY) & (rows.detail == Everyday.DEBIT_CARD) & is_crime(rows.key)
    return found & ~is_cover(rows.key)


def sells_again(draws: Draws) -> Integers:
    """What such purchases are for, among CATEGORIES; draws: the postings'."""
    found: Integers = _CATEGORIES[draws.choice("loot", _SHARES)]
    return found


def is_bait(rows: Postings) -> Flags:
    """Which postings pay false shops by QR code."""
    found: Flags = (rows.source == Source.EVERYDAY) & (rows.detail == Everyday.PIX_PURCHASE) & is_crime(rows.key)
    return found & ~is_cover(rows.key)


def offered(draws: Draws) -> Integers:
    """What such payments are for, among CATEGORIES; draws: the postings'."""
    found: Integers = _BAITS[draws.choice("bait", _BAIT_SHARES)]
    return found
