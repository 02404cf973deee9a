"""What a mutation is, and the tools to write one: find a suitable record, spoil it, keep the rest right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from .bank_days import day_of, is_bank_day
from .columns import KEYS
from .reading import Record, cents

BankRecords = Mapping[str, list[Record]]
CENT = Decimal("0.01")
NOBODY = "00000000-0000-4000-8000-00000000dead"
ALL_ACCOUNTS = "all accounts"
ALL_RECORDS = "all records"


class Mutation(NamedTuple):
    """One way to break one rule; `spoil` changes the records in place and returns the id to be named."""

    rule: str
    dataset: str
    name: str
    spoil: Callable[[BankRecords], str]
    note: bool = False  # what it does is not as generated, and not wrong


class NoCandidateError(LookupError):
    """The bank has no record that this mutation could spoil."""


TABLE: list[Mutation] = []
Spoiler = Callable[[BankRecords], str]


def breaks(rule: str, dataset: str, name: str | None = None, note: bool = False) -> Callable[[Spoiler], Spoiler]:
    """Enter a function in the table, under its docstring or another name."""

    def enter(spoil: Spoiler) -> Spoiler:
        TABLE.append(Mutation(rule, dataset, name or (spoil.__doc__ or "").rstrip("."), spoil, note))
        return spoil

    return enter


def first(bank: BankRecords, dataset: str, suits: Callable[[Record], object] = lambda row: True) -> Record:
    """The first record that suits."""
    for row in bank[dataset]:
        if suits(row):
            return row
    raise NoCandidateError(f"no suitable record in {dataset}")


def two(bank: BankRecords, dataset: str, suits: Callable[[Record], object] = lambda row: True) -> list[Record]:
    """The first two records that suit."""
    found: list[Record] = []
    for row in bank[dataset]:
        if suits(row):
            found.append(row)
            if len(found) == 2:
                return found
    raise NoCandidateError(f"no two suitable records in {dataset}")


def key(dataset: str, row: Record) -> str:
    """The record's key."""
    return str(row[KEYS[dataset]])


def other_digit(text: str, place: int) -> str:
    """The text with another digit at a place."""
    digits = list(text)
    digits[place] = str((int(digits[place]) + 1) % 10)
    return "".join(digits)


def add(row: Record, column: str, change: Decimal = CENT) -> None:
    """Change an amount."""
    row[column] = (row[column] or Decimal(0)) + change


def field(dataset: str, column: str, value: object, suits: Callable[[Record], object] = bool) -> Spoiler:
    """A mutation that sets a column of the first suitable record to a value, or to a function of the old."""

    def spoil(bank: BankRecords) -> str:
        row = first(bank, dataset, suits)
        row[column] = value(row[column]) if callable(value) else value
        return key(dataset, row)

    return spoil


def enter_field(
    rule: str,
    dataset: str,
    name: str,
    column: str,
    value: object,
    suits: Callable[[Record], object] = bool,
    note: bool = False,
) -> None:
    """Enter a mutation of one column of one record."""
    TABLE.append(Mutation(rule, dataset, name, field(dataset, column, value, suits), note))


def move(posting: Record, day: date) -> None:
    """Move a posting to another day at the same time."""
    posting["transaction_date"] = f"{day}{posting['transaction_date'][10:]}"


def neighbours(bank: BankRecords) -> Iterator[tuple[int, int]]:
    """Positions of postings that follow each other in an account."""
    last: dict[str, int] = {}
    for place, posting in enumerate(bank["transactions"]):
        account = posting["account_id"]
        if account in last:
            yield last[account], place
        last[account] = place


def next_day(day: date, suits: Callable[[date], bool]) -> date:
    """The first later day that suits."""
    day += timedelta(days=1)
    return day if suits(day) else next_day(day, suits)


def no_bank_day(day: date) -> date:
    """The next holiday or weekend day."""
    return next_day(day, lambda other: not is_bank_day(other))


def posting_day(posting: Record) -> date:
    """The day of a posting."""
    return day_of(posting["transaction_date"])


def drop(bank: BankRecords, posting: Record) -> None:
    """Take a posting out, and what the app says of it; balances after it and the account's last one stay right."""
    place = next(i for i, row in enumerate(bank["transactions"]) if row is posting)
    del bank["transactions"][place]
    lost = posting["transaction_id"]
    bank["digital_activity"] = [row for row in bank["digital_activity"] if row["transaction_id"] != lost]
    for row in bank["transactions"][place:]:
        row["posting_number"] -= row["account_id"] == posting["account_id"]
    shift(bank, posting["account_id"], place, -signed(posting))


def shift(bank: BankRecords, account_id: str, place: int, change: int) -> None:
    """Carry a change of so many cents through an account's later balances."""
    step = Decimal(change) * CENT
    for row in bank["transactions"][place:]:
        if row["account_id"] == account_id:
            row["balance_after"] += step
    account = first(bank, "accounts", lambda row: row["account_id"] == account_id)
    account["balance"] += step


def signed(posting: Record) -> int:
    """Cents that a posting adds to its account."""
    amount = cents(posting["amount"])
    return amount if posting["direction"] == "Credit" else -amount


def change_amount(bank: BankRecords, posting: Record, cents_more: int = 1) -> None:
    """Change a posting's amount and all balances after it, so that only its contract can tell."""
    place = next(i for i, row in enumerate(bank["transactions"]) if row is posting)
    posting["amount"] += Decimal(cents_more) * CENT
    shift(bank, posting["account_id"], place, cents_more if posting["direction"] == "Credit" else -cents_more)
