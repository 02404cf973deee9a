"""Numbering: keys of events that are no postings, from what happened to whom, never from a row's position."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.keys import child, fitting, is_hand_made

_OWNER_AND_NUMBER = 56  # bits: of a customer the last 24, of a number up to 32
_NUMBERED = 24
FAMILIES = {"compliance": range(1, 9), "sessions": range(40, 56)}  # of each kind; never renumber them
_FAMILY_AT = np.uint64(_OWNER_AND_NUMBER)
_NO_POSTING = np.uint64(1 << 62)  # among postings only top-ups have this bit, and those are no payments


def event_keys(
    family: NDArray[np.integer] | int, customers: Keys, number: NDArray[np.integer], bits: int, kind: str
) -> Keys:
    """Keys of customers' events: one of its kind, the customer and a number of so many bits.

    Events of hand-made customers get hashes. Family numbers are part of ids: never renumber them.
    """
    assert bits <= _OWNER_AND_NUMBER - _NUMBERED
    by_hand, numbers = is_hand_made(customers), fitting(number, bits).astype(np.uint64)
    known, last = _numbered(kind, family, np.where(by_hand, np.uint64(0), customers))
    packed = (known << _FAMILY_AT) | (last << np.uint64(bits)) | numbers | _NO_POSTING
    if not by_hand.any():
        return packed
    families = fitting(family, 6).astype(np.uint64)
    hashed = child(customers, (families << np.uint64(32)) | numbers, _OWNER_AND_NUMBER, kind)
    return np.where(by_hand, hashed, packed)


def _numbered(kind: str, family: NDArray[np.integer] | int, customers: Keys) -> tuple[Keys, Keys]:
    """The family that a key says, and the last bits of the customer's number."""
    first = fitting(customers >> np.uint64(_NUMBERED), 2).astype(np.int64)
    said = fitting(_said(kind)[family, first], 6).astype(np.uint64)
    return said, customers & np.uint64((1 << _NUMBERED) - 1)


@cache
def _said(kind: str) -> Integers:
    """What keys say by family and by the first two bits of the customer, (64, 4); 64 where there is no such family.

    Customers from the 16,777,216th on have these bits: their families are said by numbers that the kind does not use.
    """
    families = FAMILIES[kind]
    spare = [number for number in range(64) if number not in families]
    found = np.full((64, 4), 64)
    for place, family in enumerate(families):
        found[family] = [family, *spare[place :: len(families)][:3]]
    return found
