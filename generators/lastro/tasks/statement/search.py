"""The records of one customer, found in the files without loading them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.files.scanner import scan

Record = dict[str, Any]

_CHUNK = 8 << 20  # bytes of lines looked through at a time


@dataclass(frozen=True)
class Story:
    """A customer with accounts (each with its branch and postings) and contracts."""

    customer: Record
    first: bool  # nobody was asked for: this is the first customer of the file
    accounts: list[Record]
    branches: dict[str, Record]
    contracts: dict[str, list[Record]]  # by dataset
    postings: dict[str, list[Record]]  # by account
    card_rows: dict[str, list[Record]]  # by card
    shown: list[Record]  # the accounts whose postings were asked for


class _OtherLayout(Exception):
    """The file is not one record a line."""


def found(customer_id: str, account: str = "") -> Story:
    """The story of a customer, of the owner of an account, or of the first customer; raises BuildError for none."""
    asked = _account(account.strip()) if account else None
    customer = _customer(customer_id.strip() or (asked["customer_id"] if asked else ""))
    mine = [customer["customer_id"]]
    if asked and asked["customer_id"] not in mine:
        raise BuildError(f"account {account!a} is not one of customer {customer_id!a}")
    accounts = list(records("accounts", "customer_id", mine))
    contracts = {name: list(records(name, "customer_id", mine)) for name in ("loans", "credit_cards", "investments")}
    branches = {
        each["branch_id"]: each for each in records("branches", "branch_id", [a["branch_id"] for a in accounts])
    }
    first = not customer_id and not asked
    postings, card_rows = _postings(accounts), _card_rows(contracts["credit_cards"])
    return Story(customer, first, accounts, branches, contracts, postings, card_rows, [asked] if asked else accounts)


def _account(wanted: str) -> Record:
    """The account with an identifier or a number."""
    for column in ("account_number", "account_id"):
        for account in records("accounts", column, [wanted]):
            return account
    raise BuildError(f"there is no account {wanted!a} in {paths.output('accounts')}")


def _customer(customer_id: str) -> Record:
    if customer_id:
        customer = next(records("customers", "customer_id", [customer_id]), None)
        wrong = f"there is no customer {customer_id!a} in {paths.output('customers')}"
    else:
        customer = next((record for _, record in scan(Path(paths.output("customers")))), None)
        wrong = "the bank has no customers"
    if customer is None:
        raise BuildError(wrong)
    return customer


def _postings(accounts: Sequence[Record]) -> dict[str, list[Record]]:
    """The postings by account."""
    return _running("transactions", "account_id", accounts, "balance")


def _card_rows(cards: Sequence[Record]) -> dict[str, list[Record]]:
    """The rows of bills by card."""
    return _running("card_transactions", "card_id", cards, "current_balance")


def _running(dataset: str, column: str, owners: Sequence[Record], balance: str) -> dict[str, list[Record]]:
    """The rows by owner; reading stops after them, once every owner's add up to its balance."""
    found: dict[str, list[Record]] = {owner[column]: [] for owner in owners}

    def complete() -> bool:
        ends = [(found[each[column]] or [{"balance_after": each["opening_balance"]}])[-1] for each in owners]
        return all(end["balance_after"] == each[balance] for end, each in zip(ends, owners, strict=True))

    for row in records(dataset, column, list(found), complete):
        found[row[column]].append(row)
    return found


def records(
    dataset: str, column: str, values: Sequence[str], complete: Callable[[], bool] = lambda: False
) -> Iterator[Record]:
    """The records with one of the values in a column, in the order of the file.

    complete: whether those found so far are all; asked once some have been found and no more come for a while.
    """
    path = Path(paths.output(dataset))
    given = 0
    try:
        for record in _plain(path, column, values, complete):
            given += 1
            yield record
    except _OtherLayout:
        matching = (record for _, record in scan(path) if record.get(column) in values)
        yield from (record for number, record in enumerate(matching) if number >= given)


def _plain(path: Path, column: str, values: Sequence[str], complete: Callable[[], bool]) -> Iterator[Record]:
    """Of a file with one record a line, as the build writes it, only lines with one of the values are parsed."""
    sought = [json.dumps(value, ensure_ascii=False).encode() for value in values]
    seen = False
    with path.open("rb") as stream:
        if stream.readline(8) != b"[\n":
            raise _OtherLayout
        while sought and (chunk := stream.read(_CHUNK) + stream.readline()):
            lines = [line for value in sought for line in _lines_with(value, chunk)]
            for _, record in sorted({at: _parsed(line) for at, line in lines}.items()):
                if record.get(column) in values:
                    seen = True
                    yield record
            if seen and not lines and complete():
                return


def _lines_with(value: bytes, chunk: bytes) -> Iterator[tuple[int, bytes]]:
    at = chunk.find(value)
    while at >= 0:
        start, end = chunk.rfind(b"\n", 0, at) + 1, chunk.find(b"\n", at)
        yield start, chunk[start : end if end >= 0 else None]
        at = chunk.find(value, end) if end >= 0 else -1


def _parsed(line: bytes) -> Record:
    try:
        record = json.loads(line.rstrip(b",\r"))
    except ValueError:
        raise _OtherLayout from None
    if not isinstance(record, dict):
        raise _OtherLayout
    return record
