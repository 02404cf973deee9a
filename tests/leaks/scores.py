"""Scores: how well a model ranks what it has not seen, with intervals by case, and the bands that it must land in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from leaks.figures import Figure
from leaks.postings import NO_CASE
from leaks.ranks import standings

ROUNDS = 300
FLAGGED = 0.05  # of the innocent, for `caught`
Floats = NDArray[np.float64]
AREAS = {  # by the row, by history, by the flow of money
    "fraud": ((0.60, 0.80), (0.85, 0.95), (0.85, 0.97)),
    "laundering": ((0.55, 0.75), (0.75, 0.90), (0.85, 0.96)),
}
GAINS = {"fraud": 1.15, "laundering": 1.5}
# 0.25 was proposed for 4 illicit transfers in a thousand: a quarter of them found, one find in four right. Of 1.8 in a
# thousand, as there are, a quarter is found with one in eight right by the same model.
LEAST_F1_BY_FLOW = 0.17


@dataclass(frozen=True)
class Score:
    """What a model reaches: in each array the value first, then what it would be with the cases drawn again."""

    area: Floats  # under the curve, over pairs of one stratum: each illicit row beside the innocent ones of its own
    caught: Floats  # share of illicit rows found where 5 % of all innocent ones are flagged
    average_precision: Floats  # over all rows
    best_f1: Floats  # over all rows
    illicit: int
    cases: int

    def __str__(self) -> str:
        found = (f"{name} {told(getattr(self, name))}" for name in ("area", "caught", "average_precision", "best_f1"))
        return f"{', '.join(found)}; {self.illicit} rows of {self.cases} cases"


def told(rounds: Floats) -> str:
    """A value with its interval."""
    low, high = np.quantile(rounds[1:], [0.025, 0.975])
    return f"{rounds[0]:.3f} ({low:.3f}-{high:.3f})"


def scored(rows: pl.DataFrame, score: Floats) -> Score:
    """How well a number ranks rows with `case` (NO_CASE for the innocent) and `stratum`."""
    case, stratum = rows["case"].to_numpy(), rows["stratum"].to_numpy()
    illicit = case != NO_CASE
    order = np.argsort(-score[illicit], kind="stable")
    ours, others = score[illicit][order], np.sort(score[~illicit])
    weight = _drawn_again(case[illicit][order])
    total = weight.sum(axis=1)
    level = np.searchsorted(-ours, -ours, "right") - 1  # equals stand or fall together
    hits, flagged = np.cumsum(weight, axis=1)[:, level], len(others) - np.searchsorted(others, ours, "left")
    precision = hits / np.maximum(hits + flagged, 1)
    place = standings(score, case, stratum)[order]
    known = ~np.isnan(place)
    return Score(
        (weight[:, known] * place[known]).sum(axis=1) / weight[:, known].sum(axis=1),
        (weight * (ours > others[int(len(others) * (1 - FLAGGED))])).sum(axis=1) / total,
        (weight * precision).sum(axis=1) / total,
        (2 * hits / (hits + flagged + total[:, None])).max(axis=1),
        int(illicit.sum()), len(np.unique(case[illicit])),
    )  # fmt: skip


def _drawn_again(case: NDArray[np.int64]) -> Floats:
    """How often each row counts, (1 + ROUNDS, rows): once each at first, then as its case is drawn."""
    _, number = np.unique(case, return_inverse=True)
    size = number.max() + 1
    drawn = np.random.default_rng(7).multinomial(size, np.full(size, 1 / size), ROUNDS)
    found: Floats = np.vstack([np.ones(size), drawn])[:, number].astype(np.float64)
    return found


def within(what: str, rounds: Floats, least: float, most: float) -> Iterator[Figure]:
    """A band: too low fails as well as too high, each where the whole interval lies beyond it."""
    low, high = np.quantile(rounds[1:], [0.025, 0.975])
    yield Figure(what, float(rounds[0]), most, float(low))
    yield Figure(what, float(rounds[0]), least, float(high), at_most=False)


def bands(kind: str, row: Score, history: Score, flow: Score) -> Iterator[Figure]:
    """The bands of a kind of crime, by what the model may see."""
    lowest, middle, highest = AREAS[kind]
    yield from within("area by the row", row.area, *lowest)
    yield from within("area by history", history.area, *middle)
    yield from within("area by the flow", flow.area, *highest)
    if kind == "fraud":
        yield from within("caught by history", history.caught, 0.45, 0.75)
        yield from within("average precision by history", history.average_precision, 0.10, 0.45)
    else:
        yield from within("best F1 by history", history.best_f1, 0.05, 0.30)
        yield from within("best F1 by the flow", flow.best_f1, LEAST_F1_BY_FLOW, 0.65)
    more = flow.average_precision / np.maximum(history.average_precision, 1e-6)
    yield from within("average precision by the flow over history's", more, GAINS[kind], np.inf)
    yield from ceiling(flow)


def accounts_bands(history: Score, flow: Score) -> Iterator[Figure]:
    """The bands of accounts that pass on money of cases."""
    yield from within("area by history", history.area, 0.75, 0.90)
    yield from within("area by the flow", flow.area, 0.85, 0.96)
    yield from ceiling(flow)


def ceiling(score: Score) -> Iterator[Figure]:
    """What no model may reach on the last three months."""
    for name, most in (("area", 0.97), ("average_precision", 0.70), ("best_f1", 0.80)):
        yield from within(f"ceiling of {name}", getattr(score, name), 0.0, most)
