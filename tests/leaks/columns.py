"""Leak tests 1, 2 and 7: what a single column of a posting says, or two of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeClassifier

from leaks.figures import Figure
from leaks.postings import NO_CASE, compared, matched
from leaks.ranks import at_most, off_centre

Floats = NDArray[np.float64]
FORM, HABIT, CONTENT = 0.05, 0.15, 0.25  # how far an area may be from one half
NULLABLE = ("city", "name", "document", "bank", "transfer_id", "end_to_end_id", "other", "reverses")
_FORMS = {
    **{f"byte {n} of the id": pl.col("transaction_id").str.slice(n * 2 + (n > 3) + (n > 5) + (n > 7), 2) for n in
       (0, 1, 2, 3, 4, 5, 7, 9)},
    "row number": pl.col("number"),
    "second of the minute": pl.col("moment") % 60,
    "cents": pl.col("amount") % 100,
    "length of the name": pl.col("name").str.len_chars(),
    "length of the description": pl.col("description").str.len_chars(),
}  # fmt: skip
_HABITS = {"hour": pl.col("hour"), "weekday": pl.col("weekday"), "away from home": pl.col("away")}
_CONTENTS = {
    "amount": pl.col("amount"),
    "balance after": pl.col("balance_after"),
    "seconds since the posting before": pl.col("since_before"),
    "events of the device": pl.col("device_events"),
    "users of the device": pl.col("device_users"),
    "age of the device": pl.col("device_age"),
}
_TEXTS = {name: pl.col(name) for name in ("channel", "city", "bank", "description")}
_BYTES = tuple(name for name in _FORMS if name.startswith("byte"))


def numbers(rows: pl.DataFrame, expression: pl.Expr) -> Floats:
    """A column as numbers: ids from hexadecimal, null as -1."""
    found = rows.select(value=expression)["value"]
    if found.dtype == pl.String:
        found = found.str.to_integer(base=16, strict=False)
    return found.cast(pl.Float64).fill_null(-1.0).to_numpy()


def single_columns(rows: pl.DataFrame) -> Iterator[Figure]:
    """Test 1: the area under the curve of each column by itself, within strata."""
    rows = compared(rows)
    masks = {f"{name} is null": pl.col(name).is_null() for name in NULLABLE}
    for columns, bound in ((_FORMS | masks, FORM), (_HABITS, HABIT), (_CONTENTS, CONTENT)):
        for name, expression in columns.items():
            yield off_centre(name, numbers(rows, expression), rows, 0.02 if name in _BYTES else bound)


def small_trees(rows: pl.DataFrame) -> Iterator[Figure]:
    """Test 2: the best tree of depth 1 and 2 on raw columns, grown on one half of the cases and tried on the other."""
    sample = matched(rows)
    given = np.column_stack([numbers(sample, each) for each in (*_HABITS.values(), *_CONTENTS.values(), *_masks())])
    illicit, weight = (sample["case"] != NO_CASE).to_numpy(), sample["weight"].to_numpy()
    known = _first_half(sample)
    for depth in (1, 2):
        tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=20, random_state=1)
        score = tree.fit(given[known], illicit[known]).predict_proba(given[~known])[:, 1]
        tried = sample.filter(~known)
        yield at_most(f"tree of depth {depth}", score, tried, 0.75)
        yield _precision(f"tree of depth {depth}", score, illicit[~known], weight[~known], 20.0)


def _masks() -> list[pl.Expr]:
    return [pl.col(name).is_null() for name in NULLABLE]


def _first_half(sample: pl.DataFrame) -> NDArray[np.bool_]:
    """Half of the cases and half of the innocent."""
    by_case = pl.when(pl.col("case") == NO_CASE).then(pl.col("number")).otherwise(pl.col("case"))
    return sample.select(by_case % 2 == 0).to_series().to_numpy()


def _precision(what: str, score: Floats, illicit: NDArray[np.bool_], weight: Floats, bound: float) -> Figure:
    """Precision where a fifth of the illicit rows is found, in times of how common these are."""
    wall = np.quantile(score[illicit], 0.8)
    flagged = score >= wall
    hits, all_flagged = weight[flagged & illicit].sum(), weight[flagged].sum()
    lift = (hits / all_flagged) / (weight[illicit].sum() / weight.sum())
    near = (hits - 2 * np.sqrt(hits)) / all_flagged / (weight[illicit].sum() / weight.sum())
    return Figure(f"{what}: precision at recall 0.2 over prevalence", float(lift), bound, float(near))


def information(rows: pl.DataFrame) -> Iterator[Figure]:
    """Test 7: what share of the label's entropy a column explains, beyond what the stratum does."""
    rows = compared(rows)
    entropy = _entropy(rows, ["stratum"])
    of_crime = rows.filter(pl.col("case") != NO_CASE)["case"]
    together = len(of_crime) / of_crime.n_unique()  # rows of a case fall into one cell: so many times as much luck
    for name, expression in {**_FORMS, **_HABITS, **_CONTENTS, **_TEXTS}.items():
        binned = rows.with_columns(bin=_binned(rows, name, expression))
        cells = binned.group_by("stratum", "bin").len()
        chance = (len(cells) - rows["stratum"].n_unique()) / (2 * len(rows))  # Miller and Madow: cells explain by luck
        share = (entropy - _entropy(binned, ["stratum", "bin"]) - chance) / entropy
        bound = 0.15 if name in ("amount", "hour") else 0.10 if name in _CONTENTS else 0.05
        yield Figure(f"information of {name}", share, bound, share - 0.01 - (together - 1) * chance / entropy)


def _binned(rows: pl.DataFrame, name: str, expression: pl.Expr) -> pl.Series:
    """Twenty equal parts of a number, or the commoner texts; what is rare is one part."""
    if name not in _TEXTS:
        found = pl.Series(numbers(rows, expression))
        return ((found.rank() - 1) * 20 / len(found)).floor().cast(pl.Int64).cast(pl.String)
    found = rows.select(value=expression)["value"].fill_null("")
    common = found.value_counts().filter(pl.col("count") >= 500)[found.name]
    return (
        found.to_frame()
        .select(pl.when(pl.col(found.name).is_in(common.implode())).then(found.name).otherwise(pl.lit("rare")))
        .to_series()
    )


def _entropy(rows: pl.DataFrame, by: list[str]) -> float:
    """The mean entropy of the label in the cells of some columns, in nats a row."""
    cells = rows.group_by(by).agg(share=(pl.col("case") != NO_CASE).mean(), count=pl.len())
    share, count = cells["share"].to_numpy(), cells["count"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        each = -np.nan_to_num(share * np.log(share)) - np.nan_to_num((1 - share) * np.log(1 - share))
    return float((each * count).sum() / count.sum())
