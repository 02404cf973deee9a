"""Quantile tables: distributions and curves that give the same last bit on every processor.

exp, log and power differ in the last bit between processors (with and without AVX-512), and one flipped cent changes a
file. So each curve is tabulated once, in plain Python, rounded to twelve significant digits, and read by linear
interpolation: only +, -, * and comparisons, which IEEE 754 fixes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np

from lastro.engine.arrays import Floats, Integers

_TAIL = 1 / 64  # share of the range, at each end, that has a finer table of its own


class Curve:
    """A function on [lower, upper], tabulated in equal cells and interpolated; arguments outside are clamped."""

    def __init__(self, function: Callable[[float], float], lower: float, upper: float, cells: int = 4096) -> None:
        step = (upper - lower) / cells
        knots = [float(f"{function(lower + step * k):.12g}") for k in range(cells + 1)]
        self.values = np.array(knots)
        self.slopes = np.append(np.diff(self.values), 0.0)
        self.lower, self.scale, self.cells = lower, cells / (upper - lower), cells

    def __call__(self, x: Floats) -> Floats:
        """The curve at each argument (float64)."""
        place = np.clip((x - self.lower) * self.scale, 0.0, self.cells)
        cell = place.astype(np.int64)
        return self.values[cell] + self.slopes[cell] * (place - cell)


class Quantiles:
    """A distribution by its quantile function on (0, 1): called with uniforms, gives values (float64).

    Each tail of 1/64 has its own table of as many cells, so that the rarest value has a probability of about 4e-6.
    """

    def __init__(self, quantile: Callable[[float], float], cells: int = 4096) -> None:
        end = _TAIL / cells / 2  # the outermost knots stand half a cell inside: quantiles at 0 and 1 may be infinite
        self.body = Curve(quantile, _TAIL, 1 - _TAIL, cells)
        self.low = Curve(quantile, end, _TAIL, cells)
        self.high = Curve(quantile, 1 - _TAIL, 1 - end, cells)

    def __call__(self, uniforms: Floats) -> Floats:
        """The quantile of each uniform number."""
        values = self.body(uniforms)
        for tail, where in ((self.low, uniforms < _TAIL), (self.high, uniforms > 1 - _TAIL)):
            at = np.flatnonzero(where)
            values[at] = tail(uniforms[at])
        return values


_STANDARD = NormalDist()

NORMAL = Quantiles(_STANDARD.inv_cdf)  # standard normal
EXP = Curve(math.exp, -12.0, 12.0, 24 * 1024)  # e**x
LOG = Curve(math.log, 0.5, 64.0, 64 * 1024)  # natural logarithm


def lognormal(median: float, sigma: float) -> Quantiles:
    """A log-normal distribution: median in the unit of the result, sigma of its natural logarithm."""
    return Quantiles(lambda u: median * math.exp(sigma * _STANDARD.inv_cdf(u)), cells=1024)


def pareto(minimum: float, alpha: float) -> Quantiles:
    """A Pareto distribution: minimum in the unit of the result, tail exponent alpha."""
    return Quantiles(lambda u: minimum * (1 - u) ** (-1 / alpha), cells=1024)


def exponential(mean: float) -> Quantiles:
    """An exponential distribution with the given mean."""
    return Quantiles(lambda u: -mean * math.log1p(-u), cells=1024)


class Poisson:
    """Poisson counts with a mean that differs by entity, by inversion of tabulated distribution functions.

    Means are read on a grid of 1/16 up to 8 and of 1/2 above, with a draw deciding between neighbours, so that averages
    stay exact. Means above `highest` are clamped.
    """

    def __init__(self, highest: int = 64) -> None:
        self.grid = np.concatenate([np.arange(0, 128) / 16, np.arange(16, 2 * highest + 1) / 2])
        self.most = highest + 8 * math.isqrt(highest) + 8
        self.table = np.array([self._distribution(mean) for mean in self.grid.tolist()])

    def _distribution(self, mean: float) -> list[float]:
        term, total, cuts = math.exp(-mean), 0.0, []
        for count in range(self.most):
            total += term
            cuts.append(float(f"{total:.12g}"))
            term *= mean / (count + 1)
        return cuts

    def __call__(self, means: Floats, uniforms: Floats) -> Integers:
        """Counts for means and independent uniforms (int64)."""
        above = np.searchsorted(self.grid, means, side="right").clip(1, len(self.grid) - 1)
        low, high = self.grid[above - 1], self.grid[above]
        share = np.clip((means - low) / (high - low), 0.0, 1.0)
        split = uniforms < share  # the same uniform, stretched, serves the count
        stretched = np.where(
            split,
            uniforms / np.where(share > 0, share, 1),
            (uniforms - share) / np.where(share < 1, 1 - share, 1),
        )
        rows = above - 1 + split
        counts = np.zeros(len(rows), dtype=np.int64)
        active = np.flatnonzero(stretched >= self.table[rows, 0])
        while len(active):
            counts[active] += 1
            full = counts[active] >= self.most - 1
            active = active[~full]
            active = active[stretched[active] >= self.table[rows[active], counts[active]]]
        return counts
