"""Statement: one customer's story as a bank would print it, or one account's month as OFX."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.tasks.beforehand import Beforehand
from lastro.engine.tasks.dataset import Dataset, current_settings
from lastro.tasks.options import option
from lastro.tasks.writing import Removal, plainly, remove_own, write_bytes

READS = ("customers", "branches", "accounts", "loans", "credit_cards", "investments", "transactions",
         "card_transactions")  # fmt: skip
_FOLDER = "statements"
_NAMES = r"[0-9A-Za-z-]+_[0-9]{4}-[0-9]{2}\.ofx"  # account number and month
_FORMATS = (("text", "the customer's story, on the screen"), ("ofx", "the account's month, as a file"))


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task `statement`, for a bank that has what it tells of; its parameters are never remembered."""
    if not {each.name for each in datasets}.issuperset(READS):
        return
    yield {
        "basename": "statement",
        "doc": "Statement: a customer's story: who, accounts, contracts, a month's postings and bills.",
        "file_dep": [*map(paths.output, READS)],
        "uptodate": [False],
        "meta": Beforehand(partial(_ask, datasets)),
        "actions": [plainly(show)],
        "clean": [Removal(paths.beside(_FOLDER), partial(remove_own, paths.beside(_FOLDER), _NAMES))],
        "params": [
            option("customer", "customer_id (default: the owner of the account, or the first customer)"),
            option("account", "account_number or account_id (default: all of the customer's; OFX: the first)"),
            option("month", "such as 2026-10 (default: the last whole month)"),
            option("format", "text or ofx", "text", choices=_FORMATS),
        ],
        "io": {"capture": False},
        "verbosity": 2,
    }


def _ask(datasets: Sequence[Dataset], options: Mapping[str, Any]) -> None:
    """Raise BuildError for a month out of the history, and for a customer or an account that cannot be."""
    from lastro.tasks.statement.known import insist_on_known
    from lastro.tasks.statement.month import chosen

    chosen(options["month"], *_history())
    insist_on_known(datasets, options["customer"].strip(), options["account"].strip())


def _history() -> tuple[date, date]:
    settings = current_settings()
    start, as_of = settings["bank.history_start"], settings["bank.as_of"]
    assert isinstance(start, date)
    assert isinstance(as_of, date)
    return start, as_of


def show(customer: str, account: str, month: str, format: str) -> None:
    """Print the statement, or write it down as OFX."""
    from lastro.tasks.statement.month import chosen
    from lastro.tasks.statement.search import found

    start, as_of = _history()
    month = chosen(month, start, as_of)
    story = found(customer, account)
    (_write if format == "ofx" else _print)(story, month, as_of)


def _print(story: Any, month: str, as_of: date) -> None:
    from lastro.tasks.statement.page import page
    from lastro.tasks.statement.words import harmless

    text = harmless(page(story, month, as_of))
    try:
        print(text, flush=True)
    except UnicodeEncodeError:  # a terminal that knows ASCII only
        sys.stdout.buffer.write(text.encode() + b"\n")


def _write(story: Any, month: str, as_of: date) -> None:
    from lastro.tasks.statement.month import month_of
    from lastro.tasks.statement.ofx import ofx

    if not story.shown:
        raise BuildError(f"customer {story.customer['customer_id']} has no account")
    account = story.shown[0]
    number = account["account_number"]
    told = month_of(account, story.postings[account["account_id"]], month)
    if told is None:
        raise BuildError(f"account {number!a} was not open in {month}")
    path = paths.beside(f"{_FOLDER}/{re.sub(r'[^0-9A-Za-z-]', '-', number)}_{month}.ofx")
    write_bytes(path, ofx(account, story.branches[account["branch_id"]], told, as_of))
    print(f"   {path}: {len(told.postings):,} postings", flush=True)
