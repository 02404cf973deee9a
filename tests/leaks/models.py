"""Models: a small honest model finds crime about as well as on real data; too easy fails as well as impossible.

Trained on months 1 to 8 with what was known by the end of month 9, tried on months 10 to 12 with the whole truth.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from leaks.features import MONTH, SOUGHT, with_motion
from leaks.postings import NO_CASE, frame
from leaks.scores import Score, scored

INNOCENT_EACH = 30  # innocent rows learnt from, for each illicit one; all of them are tried
NODE_HISTORY = ("postings", "came", "went", "mean_amount", "largest", "nights", "own_days", "lowest", "account_age",
                "born", "income", "business")  # fmt: skip
NODE_FLOW = ("most_in_out", "mean_in_out", "most_week_in", "most_payers", "most_payees", "soonest_out", "soon_outs",
             "soonest_in", "passed")  # fmt: skip
_NODES = """
    SELECT r.account_id, coalesce(max("case") FILTER (role_of_account <> 'victim'), -1) AS "case",
        coalesce(bool_or("case" <> -1 AND role_of_account <> 'victim' AND known_month < 9), false) AS known,
        CAST(bool_or(r.customer_type = 'Business') AS BIGINT) AS stratum,
        count(*) AS postings, sum(r.amount) FILTER (r.direction = 'Credit') AS came,
        sum(r.amount) FILTER (r.direction = 'Debit') AS went, avg(r.amount) AS mean_amount, max(r.amount) AS largest,
        avg(CAST(r.hour >= 20 OR r.hour < 6 AS INT)) AS nights, count(DISTINCT r.moment // 86400) AS own_days,
        min(r.balance_after) AS lowest, min(r.moment) - epoch(min(a.created_at)) AS account_age,
        year(min(c.birth_date)) AS born, min(c.monthly_income) AS income,
        bool_or(r.customer_type = 'Business') AS business,
        max(m.in_out) AS most_in_out, avg(m.in_out) AS mean_in_out, max(m.week_in) AS most_week_in,
        max(m.payers) AS most_payers, max(m.payees) AS most_payees,
        min(m.until_out) FILTER (r.direction = 'Credit') AS soonest_out,
        count(*) FILTER (r.direction = 'Credit' AND m.until_out < 86400 AND r.amount >= 20000) AS soon_outs,
        min(m.since_in) FILTER (r.direction = 'Debit') AS soonest_in,
        count(*) FILTER (r.direction = 'Debit' AND m.since_in < 86400 AND m.in_out BETWEEN 0.7 AND 1.1) AS passed
    FROM labelled r JOIN accounts a USING (account_id) JOIN customers c ON c.customer_id = r.customer_id
    LEFT JOIN motion m ON m.transaction_id = r.transaction_id
    WHERE r.category IN ('Transfer', 'Cash') AND (r.moment - {start}) / {month} >= {first}
        AND (r.moment - {start}) / {month} < {last}
    GROUP BY r.account_id ORDER BY r.account_id
"""


def tried(features: pl.DataFrame, kind: str, columns: tuple[str, ...]) -> Score:
    """A model of some columns, trained and tried where a kind of crime is looked for; the other kind is left out."""
    of_kind = (pl.col("kind") == kind).fill_null(False)
    rows = features.filter(SOUGHT[kind] & (of_kind | (pl.col("case") == NO_CASE)))
    rows = rows.with_columns(known=of_kind & (pl.col("known_month") < 9).fill_null(False))
    return trained(rows.filter(pl.col("month") < 8), rows.filter(pl.col("month") >= 9), columns)


def accounts_tried(books: Any, rows: pl.DataFrame, columns: tuple[str, ...]) -> Score:
    """A model of accounts: which pass on money of cases? A row an account, once of the early and once of the late."""
    with with_motion(books, rows):
        start = rows["moment"].min()
        early, late = (
            frame(books, _NODES.format(start=start, month=MONTH, first=first, last=last))
            for first, last in ((0, 8), (9, 13))
        )
    return trained(early, late, columns)


def trained(early: pl.DataFrame, late: pl.DataFrame, columns: tuple[str, ...]) -> Score:
    """A model of some columns, trained on `known` of early rows and tried on the `case` of late ones."""
    known = early["known"].to_numpy()
    share = min(1.0, INNOCENT_EACH * known.sum() / len(early))
    learnt = known | (np.random.default_rng(5).random(len(early)) < share)
    model = HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.08, max_leaf_nodes=15, l2_regularization=1.0, random_state=1
    )
    with threadpool_limits(
        1
    ):  # where tests run side by side, threads that wait for each other cost more than they give
        model.fit(_matrix(early, columns)[learnt], known[learnt])
        return scored(late, model.predict_proba(_matrix(late, columns))[:, 1])


def _matrix(rows: pl.DataFrame, columns: tuple[str, ...]) -> NDArray[np.float64]:
    """Columns as numbers: texts by their place in the alphabet, null as such."""
    coded = (rows[name].rank("dense") if rows[name].dtype == pl.String else rows[name] for name in columns)
    return np.column_stack([each.cast(pl.Float64).fill_null(np.nan).to_numpy() for each in coded])
