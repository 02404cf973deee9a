"""Statement: one customer's story as a bank would print it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lastro.engine import paths
from lastro.engine.tasks.dataset import Dataset, current_settings
from lastro.tasks.writing import plainly

READS = ("customers", "branches", "accounts", "loans", "credit_cards", "investments", "transactions")


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task `statement`, for a bank that has what it tells of; its parameters are never remembered."""
    if not {each.name for each in datasets}.issuperset(READS):
        return
    yield {
        "basename": "statement",
        "doc": "Statement: a customer's story: who, accounts, contracts, a month's postings.",
        "file_dep": [*map(paths.output, READS)],
        "uptodate": [False],
        "actions": [plainly(show)],
        "params": [
            {
                "name": "customer",
                "long": "customer",
                "default": "",
                "help": "customer_id (default: the first customer)",
            },
            {
                "name": "month",
                "long": "month",
                "default": "",
                "help": "such as 2026-10 (default: the last whole month)",
            },
        ],
        "io": {"capture": False},
        "verbosity": 2,
    }


def show(customer: str, month: str) -> None:
    """Print the statement."""
    from lastro.tasks.statement.month import chosen
    from lastro.tasks.statement.page import page
    from lastro.tasks.statement.search import found
    from lastro.tasks.statement.words import harmless

    settings = current_settings()
    start, as_of = settings["bank.history_start"], settings["bank.as_of"]
    assert isinstance(start, date)
    assert isinstance(as_of, date)
    month = chosen(month, start, as_of)
    text = harmless(page(found(customer), month, as_of))
    try:
        print(text, flush=True)
    except UnicodeEncodeError:  # a terminal that knows ASCII only
        sys.stdout.buffer.write(text.encode() + b"\n")
