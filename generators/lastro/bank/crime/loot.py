"""Loot and bait: what is bought with stolen cards, since it sells again, and what false shops offer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lastro.bank.choices import Category
from lastro.bank.crime.case_keys import is_cover, is_crime
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.purchases import CATEGORIES
from lastro.bank.ledger.sources import Everyday, Source
from lastro.engine.arrays import Flags, Integers
from lastro.engine.random.draws import Draws, Weights

# ASSUMED: phones and computers, drink at the supermarket, clothes and shoes
LOOT = {Category.ELECTRONICS: 50, Category.GROCERIES: 25, Category.CLOTHING: 25}
# ASSUMED: what people buy of shops that they have never heard of
BAIT = {
    Category.ONLINE_SHOPPING: 40, Category.ELECTRONICS: 20, Category.CLOTHING: 20, Category.HOUSEHOLD: 15,
    Category.HEALTH: 5,
}  # fmt: skip
_BY_WAY = {Everyday.DEBIT_CARD: ("loot", LOOT), Everyday.PIX_PURCHASE: ("bait", BAIT)}


def is_of_thieves(rows: Postings, way: Everyday) -> Flags:
    """Which postings are purchases of a case that are paid in this way: by a stolen card, or to a false shop."""
    found: Flags = (rows.source == Source.EVERYDAY) & (rows.detail == way) & is_crime(rows.key)
    return found & ~is_cover(rows.key)


def categories_of_thieves(rows: Postings, draws: Draws) -> Iterator[tuple[Integers, Integers]]:
    """Purchases of cases (positions) and what each is for, among CATEGORIES; draws: the postings'."""
    for way, (name, shares) in _BY_WAY.items():
        at = np.flatnonzero(is_of_thieves(rows, way))
        codes = np.array([CATEGORIES.index(category) for category in shares])
        yield at, codes[draws.at(at).choice(name, Weights(list(shares.values())))]
