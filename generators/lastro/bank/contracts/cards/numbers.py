"""Card numbers: sixteen digits, the first of the brand's range, the last by Luhn (ISO/IEC 7812-1)."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.bank.choices import CardBrand
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.keys import is_hand_made
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
# The next twelve of each brand, for a bank with more than 14 million customers.
LATER_PREFIXES = PREFIXES[:, -1:] + np.arange(1, 13)
_WITHIN = 10**9  # numbers of nine digits behind each prefix


def card_numbers(seed: int, keys: Keys, brand: Integers, valid: bool) -> pl.Series:
    """The unique number of each card; with a wrong last digit, one too high, where valid is false."""
    digits = _digits(_payloads(seed, keys, brand))
    check = (_luhn(digits) + (0 if valid else 1)) % 10
    letters = np.append(digits, check[:, None], axis=1).astype(np.uint8) + np.uint8(ord("0"))
    return pl.Series(np.ascontiguousarray(letters).view("S16").ravel(), dtype=pl.Binary).cast(pl.String)


def _payloads(seed: int, keys: Keys, brand: Integers) -> Integers:
    """The numbers without their check digits."""
    later = (keys >= LATER) & ~is_hand_made(keys)
    found = _behind(PREFIXES, unique_number(seed, "card_number", np.where(later, 0, keys), _space(PREFIXES)), brand)
    if later.any():
        ordinals = np.where(later, keys - LATER, np.uint64(0))
        further = unique_number(seed, "later card numbers", ordinals, _space(LATER_PREFIXES))
        found = np.where(later, _behind(LATER_PREFIXES, further, brand), found)
    return found


def _space(prefixes: Integers) -> int:
    return int(prefixes.shape[1] * _WITHIN)


LATER = np.uint64(_space(PREFIXES) * 9 // 10)  # the first card whose number begins with another prefix


def _behind(prefixes: Integers, numbers: Keys, brand: Integers) -> Integers:
    number = numbers.astype(np.int64)
    found: Integers = prefixes[brand, number // _WITHIN] * _WITHIN + number % _WITHIN
    return found


def _digits(payload: Integers) -> Integers:
    """The fifteen digits before the check digit, (cards, 15)."""
    return payload[:, None] // 10 ** np.arange(14, -1, -1) % 10


def _luhn(digits: Integers) -> Integers:
    """The digit that brings the sum to a multiple of ten; every other digit, from the last on, is doubled."""
    doubled = digits * np.where(np.arange(digits.shape[1]) % 2 == 0, 2, 1)
    check: Integers = -(doubled // 10 + doubled % 10).sum(axis=1) % 10
    return check
