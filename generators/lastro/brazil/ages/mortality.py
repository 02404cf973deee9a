"""Mortality: how many of an age and sex die in a month, and at which age somebody dies who has reached another."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.quantiles import exponential

YOUNGEST, OLDEST = 16, 115  # years; nobody grows older
# Deaths a year among a thousand of an age, men and women. IBGE publishes both sexes together: 1.32 at twenty in 2018
# (Resolução IBGE 6/2019), 1.24 in 2021 (Portaria IBGE 3.746/2022). ASSUMED by sex and at the other ages; between these
# ages the logarithm runs straight
BY_AGE = {
    16: (1.3, 0.35), 20: (2.1, 0.50), 30: (2.4, 0.75), 40: (3.3, 1.5), 50: (6.4, 3.3), 60: (13.5, 7.3),
    70: (28.0, 17.0), 80: (66.0, 47.0), 90: (155.0, 130.0), 100: (330.0, 310.0), 115: (900.0, 900.0),
}  # fmt: skip
_YEAR = 365.25
_WAIT = exponential(1.0)


def _hazards(sex: int) -> Floats:
    """The chance of dying in each month of age from YOUNGEST on, summed up to it."""
    months: list[float] = [0.0]
    for (young, low), (old, high) in pairwise((age, rates[sex]) for age, rates in BY_AGE.items()):
        steps = (old - young) * 12
        months += [low / 12_000 * (high / low) ** ((step + 0.5) / steps) for step in range(steps)]
    return np.cumsum(np.array([round(each, 9) for each in months]))


_MEN, _WOMEN = _hazards(0), _hazards(1)


def months_left(age: Integers, women: Flags, luck: Floats) -> Integers:
    """In how many months people die, at least 1; age: in days; luck: a uniform draw each."""
    reached = np.clip((age * 12 / _YEAR).astype(np.int64) - YOUNGEST * 12, 0, len(_MEN) - 2)
    borne = _WAIT(luck)
    dies = np.where(
        women, np.searchsorted(_WOMEN, _WOMEN[reached] + borne), np.searchsorted(_MEN, _MEN[reached] + borne)
    )
    left: Integers = np.maximum(np.minimum(dies, len(_MEN) - 1) - reached, 1)
    return left
