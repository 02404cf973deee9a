"""Card numbers: sixteen digits, the first of the brand's range, the last by Luhn (ISO/IEC 7812-1)."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.bank.choices import CardBrand
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.permutation import unique_number

# The first six digits, in ranges of each brand that overlap no other's (github.com/renatovico/bin-cc; Elo's lie within
# Visa's 4 and others' 50 and 65, so Elo must be tested first). Which of them this bank has
# is ASSUMED; whether they are a real bank's is not known, and privacy.documents is there for that.
PREFIXES = np.array(
    CardBrand.by_code(
        VISA=[429700, 429701, 429702, 429703],
        MASTERCARD=[535900, 535901, 535902, 535903],
        ELO=[650910, 650911, 650912, 650913],
    )
)
_WITHIN = 10**9  # numbers of nine digits behind each prefix


def card_numbers(seed: int, keys: Keys, brand: Integers, valid: bool) -> pl.Series:
    """The unique number of each card; with a wrong last digit, one too high, where valid is false."""
    space = PREFIXES.shape[1] * _WITHIN
    number = unique_number(seed, "card_number", keys, space).astype(np.int64)
    prefix = PREFIXES[brand, number // _WITHIN]
    digits = _digits(prefix * _WITHIN + number % _WITHIN)
    check = (_luhn(digits) + (0 if valid else 1)) % 10
    letters = np.append(digits, check[:, None], axis=1).astype(np.uint8) + np.uint8(ord("0"))
    return pl.Series(np.ascontiguousarray(letters).view("S16").ravel(), dtype=pl.Binary).cast(pl.String)


def _digits(payload: Integers) -> Integers:
    """The fifteen digits before the check digit, (cards, 15)."""
    return payload[:, None] // 10 ** np.arange(14, -1, -1) % 10


def _luhn(digits: Integers) -> Integers:
    """The digit that brings the sum to a multiple of ten; every other digit, from the last on, is doubled."""
    doubled = digits * np.where(np.arange(digits.shape[1]) % 2 == 0, 2, 1)
    check: Integers = -(doubled // 10 + doubled % 10).sum(axis=1) % 10
    return check
