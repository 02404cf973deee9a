"""Labelled postings: every posting of a bank with what its file says of it, and the case that it belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lastro.engine.rows.columns import row_class
from lastro.tasks.realism.books import opened

DATASETS = ("customers", "accounts", "transactions", "compliance", "digital_activity")
# what is compared with what: nobody is cheated by a standing order, so what was ordered beforehand is apart
STRATUM = ["payment_method", "direction", "category", "customer_type", "inside", "ordered"]
NO_CASE = -1
_TOP_UP = "t.description LIKE 'Cobertura de saldo%'"
_POSTINGS = f"""
    SELECT f.rowid AS number, t.transaction_id, t.account_id, t.customer_id, t.customer_type, t.payment_method,
        t.direction, t.category, t.channel, t.city, t.description, t.counterparty_name AS name,
        t.counterparty_document AS document, t.counterparty_bank AS bank, t.transfer_id, t.end_to_end_id,
        t.counterparty_account_id AS other, t.reverses_transaction_id AS reverses,
        CAST(round(t.amount * 100) AS BIGINT) AS amount, CAST(round(t.balance_after * 100) AS BIGINT) AS balance_after,
        CAST(epoch(t.transaction_date) AS BIGINT) AS moment, t.hour, t.weekday,
        t.counterparty_account_id IS NOT NULL AS inside, t.channel = 'System' AS ordered,
        coalesce(t.city <> t.home, false) AS away,
        CAST(epoch(t.transaction_date) - lag(epoch(t.transaction_date)) OVER account AS BIGINT) AS since_before,
        coalesce(lag({_TOP_UP}) OVER account, false) AND since_before <= 60 AS topped_up,
        d.device_id, d.events AS device_events, d.users AS device_users, d.age AS device_age
    FROM posting t JOIN transactions f ON f.transaction_id = t.transaction_id
    LEFT JOIN device_of_payment d ON d.transaction_id = t.transaction_id
    WINDOW account AS (PARTITION BY t.account_id ORDER BY t.posting_number)
    ORDER BY f.rowid
"""
_DEVICES = """
    CREATE TABLE device_of_payment AS
    WITH device AS (SELECT device_id, count(*) AS events, count(DISTINCT customer_id) AS users,
        min(timestamp) AS first FROM digital_activity GROUP BY device_id)
    SELECT a.transaction_id, device_id, events, users, CAST(epoch(a.timestamp) - epoch(first) AS BIGINT) AS age
    FROM digital_activity a JOIN device USING (device_id) WHERE a.transaction_id IS NOT NULL
"""


def books_of(folder: Path, scratch: Path | None = None) -> Any:
    """A connection of DuckDB with the datasets of a folder that the leak tests read; scratch: where it keeps them."""
    books = opened(folder, {name: row_class(name) for name in DATASETS}, scratch)
    books.execute(_DEVICES)
    return books


def postings_of(books: Any) -> pl.DataFrame:
    """Every posting, in file order."""
    return frame(books, _POSTINGS)


def frame(books: Any, sql: str) -> pl.DataFrame:
    """The rows of a query."""
    found = pl.from_arrow(books.sql(sql).to_arrow_table())
    assert isinstance(found, pl.DataFrame)
    return found.with_columns(pl.col(pl.Categorical).cast(pl.String), pl.col(pl.Decimal).cast(pl.Float64))


def lend(books: Any, name: str, rows: pl.DataFrame) -> None:
    """Let a connection read a frame as a table."""
    books.register(name, rows.to_arrow())


def labelled(postings: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Postings with `case` (a number, NO_CASE for the innocent), `stratum`, and all else that labels say.

    labels: a row a posting, with transaction_id, case_id, typology, is_illicit.
    """
    illicit = labels.filter(pl.col("is_illicit")).with_columns(case=pl.col("case_id").rank("dense").cast(pl.Int64))
    rows = postings.join(illicit, on="transaction_id", how="left", maintain_order="left")
    return rows.with_columns(pl.col("case").fill_null(NO_CASE), stratum=pl.struct(STRATUM).rank("dense").cast(pl.Int64))


def compared(rows: pl.DataFrame, least: int = 30) -> pl.DataFrame:
    """The postings of the strata that have illicit ones and at least so many innocent ones."""
    counts = rows.group_by("stratum").agg(
        illicit=(pl.col("case") != NO_CASE).sum(), innocent=(pl.col("case") == NO_CASE).sum()
    )
    kept = counts.filter((pl.col("illicit") > 0) & (pl.col("innocent") >= least))["stratum"]
    return rows.filter(pl.col("stratum").is_in(kept.implode()))


def matched(rows: pl.DataFrame, each: int = 30, seed: int = 1) -> pl.DataFrame:
    """All illicit postings, and for each so many innocent ones of its stratum, as far as there are; `weight` says how
    many innocent ones each of those stands for."""
    rows = compared(rows)
    wanted = rows.group_by("stratum").agg(
        wanted=(pl.col("case") != NO_CASE).sum() * each, innocent=(pl.col("case") == NO_CASE).sum()
    )
    luck = np.random.default_rng(seed).random(len(rows))
    drawn = rows.with_columns(luck=pl.Series(luck)).join(wanted, on="stratum", maintain_order="left")
    share = pl.min_horizontal(pl.col("wanted") / pl.col("innocent"), 1.0)
    kept = drawn.filter((pl.col("case") != NO_CASE) | (pl.col("luck") < share))
    weight = pl.when(pl.col("case") == NO_CASE).then(1 / share).otherwise(1.0)
    return kept.with_columns(weight=weight).drop("luck", "wanted", "innocent")
