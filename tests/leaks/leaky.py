"""Deliberate leaks: labels thrown at random over innocent postings, and what a careless generator would do to them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

CASES, STEPS = 250, 4
DAY = 86_400


def thrown(postings: pl.DataFrame, seed: int = 3) -> pl.DataFrame:
    """Labels of cases that nobody committed: some debits by Pix of one person each."""
    chosen = postings.filter(
        (pl.col("payment_method") == "Pix") & (pl.col("direction") == "Debit") & pl.col("device_id").is_not_null()
        & (pl.col("customer_type") == "Individual")
    )  # fmt: skip
    luck = np.random.default_rng(seed).random(len(chosen))
    drawn = (
        chosen.with_columns(luck=pl.Series(luck)).sort("luck").group_by("customer_id", maintain_order=True).head(STEPS)
    )
    people = drawn["customer_id"].unique(maintain_order=True).head(CASES)
    return drawn.filter(pl.col("customer_id").is_in(people.implode())).select(
        "transaction_id", case_id="customer_id", typology=pl.lit("none"), is_illicit=pl.lit(True)
    )


Change = Callable[[pl.DataFrame, pl.Expr], pl.DataFrame]


def _changed(column: str, to: pl.Expr) -> Change:
    return lambda postings, illicit: postings.with_columns(
        pl.when(illicit).then(to).otherwise(pl.col(column)).alias(column)
    )


def _fixed_pause(postings: pl.DataFrame, illicit: pl.Expr) -> pl.DataFrame:
    """Each posting of a case follows on the one before half an hour later."""
    place = pl.int_range(pl.len()).over("customer_id", illicit) * 1800
    first = pl.col("moment").min().over("customer_id", illicit)
    return postings.with_columns(moment=pl.when(illicit).then(first + place).otherwise(pl.col("moment")))


_ID = pl.concat_str(pl.lit("0"), pl.col("transaction_id").str.slice(1))
LEAKS: dict[str, tuple[Change, str]] = {  # what is done to illicit postings, and a figure that must say so
    "a text": (_changed("description", pl.concat_str("description", pl.lit(" urgente"))), "the word 'urgente'"),
    "a name": (_changed("name", pl.lit("Mariana Laranja")), "words of description"),
    "a null": (_changed("document", pl.lit(None)), "V of document being null"),
    "a round amount": (_changed("amount", pl.col("amount") // 10_000 * 10_000 + 10_000), "multiples of R$ 100"),
    "an amount just below a limit": (
        _changed("amount", pl.lit(100_000) - pl.col("amount") % 1_000 - 1),
        "just below R$ 1000",
    ),
    "a range of ids": (_changed("transaction_id", _ID), "sorted ids"),
    "a device never shared": (
        lambda postings, illicit: postings.with_columns(
            device_events=pl.when(illicit).then(1).otherwise(pl.col("device_events")),
            device_users=pl.when(illicit).then(1).otherwise(pl.col("device_users")),
            device_age=pl.when(illicit).then(0).otherwise(pl.col("device_age")),
        ),
        "information of events of the device",
    ),
    "a fixed pause": (_fixed_pause, "commonest pause"),
    "a top-up before": (_changed("topped_up", pl.lit(True)), "a top-up in the minute before"),
    "an emptied account": (_changed("balance_after", pl.lit(0)), "less than a tenth left"),
    "a certain hour": (_changed("hour", pl.lit(3)), "hour"),
    "away from home": (_changed("away", pl.lit(True)), "away from home"),
    "a second of the minute": (_changed("moment", pl.col("moment") // 60 * 60), "second of the minute"),
}


def leaky(postings: pl.DataFrame, labels: pl.DataFrame, leak: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Postings as a careless generator would have made the labelled ones, with their labels."""
    illicit = pl.col("transaction_id").is_in(labels["transaction_id"].implode())
    marked = postings.with_columns(illicit=illicit)
    ids = labels.with_columns(transaction_id=_ID) if leak == "a range of ids" else labels
    return LEAKS[leak][0](marked, pl.col("illicit")).drop("illicit"), ids
