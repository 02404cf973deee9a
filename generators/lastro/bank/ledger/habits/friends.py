"""Friends: different people of one hundred of a cohort who live near each other, and the keys of what they pay."""

from __future__ import annotations

import numpy as np

from lastro.bank.relations.homes import Neighbours
from lastro.bank.sizes import COHORT
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.draws import Draws

_HUNDRED = 100


def friends(near: Neighbours, draws: Draws, cohorts: Keys, number: Integers | int) -> Keys:
    """The ordinal of a friend by number (below a hundred) in each circle; draws: the circles'."""
    hundred, first = draws.integer("hundred", 0, COHORT // _HUNDRED), draws.integer("first friend", 0, _HUNDRED)
    return near.at(cohorts, hundred, first + number)


def keys(circles: Keys, number: Integers, kind: int) -> Keys:
    """Keys of transfers in circles by number (14 bits); kind (0 or 1) tells those of two kinds of circle apart."""
    found: Keys = (circles << np.uint64(15)) | (number.astype(np.uint64) << np.uint64(1)) | np.uint64(kind)
    return found
