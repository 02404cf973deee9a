"""Retirement: the age from which the INSS pays a pension, and how much of the wages that is (EC 103/2019)."""

from __future__ import annotations

import numpy as np

from lastro.engine.arrays import Flags, Floats, Integers

MEN = 65 * 12  # months of age (Constituição, art. 201 § 7º I)
# Women's by year: 60 years until 2019, 62 from 2023 on (EC 103/2019, art. 18 § 1º)
WOMEN_FROM = 2019
WOMEN = 60 * 12 + 6 * np.arange(5)
# Percent of the mean wage: with the least years, more for each year beyond them, at most (art. 26; beyond 100 is cut)
LEAST, MORE, MOST = 60, 2, 100
LEAST_YEARS = {"women": 15, "men": 20}  # of contributions, for which the least share is paid (art. 26 § 2º and § 5º)
BPC_AGE = 65 * 12  # months of age from which the elderly poor are paid (Lei 8.742/1993, art. 20)
_LATEST = 1 << 20


def month_of_age(born: Integers, women: Flags) -> Integers:
    """The first month in which who was born in a month is old enough for a pension by age (absolute months)."""
    years = WOMEN_FROM + np.arange(len(WOMEN))
    first, last = years * 12, years * 12 + 11
    first[0], last[-1] = 0, _LATEST
    reached = np.maximum(born[:, None] + WOMEN, first)
    of_women = np.where(reached <= last, reached, _LATEST).min(axis=1)
    return np.where(women, of_women, born + MEN)


def share_of_mean(years: Integers, women: Flags) -> Floats:
    """How much of the mean wage a pension is after so many years of contributions."""
    beyond = np.maximum(years - np.where(women, LEAST_YEARS["women"], LEAST_YEARS["men"]), 0)
    share: Floats = np.minimum(LEAST + MORE * beyond, MOST) / 100
    return share
