"""Models of card purchases: how well stolen ones are found by their rows, and by what the card has bought before.

Trained on months 1 to 8 with what was known by the end of month 9, tried on months 10 to 12 with the whole truth.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import polars as pl

from leaks.features import MONTH
from leaks.figures import Figure
from leaks.models import trained
from leaks.postings import NO_CASE, frame, lend
from leaks.scores import Score

ROW = ("amount", "hour", "weekday", "entry_mode", "category", "installments", "balance_after")
HISTORY = (
    "over_usual", "over_largest", "hour_count", "day_count", "week_count", "week_sum", "week_least", "shop_before",
    "kind_before", "place_before", "mode_before", "since_before", "age",
)  # fmt: skip
# By the row, by history. Of real purchases by card on the internet: 0.855 to 0.94 by four AutoML with all columns
# (IEEE-CIS, README of amazon-science/fraud-dataset-benchmark); fewer columns find less
AREAS = (0.50, 0.80), (0.75, 0.95)
_NEW, _ONLINE = pl.col("shop_before") == 1, pl.col("entry_mode") == "Online"
RULES = {
    "a second on the internet within the hour": _NEW & _ONLINE & (pl.col("hour_count") >= 2),
    "a third on the internet within the day": _NEW & _ONLINE & (pl.col("day_count") >= 3),
    "a fourth on the internet within the week": _NEW & _ONLINE & (pl.col("week_count") >= 4),
    "a tiny one within the week": _NEW & _ONLINE & (pl.col("week_least") <= 1_000) & (pl.col("amount") >= 200_00),
    "a third in shops within the day": _NEW & ~_ONLINE & (pl.col("day_count") >= 3),
    "larger than ever": _NEW & (pl.col("over_largest") > 1) & (pl.col("amount") >= 500_00),
}
_FEATURES = """
    SELECT *, amount / avg(amount) OVER past AS over_usual, amount / max(amount) OVER past AS over_largest,
        count(*) OVER hour AS hour_count, count(*) OVER day AS day_count, count(*) OVER week AS week_count,
        sum(amount) OVER week AS week_sum, min(amount) OVER week AS week_least, count(*) OVER shop AS shop_before,
        count(*) OVER kind AS kind_before, count(*) OVER place AS place_before, count(*) OVER mode AS mode_before,
        second - lag(second) OVER (PARTITION BY card_id ORDER BY second, number) AS since_before,
        second - min(second) OVER ever AS age
    FROM (SELECT *, CAST(epoch(moment) AS BIGINT) AS second FROM bought)
    WINDOW past AS (PARTITION BY card_id ORDER BY second, number ROWS BETWEEN 200 PRECEDING AND 1 PRECEDING),
        ever AS (PARTITION BY card_id ORDER BY second RANGE UNBOUNDED PRECEDING),
        hour AS (PARTITION BY card_id, entry_mode ORDER BY second RANGE BETWEEN 3600 PRECEDING AND CURRENT ROW),
        day AS (PARTITION BY card_id, entry_mode ORDER BY second RANGE BETWEEN 86400 PRECEDING AND CURRENT ROW),
        week AS (PARTITION BY card_id, entry_mode ORDER BY second RANGE BETWEEN 604800 PRECEDING AND CURRENT ROW),
        shop AS (PARTITION BY card_id, name ORDER BY second RANGE UNBOUNDED PRECEDING),
        kind AS (PARTITION BY card_id, category ORDER BY second RANGE UNBOUNDED PRECEDING),
        place AS (PARTITION BY card_id, city ORDER BY second RANGE UNBOUNDED PRECEDING),
        mode AS (PARTITION BY card_id, entry_mode ORDER BY second RANGE UNBOUNDED PRECEDING)
    ORDER BY number
"""


def features(rows: pl.DataFrame) -> pl.DataFrame:
    """Purchases with all features, the month of each, from 0, and whether its label was known in time."""
    with duckdb.connect() as books:
        books.execute("SET threads = 1")
        lend(books, "bought", rows)
        found = frame(books, _FEATURES)
    start = found["second"].min()
    known = (pl.col("case") != NO_CASE) & (pl.col("known_at") < start + 9 * MONTH)
    return found.with_columns(
        month=(pl.col("second") - start) // MONTH, hour=pl.col("moment").dt.hour(),
        weekday=pl.col("moment").dt.weekday(), known=known.fill_null(False),
    )  # fmt: skip


def one_line_rules(found: pl.DataFrame) -> Iterator[Figure]:
    """How often rules are right that find a tenth of what is stolen, were it half as much: as at rate 25."""
    stolen = pl.col("case") != NO_CASE
    for rule, sought in RULES.items():
        hits, innocent, every = found.select(
            hits=(sought & stolen).sum(), innocent=(sought & ~stolen).sum(), every=stolen.sum()
        ).row(0)
        if hits >= 0.1 * every:
            precision = hits / (hits + 2 * innocent)
            yield Figure(f"precision of: {rule}", precision, 0.30, precision)


def tried(found: pl.DataFrame, columns: tuple[str, ...]) -> Score:
    """A model of some columns, trained and tried."""
    return trained(found.filter(pl.col("month") < 8), found.filter(pl.col("month") >= 9), columns)
