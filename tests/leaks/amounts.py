"""Leak tests 6 and 8, and of delays: figures, balances and times are those of everyday life."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from leaks.figures import Figure
from leaks.postings import NO_CASE, compared
from leaks.ranks import interval

LIMITS = (20_000, 100_000, 200_000, 1_000_000, 5_000_000)  # cents: of nights, devices, cash


def digits(rows: pl.DataFrame) -> Iterator[Figure]:
    """Test 6: last digits, round amounts and first digits, against the stratum's."""
    rows = compared(rows)
    amount, first = pl.col("amount"), pl.col("amount").cast(pl.String).str.slice(0, 1).cast(pl.Int64)
    for name, values in (("last two digits", amount % 100), ("first digit", first)):
        yield _distance(name, rows.select(values).to_series().to_numpy(), rows)
    for step in (1_000, 5_000, 10_000):
        yield _excess(f"multiples of R$ {step // 100}", rows.select(amount % step == 0).to_series(), rows, 0.10)
    for limit in LIMITS:
        near = rows.select((amount < limit) & (amount >= limit * 0.97)).to_series()
        yield _excess(f"just below R$ {limit // 100}", near, rows, 0.10)


def _distance(name: str, values: NDArray[np.int64], rows: pl.DataFrame) -> Figure:
    """The greatest distance of two distributions (Kolmogorov and Smirnov), innocent rows weighed as the illicit lie."""
    illicit = (rows["case"] != NO_CASE).to_numpy()
    weight = _as_illicit(rows)
    size = values.max() + 1
    here = np.bincount(values[illicit], minlength=size) / illicit.sum()
    there = np.bincount(values[~illicit], weight[~illicit], minlength=size) / weight[~illicit].sum()
    found = float(np.abs(np.cumsum(here - there)).max())
    chance = 1.36 / np.sqrt(rows["case"].n_unique())
    return Figure(f"distance of the {name}", found, 0.10, found - chance)


def _as_illicit(rows: pl.DataFrame) -> NDArray[np.float64]:
    """Weights by which the innocent rows lie in the strata as the illicit ones do."""
    illicit = (pl.col("case") != NO_CASE).sum().over("stratum")
    return rows.select(illicit / (pl.len().over("stratum") - illicit)).to_series().to_numpy()


def _excess(name: str, flag: pl.Series, rows: pl.DataFrame, bound: float) -> Figure:
    """How much commoner something is among illicit rows than among those of their strata."""
    usual = rows.with_columns(flag=flag).select(
        pl.col("flag").filter(pl.col("case") == NO_CASE).mean().over("stratum").alias("usual"), "flag", "case"
    )
    of_crime = usual.filter(pl.col("case") != NO_CASE)
    more = (of_crime["flag"].cast(pl.Float64) - of_crime["usual"]).to_numpy()
    low, value, high = interval(more, of_crime["case"].to_numpy())
    near = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    return Figure(f"share of {name}, more or less than usual", abs(value), bound, near)


def balances(rows: pl.DataFrame) -> Iterator[Figure]:
    """Test 8: money that appears just before a debit, and accounts that are emptied, as often as elsewhere."""
    debits = compared(rows.filter(pl.col("direction") == "Debit"))
    before = pl.col("balance_after") + pl.col("amount")
    emptied = (before > 0) & (pl.col("balance_after") < 0.1 * before)
    yield _times("a top-up in the minute before", debits["topped_up"], debits, 2.0)
    yield _times("less than a tenth left", debits.select(emptied).to_series(), debits, 6.0)


def _times(name: str, flag: pl.Series, rows: pl.DataFrame, bound: float) -> Figure:
    """How many times as common something is among illicit rows as among those of their strata."""
    known = rows.with_columns(flag=flag.cast(pl.Float64)).with_columns(
        usual=pl.col("flag").filter(pl.col("case") == NO_CASE).mean().over("stratum")
    )
    of_crime = known.filter(pl.col("case") != NO_CASE)
    low, value, _ = interval(of_crime["flag"].to_numpy(), of_crime["case"].to_numpy())
    usual = max(float(of_crime["usual"].mean() or 0), 1e-6)
    return Figure(f"{name}, times as often", value / usual, bound, low / usual)


def delays(rows: pl.DataFrame) -> Iterator[Figure]:
    """No pause between two postings of a case, to the second, is common to cases."""
    of_crime = rows.filter(pl.col("case") != NO_CASE).sort("case", "moment")
    pauses = of_crime.select("case", pause=pl.col("moment").diff().over("case")).filter(pl.col("pause") > 0).unique()
    if len(pauses) < 20:
        return
    share = float(pauses.group_by("pause").len()["len"].max() / pauses["case"].n_unique())
    few = 3 / pauses["case"].n_unique()
    yield Figure("share of cases with the commonest pause", share, 0.05, share - few)


def label_delays(labels: pl.DataFrame) -> Figure:
    """No number of days between a posting and its label is common to all cases.

    labels: known_on and date of each illicit posting.
    """
    days = (
        labels.filter(pl.col("known_on").is_not_null())
        .select("case_id", days=(pl.col("known_on") - pl.col("date")).dt.total_days())
        .unique()
    )
    share = float(days.group_by("days").len()["len"].max() / max(days["case_id"].n_unique(), 1))
    return Figure("share of cases known after the commonest number of days", share, 0.60, share)
