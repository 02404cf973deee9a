"""Newcomers: who joins after base_date, in a number space of their own: each customer brings one, sooner or later.

`customers` counts who has joined by base_date, so its ordinals are taken. A newcomer's key lies above them all, and
follows from the ordinal of the customer behind whom it stands in the file, in whose hundred and cohort it lives. Hence
neither `customers` nor as_of moves a newcomer, and a block makes its own.
"""

from __future__ import annotations

import numpy as np

from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.random.keys import is_hand_made
from lastro.engine.random.quantiles import exponential
from lastro.engine.rows.moments import DAY

FIRST = 50_000_000  # the most customers that there may be by base_date
BRINGERS = 6_000_000  # customers who bring one: there are card numbers for 56 million owners, keys for 67 million
# Days from base_date to joining, ASSUMED: 17 in a thousand customers join a month at first, as many as before
# base_date, and half as many after three and a half years.
WAIT = exponential(1_800.0)


def brought_by(ordinals: Keys) -> Keys:
    """The newcomers whom customers with some ordinals bring, in their order."""
    found: Keys = np.uint64(FIRST) + ordinals[ordinals < np.uint64(BRINGERS)]
    return found


def is_newcomer(customers: Keys) -> Flags:
    """Which customers join after base_date."""
    found: Flags = (customers >= np.uint64(FIRST)) & ~is_hand_made(customers)
    return found


def place_of(customers: Keys) -> Keys:
    """The ordinal at which customers stand in the file: their own, a newcomer's that of who brings it."""
    return np.where(is_newcomer(customers), customers - np.uint64(FIRST), customers)


def joined_later(draws: Draws, base_date: int, second: Integers) -> Integers:
    """The moments at which newcomers join; second: of the day."""
    return (base_date + 1 + WAIT(draws.uniform("joined")).astype(np.int64)) * DAY + second
