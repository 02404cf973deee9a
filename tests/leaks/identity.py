"""Leak test 4: ids and places in the file say nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from leaks.figures import Figure
from leaks.postings import NO_CASE, compared
from leaks.ranks import at_most

GROUP = 100  # consecutive customers, by their place in the file


def sorted_ids(rows: pl.DataFrame) -> Figure:
    """Illicit ids lie among all ids as if thrown there: the number of runs of labels, in standard deviations."""
    illicit = (compared(rows).sort("transaction_id")["case"] != NO_CASE).to_numpy()
    ones, zeros = illicit.sum(), (~illicit).sum()
    runs = 1 + np.count_nonzero(np.diff(illicit.astype(np.int8)))
    mean = 1 + 2 * ones * zeros / (ones + zeros)
    deviation = np.sqrt((mean - 1) * (mean - 2) / (ones + zeros - 1))
    found = abs(runs - mean) / deviation
    return Figure("runs of labels among sorted ids, in deviations", float(found), 4.0, float(found))


def file_places(rows: pl.DataFrame, place: pl.DataFrame) -> Iterator[Figure]:
    """Where crime was in the file of customers does not say where it will be.

    place: customer_id and number, the row in the file of customers.
    """
    rows = compared(rows.join(place.rename({"number": "place"}), on="customer_id", maintain_order="left"))
    months = rows["moment"].to_numpy() / (30.44 * 86_400)
    months = months - months.min()
    group, illicit = rows["place"].to_numpy() // GROUP, (rows["case"] != NO_CASE).to_numpy()
    early, late = months < 8, months >= 9
    if not (illicit & late).any():
        return
    size = group.max() + 1
    share = np.bincount(group[early & illicit], minlength=size) / np.maximum(
        np.bincount(group[early], minlength=size), 1
    )
    yield at_most(
        "share of crime among neighbours in the file, months before", share[group[late]], rows.filter(late), 0.60
    )
