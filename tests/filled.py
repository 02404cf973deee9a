"""Tables filled from few columns: customers, accounts and postings that no generator made."""

from __future__ import annotations

import numpy as np
import polars as pl

from accounts import Account
from customers import Customer
from lastro.engine import Table, table
from lastro.engine.files.codec import Codec
from lastro.engine.rows.columns import columns_of
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import DTYPES, NULL, NULL_KEY
from transactions import Transaction

HISTORY_START, AS_OF = "2025-11-01", "2026-10-31"


def table_of(row, count: int, **columns) -> Table:
    """A table with what is given, and nothing (null, 0, "x") in all other columns."""
    blank = {}
    for name, column in columns_of(row).items():
        if column.type == "text":
            blank[name] = pl.Series([None if column.nullable else "x"] * count, dtype=pl.String)
        else:
            nothing = NULL_KEY if column.type in ("ref", "uuid") and column.nullable else NULL if column.nullable else 0
            blank[name] = np.full(count, nothing, dtype=DTYPES[column.type])
    return table(row, **{**blank, **columns})


def code(row, column: str, *values: str) -> np.ndarray:
    """The codes of texts of a choice."""
    return np.array([columns_of(row)[column].values.index(value) for value in values], dtype=np.uint8)


def customers(count: int, first: int = 0) -> Table[Customer]:
    """Customers of ages and incomes of their own, all of Campinas, who joined over ten years."""
    keys = np.arange(first, first + count, dtype=np.uint64)
    position = keys.astype(np.int64)
    business = position % 10 == 9
    born = day("1950-01-01") + position * 7919 % 20000
    return table_of(
        Customer, count,
        customer_id=keys,
        customer_type=business.astype(np.uint8),
        created_at=(day("2016-01-01") + position * 6151 % 3900) * DAY + 36000,
        birth_date=np.where(business, NULL, born),
        monthly_income=(200_000 + position * 104_729 % 900_000) * np.where(business, 30, 1),
        city=pl.Series(["Campinas"] * count, dtype=pl.String),
        state=pl.Series(["SP"] * count, dtype=pl.String),
    )  # fmt: skip


def accounts_of(customers: Table[Customer]) -> Table[Account]:
    """One open account for each customer, opened with the relationship."""
    kind = np.where(customers.customer_type == 1, code(Account, "account_type", "Business")[0], 0).astype(np.uint8)
    return table_of(
        Account, len(customers),
        account_id=customers.customer_id << np.uint64(2),
        customer_id=customers.customer_id,
        account_type=kind,
        created_at=customers.created_at,
        closed_at=np.full(len(customers), NULL),
    )  # fmt: skip


def postings_of(accounts: Table[Account], a_month: int = 6, until: str = AS_OF) -> Table[Transaction]:
    """Postings at scattered moments up to a day: Pix by app and site, cards, cash; every tenth in Santos."""
    start, end = day(HISTORY_START) * DAY, day(until) * DAY + DAY
    each = np.arange(a_month * 24)
    scatter = (accounts.account_id.astype(np.int64)[:, None] * 1_000_003 + each[None, :] * 7_368_787) % (730 * DAY)
    moment = np.sort(start + scatter, axis=1)
    account = np.repeat(accounts.account_id, len(each)).reshape(moment.shape)
    opened = np.repeat(accounts.created_at, len(each)).reshape(moment.shape)
    seen = (moment >= opened) & (moment < end)
    number = np.broadcast_to(each, moment.shape)[seen]
    return _postings(account[seen], moment[seen], number)


def _postings(account: np.ndarray, moment: np.ndarray, number: np.ndarray) -> Table[Transaction]:
    channels = code(Transaction, "channel", "Mobile", "Mobile", "Web", "POS", "ATM", "System")
    kinds = code(Transaction, "transaction_type", "Transfer", "Payment", "Payment", "Payment", "Withdrawal", "Payment")
    places = pl.Series(
        ["Santos" if n % 10 == 3 else None if n % 6 == 5 else "Campinas" for n in number.tolist()],
        dtype=pl.String,
    )
    return table_of(
        Transaction, len(account),
        transaction_id=np.uint64(28 << 56) | (account << np.uint64(16)) | number.astype(np.uint64),
        account_id=account,
        transaction_type=kinds[number % 6],
        amount=1000 + number * 37,
        transaction_date=moment,
        direction=np.where(number % 7 == 0, 0, code(Transaction, "direction", "Debit")[0]).astype(np.uint8),
        channel=channels[number % 6],
        city=places,
        state=pl.Series([None if place is None else "SP" for place in places.to_list()], dtype=pl.String),
    )  # fmt: skip


def written(made: Table, seed: int = 1) -> list[str]:
    """The records as they stand in a file, one a line."""
    return b",\n".join(Codec(seed, made.row).lines(made, {})).decode().replace("},\n", "}\n").splitlines()
