"""Numbering: keys of events that are no postings, from what happened to whom, never from a row's position."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lastro.engine.arrays import Keys
from lastro.engine.random.keys import HAND_MADE, child, fitting, is_hand_made

_OWNER_AND_NUMBER = 56  # bits: a customer takes 24 of them, a number up to 32
_FAMILY_AT = np.uint64(_OWNER_AND_NUMBER)
_NO_POSTING = np.uint64(1 << 62)  # among postings only top-ups have this bit, and those are no payments


def event_keys(
    family: NDArray[np.integer] | int, customers: Keys, number: NDArray[np.integer], bits: int, kind: str
) -> Keys:
    """Keys of customers' events: a family below 64, the customer and a number of so many bits.

    Events of hand-made customers get hashes. Family numbers are part of ids: never renumber them.
    """
    families = fitting(family, 6).astype(np.uint64)
    by_hand = is_hand_made(customers)
    fitting(customers[customers < HAND_MADE], _OWNER_AND_NUMBER - bits)
    if not by_hand.any():
        return child(customers, number, bits, kind) | (families << _FAMILY_AT) | _NO_POSTING
    numbers = fitting(number, bits).astype(np.uint64)
    hashed = child(customers, (families << np.uint64(32)) | numbers, _OWNER_AND_NUMBER, kind)
    packed = (customers << np.uint64(bits)) | numbers
    return np.where(by_hand, hashed, packed | (families << _FAMILY_AT) | _NO_POSTING)
