"""The contracts of generated customers, for tests: no files, no ledger."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

import credit_cards
import customers
import investments
import loans
from lastro.bank.people.opening import opened
from lastro.engine import Run, Table

REFERENCE = {path.stem: path for path in (Path(__file__).resolve().parents[1] / "data/reference").glob("*.csv")}
SETTINGS = {
    "bank.seed": 7,
    "bank.base_date": date(2026, 10, 31),
    "bank.history_start": date(2025, 11, 1),
    "ledger.delinquency": 1.0,
    "ledger.card_interest": 15.3,
    "privacy.documents": "valid",
}
GENERATORS = {"loans": loans, "credit_cards": credit_cards, "investments": investments}


def run_on(as_of: str, **settings: Any) -> Run:
    """A run at the end of a day; settings by name, with _ for the dot of a section."""
    given = {name.replace("_", ".", 1): value for name, value in settings.items()}
    return Run("contracts", {**SETTINGS, "bank.as_of": date.fromisoformat(as_of), **given}, REFERENCE)


@cache
def contracts(
    dataset: str, as_of: str = "2026-10-31", count: int = 2000, first: int = 0, **settings: Any
) -> Table[Any]:
    """The rows of a contract dataset that belong to so many customers."""
    run = run_on(as_of, **settings)
    people, accounts = owners(as_of, count, first)
    return GENERATORS[dataset].generate(run, people, accounts)


@cache
def owners(as_of: str = "2026-10-31", count: int = 2000, first: int = 0) -> tuple[Table[Any], Any]:
    """Customers and their accounts."""
    run = run_on(as_of)
    people = customers.generate(run, np.arange(first, first + count, dtype=np.uint64))
    return people, opened(run, people)


def incomes(rows: Table[Any], people: Table[Any]) -> Any:
    """The monthly incomes of contracts' holders, in cents."""
    return people.monthly_income[np.searchsorted(people.customer_id, rows.customer_id)]


def by_hand(people: Table[Any], accounts: Any) -> tuple[Table[Any], Any]:
    """The same customers and accounts under ids that a person might have made."""
    mark = np.uint64(1 << 63)
    columns = {**people.columns, "customer_id": people.customer_id | mark}
    made = {name: getattr(accounts, name) for name in ("account_type", "created_at")}
    keys = {"account_id": accounts.account_id | mark, "customer_id": accounts.customer_id | mark}
    return Table(people.row, columns), SimpleNamespace(**made, **keys)


def records(rows: Table[Any], state: bool) -> dict[int, tuple[Any, ...]]:
    """Rows by key, with or without what describes the present state."""
    from lastro.engine.rows.columns import columns_of, key_of

    names = [name for name, column in columns_of(rows.row).items() if state or not column.state]
    lists = [list(rows.columns[name]) for name in names]
    return dict(zip(rows.columns[key_of(rows.row).name].tolist(), zip(*lists, strict=True), strict=True))
