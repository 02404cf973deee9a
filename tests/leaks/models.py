"""Model bands: a small honest model finds crime about as well as on real data; too easy fails as well as impossible.

Trained on months 1 to 8 with what was known by the end of month 9, tried on months 10 to 12 with the whole truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

from leaks.postings import NO_CASE, frame, lend

RAW = (
    "amount",
    "hour",
    "weekday",
    "channel",
    "category",
    "payment_method",
    "inside",
    "balance_after",
    "away",
    "business",
)
HISTORY = ("share_of_balance", "over_usual", "day_count", "day_sum", "since_before", "new_payee", "account_age",
           "device_age", "device_events", "device_users", "born", "income", "failures")  # fmt: skip
GRAPH = ("in_out", "week_in", "week_out", "payers", "payees", "since_in", "until_out", "payee_payers", "payee_sum")
_FEATURES = """
    SELECT r.*, r.customer_type = 'Business' AS business,
        r.amount / greatest(r.balance_after + r.amount, 1) AS share_of_balance,
        r.amount / nullif(avg(r.amount) OVER past, 0) AS over_usual,
        count(*) OVER day AS day_count, sum(r.amount) OVER day AS day_sum,
        row_number() OVER payee = 1 AS new_payee,
        r.moment - epoch(a.created_at) AS account_age, year(c.birth_date) AS born, c.monthly_income AS income,
        coalesce(f.failures, 0) AS failures,
        m.in_out, m.week_in, m.week_out, m.payers, m.payees, m.since_in, m.until_out,
        count(*) OVER payee_month AS payee_payers, sum(r.amount) OVER payee_month AS payee_sum
    FROM wanted r JOIN accounts a USING (account_id) JOIN customers c ON c.customer_id = r.customer_id
    LEFT JOIN motion m ON m.transaction_id = r.transaction_id
    LEFT JOIN failed f ON f.customer_id = r.customer_id AND f.day = r.moment // 86400
    WINDOW past AS (PARTITION BY r.account_id ORDER BY r.moment ROWS BETWEEN 200 PRECEDING AND 1 PRECEDING),
        day AS (PARTITION BY r.account_id ORDER BY r.moment RANGE BETWEEN 86400 PRECEDING AND CURRENT ROW),
        payee AS (PARTITION BY r.account_id, r.name, r.document ORDER BY r.moment),
        payee_month AS (PARTITION BY r.name, r.document ORDER BY r.moment
            RANGE BETWEEN 2592000 PRECEDING AND CURRENT ROW)
    ORDER BY r.number
"""
_MOTION = """
    CREATE OR REPLACE TEMP TABLE motion AS
    SELECT transaction_id,
        coalesce(sum(amount) FILTER (direction = 'Credit') OVER week, 0) AS week_in,
        coalesce(sum(amount) FILTER (direction = 'Debit') OVER week, 0) AS week_out,
        week_out / greatest(week_in, 1) AS in_out,
        count(*) FILTER (direction = 'Credit') OVER month AS payers,
        count(*) FILTER (direction = 'Debit') OVER month AS payees,
        moment - max(moment) FILTER (direction = 'Credit') OVER month AS since_in,
        min(moment) FILTER (direction = 'Debit') OVER later - moment AS until_out
    FROM labelled WHERE category IN ('Transfer', 'Own Transfer', 'Cash', 'Online Shopping', 'Services')
    WINDOW week AS (PARTITION BY account_id ORDER BY moment RANGE BETWEEN 604800 PRECEDING AND CURRENT ROW),
        month AS (PARTITION BY account_id ORDER BY moment RANGE BETWEEN 2592000 PRECEDING AND CURRENT ROW),
        later AS (PARTITION BY account_id ORDER BY moment RANGE BETWEEN 1 FOLLOWING AND 604800 FOLLOWING)
"""
_FAILED = """
    CREATE OR REPLACE TEMP TABLE failed AS
    SELECT customer_id, CAST(epoch(timestamp) AS BIGINT) // 86400 + ahead AS day, count(*) AS failures
    FROM digital_activity, range(0, 7) AS days(ahead) WHERE activity_type = 'login_failed' GROUP BY ALL
"""
NODE_HISTORY = ("postings", "came", "went", "mean_amount", "largest", "nights", "own_days", "lowest", "account_age",
                "born", "income", "business")  # fmt: skip
NODE_FLOW = ("most_in_out", "mean_in_out", "most_week_in", "most_payers", "most_payees", "soonest_out", "soon_outs",
             "soonest_in", "passed")  # fmt: skip
_NODES = """
    SELECT r.account_id, coalesce(bool_or("case" <> -1 AND role_of_account <> 'victim'), false) AS illicit,
        coalesce(bool_or("case" <> -1 AND role_of_account <> 'victim' AND known_month <= 9), false) AS known,
        count(*) AS postings, sum(amount) FILTER (direction = 'Credit') AS came,
        sum(amount) FILTER (direction = 'Debit') AS went, avg(amount) AS mean_amount, max(amount) AS largest,
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
    WHERE r.category IN ('Transfer', 'Cash') AND (r.moment - {start}) / 2630016.0 BETWEEN {first} AND {last}
    GROUP BY r.account_id ORDER BY r.account_id
"""
WANTED = {  # the postings in which each kind is looked for
    "fraud": "payment_method = 'Pix' AND direction = 'Debit'",
    "laundering": "category = 'Transfer'",
}


@dataclass(frozen=True)
class Result:
    """How well a model did on the months it had not seen."""

    area: float
    caught: float  # share of the illicit found where 5 % of the innocent are flagged
    average_precision: float
    best_f1: float
    illicit: int


def with_months(rows: pl.DataFrame) -> pl.DataFrame:
    """Labelled postings with the month of the history, from 0, from which each label is known."""
    known = pl.col("known_on").dt.epoch("s") - pl.col("moment").min()
    return rows.with_columns(known_month=known // (30.44 * 86_400))


def features(books: Any, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The postings in which crime of a kind is looked for, with what a bank would reckon of each."""
    lend(books, "labelled", rows)
    for statement in (_MOTION, _FAILED, f"CREATE OR REPLACE TEMP TABLE wanted AS FROM labelled WHERE {WANTED[kind]}"):
        books.execute(statement)
    found = frame(books, _FEATURES)
    books.unregister("labelled")
    coded = [pl.col(name).rank("dense").cast(pl.Float64) for name in ("channel", "category", "payment_method")]
    return found.with_columns(*coded, month=((pl.col("moment") - pl.col("moment").min()) // (30.44 * 86_400)))


def nodes_tried(books: Any, rows: pl.DataFrame, columns: tuple[str, ...]) -> Result:
    """A model of accounts: which pass on money of cases? Trained on months 1 to 8, tried on 10 to 12."""
    lend(books, "labelled", rows)
    books.execute(_MOTION)
    start = rows["moment"].min()
    early, late = (frame(books, _NODES.format(start=start, first=a, last=b)) for a, b in ((0, 8), (9, 12)))
    books.unregister("labelled")
    model = HistGradientBoostingClassifier(max_iter=100, learning_rate=0.06, max_leaf_nodes=8, random_state=1)
    model.fit(_matrix(early, columns), early["known"].to_numpy())
    score = model.predict_proba(_matrix(late, columns))[:, 1]
    return _result(late["illicit"].to_numpy(), score, 1.0)


def tried(rows: pl.DataFrame, kind: str, columns: tuple[str, ...], each: int = 60) -> Result:
    """A model of some columns, trained and tried; innocent postings are thinned out and weighed accordingly."""
    illicit = ((pl.col("case") != NO_CASE) & (pl.col("kind") == kind)).fill_null(False)
    known = illicit & (pl.col("known_month") <= 9).fill_null(False)
    share = min(1.0, each * rows.select(illicit.sum()).item() / len(rows))
    luck = np.random.default_rng(5).random(len(rows)) < share
    rows = rows.with_columns(illicit=illicit, known=known).filter(pl.col("illicit") | pl.Series(luck))
    early, late = rows.filter(pl.col("month") < 8), rows.filter(pl.col("month") >= 9)
    model = HistGradientBoostingClassifier(max_iter=150, learning_rate=0.08, max_leaf_nodes=15, random_state=1)
    model.fit(_matrix(early, columns), early["known"].to_numpy())
    score = model.predict_proba(_matrix(late, columns))[:, 1]
    return _result(late["illicit"].to_numpy(), score, 1 / share)


def _matrix(rows: pl.DataFrame, columns: tuple[str, ...]) -> NDArray[np.float64]:
    return np.column_stack([rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in columns])


def _result(illicit: NDArray[np.bool_], score: NDArray[np.float64], weight: float) -> Result:
    weights = np.where(illicit, 1.0, weight)
    false, true, _ = roc_curve(illicit, score, sample_weight=weights)
    precision, recall, _ = precision_recall_curve(illicit, score, sample_weight=weights)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return Result(
        float(roc_auc_score(illicit, score, sample_weight=weights)),
        float(np.interp(0.05, false, true)),
        float(average_precision_score(illicit, score, sample_weight=weights)),
        float(f1.max()),
        int(illicit.sum()),
    )
