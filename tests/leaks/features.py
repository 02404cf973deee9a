"""Features: what a bank would reckon of each payment at the moment that it is made, and of what follows on it.

Of a row stand here its own columns; of history what the account, its payee and its screens did before; of the flow
what goes on at the other side, and how soon money moves on (the one thing that a bank knows only afterwards).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl

from leaks.postings import frame, lend

ROW = (
    "amount", "hour", "weekday", "channel", "category", "payment_method", "inside", "balance_after", "away", "business",
)  # fmt: skip
HISTORY = (
    "share_of_balance", "over_usual", "over_largest", "hour_count", "day_count", "day_sum", "paid_before", "first_paid",
    "since_before", "own_money", "device_age", "device_events", "changes", "failures", "account_age",
)  # fmt: skip
FLOW = (
    "in_out", "week_in", "payers", "payees", "since_in", "until_out", "other_payers", "other_sum", "other_known",
    "other_out",
)  # fmt: skip
MONTH = 30.44 * 86_400  # seconds
SOUGHT = {  # the postings in which each kind is looked for
    "fraud": (pl.col("payment_method") == "Pix") & (pl.col("direction") == "Debit"),
    "laundering": pl.col("category") == "Transfer",
}
_SCREENS = """
    CREATE OR REPLACE TEMP TABLE screen AS
    SELECT transaction_id,
        count(*) FILTER (activity_type = 'login_failed') OVER week AS failures,
        count(*) FILTER (activity_type IN ('Profile Update', 'Device Registration')) OVER week AS changes,
        count(*) OVER device AS device_events, moment - min(moment) OVER device AS device_age
    FROM (SELECT *, CAST(epoch(timestamp) AS BIGINT) AS moment FROM digital_activity)
    WINDOW week AS (PARTITION BY customer_id ORDER BY moment RANGE BETWEEN 604800 PRECEDING AND CURRENT ROW),
        device AS (PARTITION BY customer_id, device_id ORDER BY moment RANGE UNBOUNDED PRECEDING)
    QUALIFY transaction_id IS NOT NULL
"""
_MOTION = """
    CREATE OR REPLACE TEMP TABLE motion AS
    SELECT transaction_id, transfer_id, direction,
        coalesce(sum(amount) FILTER (direction = 'Credit') OVER week, 0) AS week_in,
        coalesce(sum(amount) FILTER (direction = 'Debit') OVER week, 0) / greatest(week_in, 1) AS in_out,
        count(*) FILTER (direction = 'Credit') OVER month AS payers,
        count(*) FILTER (direction = 'Debit') OVER month AS payees,
        moment - max(moment) FILTER (direction = 'Credit') OVER month AS since_in,
        min(moment) FILTER (direction = 'Debit') OVER later - moment AS until_out,
        coalesce(sum(amount) FILTER (direction = 'Credit' AND category = 'Own Transfer') OVER hour, 0) AS own_money
    FROM labelled WHERE category IN ('Transfer', 'Own Transfer', 'Cash', 'Online Shopping', 'Services')
        OR (payment_method = 'Pix' AND direction = 'Debit')
    WINDOW week AS (PARTITION BY account_id ORDER BY moment RANGE BETWEEN 604800 PRECEDING AND CURRENT ROW),
        month AS (PARTITION BY account_id ORDER BY moment RANGE BETWEEN 2592000 PRECEDING AND CURRENT ROW),
        hour AS (PARTITION BY account_id ORDER BY moment RANGE BETWEEN 3600 PRECEDING AND CURRENT ROW),
        later AS (PARTITION BY account_id ORDER BY moment RANGE BETWEEN 1 FOLLOWING AND 604800 FOLLOWING)
"""
_FEATURES = """
    SELECT r.* EXCLUDE (device_events, device_age), r.customer_type = 'Business' AS business,
        r.amount / greatest(r.balance_after + if(r.direction = 'Debit', r.amount, 0), 1) AS share_of_balance,
        r.amount / avg(r.amount) OVER past AS over_usual, r.amount / max(r.amount) OVER past AS over_largest,
        count(*) OVER hour AS hour_count, count(*) OVER day AS day_count, sum(r.amount) OVER day AS day_sum,
        count(*) OVER payee AS paid_before, r.moment - min(r.moment) OVER payee AS first_paid,
        s.device_age, s.device_events, s.failures, s.changes, m.own_money,
        r.moment - epoch(a.created_at) AS account_age,
        m.in_out, m.week_in, m.payers, m.payees, m.since_in, m.until_out,
        count(*) OVER other_month AS other_payers, sum(r.amount) OVER other_month AS other_sum,
        r.moment - min(r.moment) OVER other_ever AS other_known, o.until_out AS other_out
    FROM labelled r JOIN accounts a USING (account_id)
    LEFT JOIN motion m ON m.transaction_id = r.transaction_id
    LEFT JOIN motion o ON o.transfer_id = r.transfer_id AND o.direction <> r.direction
    LEFT JOIN screen s ON s.transaction_id = r.transaction_id
    WHERE r.category = 'Transfer' OR (r.payment_method = 'Pix' AND r.direction = 'Debit')
    WINDOW past AS (PARTITION BY r.account_id, r.direction ORDER BY r.moment, r.number
            ROWS BETWEEN 200 PRECEDING AND 1 PRECEDING),
        hour AS (PARTITION BY r.account_id, r.direction ORDER BY r.moment RANGE BETWEEN 3600 PRECEDING AND CURRENT ROW),
        day AS (PARTITION BY r.account_id, r.direction ORDER BY r.moment RANGE BETWEEN 86400 PRECEDING AND CURRENT ROW),
        payee AS (PARTITION BY r.account_id, r.name, r.document ORDER BY r.moment RANGE UNBOUNDED PRECEDING),
        other_month AS (PARTITION BY r.name, r.document, r.direction ORDER BY r.moment
            RANGE BETWEEN 2592000 PRECEDING AND CURRENT ROW),
        other_ever AS (PARTITION BY r.name, r.document, r.direction ORDER BY r.moment RANGE UNBOUNDED PRECEDING)
    ORDER BY r.number
"""


@contextmanager
def with_motion(books: Any, rows: pl.DataFrame) -> Iterator[None]:
    """Lend the books labelled postings, and the motion of money about each."""
    lend(books, "labelled", rows)
    books.execute(_MOTION)
    yield
    books.unregister("labelled")


def features(books: Any, rows: pl.DataFrame) -> pl.DataFrame:
    """The labelled postings in which crime is looked for, with all features, and the month of each, from 0."""
    with with_motion(books, rows):
        books.execute(_SCREENS)
        found = frame(books, _FEATURES)
    return found.with_columns(month=(pl.col("moment") - rows["moment"].min()) // MONTH)


def with_months(rows: pl.DataFrame) -> pl.DataFrame:
    """Labelled postings with the month of the history, from 0, in which each label becomes known."""
    known = pl.col("known_on").dt.epoch("s") - pl.col("moment").min()
    return rows.with_columns(known_month=known // MONTH)
