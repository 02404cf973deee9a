"""Leak test 9: what stands in the files before a case begins does not say who will be in one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_predict

from leaks.figures import Figure
from leaks.postings import NO_CASE, frame
from leaks.ranks import at_most

_KNOWN = """
    SELECT c.customer_id, c.rowid AS number, c.customer_type, CAST(epoch(c.created_at) AS BIGINT) AS joined,
        c.monthly_income AS income, year(c.birth_date) AS born, c.ibge_code AS place, c.household_id IS NULL AS alone,
        a.accounts, a.opened, a.joint, r.reviews
    FROM customers c
    LEFT JOIN (SELECT customer_id, count(*) AS accounts, CAST(epoch(min(created_at)) AS BIGINT) AS opened,
        count(second_holder_id) AS joint
        FROM accounts WHERE created_at < TIMESTAMP '{start}' GROUP BY 1) a USING (customer_id)
    LEFT JOIN (SELECT customer_id, count(*) AS reviews
        FROM compliance WHERE review_date < TIMESTAMP '{start}' GROUP BY 1) r USING (customer_id)
    WHERE a.accounts IS NOT NULL
    ORDER BY c.rowid
"""
COLUMNS = ("joined", "income", "born", "place", "alone", "accounts", "opened", "joint", "reviews")


def before_the_start(books: Any, members: pl.DataFrame) -> Iterator[Figure]:
    """How well members are told from others, of their type, by what stood there when the history began.

    members: customer_id and case_id of everybody in a case.
    """
    ((start,),) = books.execute("SELECT start FROM bank").fetchall()
    people = frame(books, _KNOWN.format(start=start))
    numbered = members.unique("customer_id").select("customer_id", case=pl.col("case_id").rank("dense").cast(pl.Int64))
    rows = people.join(numbered, on="customer_id", how="left", maintain_order="left").with_columns(
        pl.col("case").fill_null(NO_CASE), stratum=(pl.col("customer_type") == "Business").cast(pl.Int64)
    )
    given = np.column_stack([rows[name].cast(pl.Float64).fill_null(-1.0).to_numpy() for name in COLUMNS])
    for number, name in enumerate(COLUMNS):
        for sign, way in ((1, "more"), (-1, "less")):
            yield at_most(f"members have {way} {name}", sign * given[:, number], rows, 0.62)
    model = HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=8, random_state=1)
    member = (rows["case"] != NO_CASE).to_numpy()
    score = cross_val_predict(model, given, member, cv=4, method="predict_proba")[:, 1]
    yield at_most("members by all that stood there before", score, rows, 0.68)
