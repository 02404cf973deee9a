"""What the leak tests and models measure of a bank, in words: `python -m leaks.measured DATASETS TRUTH` in tests/."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl

from leaks.amounts import balances, delays, digits
from leaks.columns import information, single_columns, small_trees
from leaks.features import FLOW, HISTORY, ROW, features, with_months
from leaks.figures import Figure
from leaks.identity import file_places, sorted_ids
from leaks.models import NODE_FLOW, NODE_HISTORY, accounts_tried, tried
from leaks.people import before_the_start
from leaks.postings import books_of, frame, labelled, postings_of
from leaks.rules import one_line_rules
from leaks.scores import accounts_bands, bands
from leaks.texts import null_masks, words
from leaks.truth import labels_of, truth_of

KINDS = ("fraud", "laundering")
SEEN = {"the row": ROW, "history": ROW + HISTORY, "the flow": ROW + HISTORY + FLOW}
NODES = {"history": NODE_HISTORY, "the flow": NODE_HISTORY + NODE_FLOW}


def of_rows(rows: pl.DataFrame) -> Iterable[Figure]:
    """What single columns, two of them, texts, amounts and pauses say."""
    return chain(
        single_columns(rows), small_trees(rows), [sorted_ids(rows)], null_masks(rows), words(rows), digits(rows),
        information(rows), balances(rows), delays(rows),
    )  # fmt: skip


def of_members(books: Any, rows: pl.DataFrame, members: pl.DataFrame) -> Iterable[Figure]:
    """What places in the file say, and what stood there before."""
    place = frame(books, "SELECT customer_id, rowid AS number FROM customers")
    return chain(file_places(rows, place), before_the_start(books, members))


def members_of(truth: dict[str, pl.DataFrame], kind: str) -> pl.DataFrame:
    """Everybody in cases of one kind."""
    return truth["case_members"].join(truth["cases"].filter(kind=kind), on="case_id", how="semi")


def _typologies(truth: dict[str, pl.DataFrame], by: str) -> pl.DataFrame:
    """Cases in which money moved, with the share that has an alert, the median loss or sum, and what is detected."""
    found = [
        truth["fraud_labels"].join(truth["alerts"], on=of, how="semi")["case_id"]
        for of in ("transaction_id", "card_transaction_id")
    ]
    alerted = pl.concat(found).unique()
    moved = truth["cases"].filter(pl.col("outcome") != "attempt")
    return (
        moved.group_by("kind", by)
        .agg(
            cases=pl.len(),
            with_an_alert=(pl.col("case_id").is_in(alerted.implode()).mean() * 100).round(0),
            median_loss=pl.col("amount_lost").median(),
            median_moved=pl.col("amount_moved").median(),
            detected=(pl.col("detected_on").is_not_null().mean() * 100).round(0),
        )
        .sort("kind", "cases", descending=True)
    )


def main(datasets: Path, truth_folder: Path, tell: Callable[[object], None] = print) -> None:
    """Tell all of it."""
    books, truth = books_of(datasets), truth_of(truth_folder)
    postings = postings_of(books)
    rows = with_months(labelled(postings, labels_of(truth)))
    for by in ("typology", "sophistication"):
        tell(_typologies(truth, by).rows())
    reckoned = features(books, rows)
    for kind in KINDS:
        found = {name: tried(reckoned, kind, columns) for name, columns in SEEN.items()}
        for name, score in found.items():
            tell(f"{kind} by {name}: {score}")
        for figure in bands(kind, *found.values()):
            tell(f"{kind}{' BEYOND' * figure.leaks}: {figure}")
    nodes = {name: accounts_tried(books, rows, columns) for name, columns in NODES.items()}
    for name, score in nodes.items():
        tell(f"accounts by {name}: {score}")
    for figure in accounts_bands(*nodes.values()):
        tell(f"accounts{' BEYOND' * figure.leaks}: {figure}")
    for kind in KINDS:
        of_kind = labelled(postings, labels_of(truth).filter(pl.col("kind") == kind))
        for figure in chain(
            one_line_rules(of_kind, books), of_rows(of_kind), of_members(books, of_kind, members_of(truth, kind))
        ):
            if figure.leaks or figure.what.startswith(("precision", "innocent", "members", "tree")):
                tell(f"{kind}{' LEAKS' * figure.leaks}: {figure}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
