"""Ranks: how far a number tells the illicit postings of a stratum from its innocent ones, with an interval by case.

The area under the curve is the mean, over illicit postings, of the share of the stratum's innocent ones that lie
below (a half of equals counts). Rows of one case are not independent, so cases are drawn again, not rows.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from leaks.figures import Figure
from leaks.postings import NO_CASE

ROUNDS = 400
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def standings(values: Floats, case: Integers, stratum: Integers) -> Floats:
    """For each illicit row, in order, the share of the innocent ones of its stratum that lie below it."""
    found = np.full(len(values), np.nan)
    order = np.argsort(stratum, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(stratum[order])) + 1):
        illicit = group[case[group] != NO_CASE]
        innocent = np.sort(values[group[case[group] == NO_CASE]])
        if len(illicit) and len(innocent):
            below = np.searchsorted(innocent, values[illicit], "left")
            upto = np.searchsorted(innocent, values[illicit], "right")
            found[illicit] = (below + upto) / (2 * len(innocent))
    return found[case != NO_CASE]


def interval(values: Floats, case: Integers) -> tuple[float, float, float]:
    """The mean over rows, with the 95 % interval found by drawing the cases again: (low, mean, high)."""
    known = ~np.isnan(values)
    _, number = np.unique(case[known], return_inverse=True)
    sums, sizes = np.bincount(number, values[known]), np.bincount(number)
    drawn = np.random.default_rng(7).integers(0, len(sizes), (ROUNDS, len(sizes)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(sums.sum() / sizes.sum()), float(high)


def area(values: Floats, rows: pl.DataFrame) -> tuple[float, float, float]:
    """The area under the curve of a number of each row, within strata: (low, value, high)."""
    case, stratum = rows["case"].to_numpy(), rows["stratum"].to_numpy()
    return interval(standings(values, case, stratum), case[case != NO_CASE])


def off_centre(what: str, values: Floats, rows: pl.DataFrame, bound: float) -> Figure:
    """How far the area under the curve is from one half, on whichever side."""
    low, value, high = area(values, rows)
    near = 0.0 if low <= 0.5 <= high else min(abs(low - 0.5), abs(high - 0.5))
    return Figure(what, abs(value - 0.5), bound, near)


def at_most(what: str, values: Floats, rows: pl.DataFrame, bound: float) -> Figure:
    """The area under the curve, which may not go beyond the bound."""
    low, value, _ = area(values, rows)
    return Figure(what, value, bound, low)
