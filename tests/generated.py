"""Datasets in memory, as their generators make them: no files, no doit, no ledger."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl

import branches as branches_module
import credit_cards
import customers as customers_module
import investments
import loans
from builds import chosen
from lastro.bank.contracts.cards.holders import holders
from lastro.bank.people.opening import opened
from lastro.bank.people.traits import died_of, traits
from lastro.bank.settings import SETTINGS
from lastro.engine import Run, Table
from lastro.engine.rows.columns import columns_of, key_of
from lastro.engine.rows.moments import DAY, day
from projects import ROOT

REFERENCE = {path.stem: path for path in (ROOT / "data/reference").glob("*.csv")}
CONTRACTS = {"loans": loans, "credit_cards": credit_cards, "investments": investments}
AS_OF_END = day("2026-10-31") * DAY + DAY - 1
MANY = 40_000  # customers in which frequencies are counted
WITHOUT_CRIME = {"crime_fraud": 0, "crime_laundering": 0}  # settings of a run


def run_of(**given: Any) -> Run:
    """A run that may read everything; settings are those of bank.toml, but for the given (_ stands for the dot)."""
    values = dict(_standard())
    for name, value in given.items():
        full = name.replace("_", ".", 1)
        full = full if full in values else f"bank.{name}"
        values[full] = SETTINGS.types[full].parse(str(value))
    return Run("any dataset", values, REFERENCE)


@cache
def _standard() -> Mapping[str, Any]:
    return chosen().values


# Customers, branches, accounts and contracts


@cache
def customers(count: int = 2000, first: int = 0, **given: Any) -> Table[customers_module.Customer]:
    """Customers of consecutive ordinals."""
    return customers_module.generate(run_of(**given), np.arange(first, first + count, dtype=np.uint64))


@cache
def branches(count: int = 50, **given: Any) -> Table[branches_module.Branch]:
    """The first branches."""
    return branches_module.generate(run_of(**given), np.arange(count, dtype=np.uint64))


@cache
def owners(count: int = 2000, first: int = 0, **given: Any) -> tuple[Table[Any], Any]:
    """Customers and the accounts that they have opened."""
    people = customers(count, first, **given)
    return people, opened(run_of(**given), people)


@cache
def contracts(dataset: str, count: int = 2000, first: int = 0, **given: Any) -> Table[Any]:
    """The loans, cards or investments that belong to so many customers."""
    return CONTRACTS[dataset].generate(run_of(**given), *owners(count, first, **given))


def holders_of(rows: Table[Any], people: Table[Any], **given: Any) -> Any:
    """The holders of cards."""
    run = run_of(**given)
    return holders(run, rows, people.customer_id, traits(run, people))


def died(rows: Any, people: Table[Any], **given: Any) -> Any:
    """The day of death of contracts' holders, whether or not it has come."""
    return died_of(rows.customer_id, people.customer_id, traits(run_of(**given), people))


def incomes(rows: Table[Any], people: Table[Any]) -> Any:
    """The monthly incomes of contracts' holders, in cents."""
    return people.monthly_income[np.searchsorted(people.customer_id, rows.customer_id)]


def by_hand(people: Table[Any], accounts: Any) -> tuple[Table[Any], Any]:
    """The same customers and accounts under ids that a person might have made."""
    mark = np.uint64(1 << 63)
    columns = {**people.columns, "customer_id": people.customer_id | mark}
    made = {name: getattr(accounts, name) for name in ("account_type", "created_at", "restricted_on")}
    keys = {"account_id": accounts.account_id | mark, "customer_id": accounts.customer_id | mark}
    return Table(people.row, columns), SimpleNamespace(**made, **keys)


# Their rows in other forms


def by_key(rows: Table[Any], state: bool) -> dict[int, tuple[Any, ...]]:
    """Rows by key, with or without what describes the present state."""
    names = [name for name, column in columns_of(rows.row).items() if state or not column.state]
    lists = [list(rows.columns[name]) for name in names]
    return dict(zip(rows.columns[key_of(rows.row).name].tolist(), zip(*lists, strict=True), strict=True))


def records(rows: Table[Any]) -> list[dict[str, Any]]:
    """Rows as records of Python values, as a reader of the file would see them."""
    return [dict(zip(rows.columns, row, strict=True)) for row in zip(*map(list, _plain(rows)), strict=True)]


def _plain(rows: Table[Any]) -> list[Any]:
    declared = columns_of(rows.row)
    return [
        [declared[name].values[code] for code in values] if declared[name].type == "choice" else values
        for name, values in rows.columns.items()
    ]


@cache
def everybody() -> list[dict[str, Any]]:
    """Two thousand customers as records."""
    return records(customers())


@cache
def people() -> list[dict[str, Any]]:
    """Those of them who are persons."""
    return [customer for customer in everybody() if customer["customer_type"] == "Individual"]


@cache
def firms() -> list[dict[str, Any]]:
    """Those of them who are businesses."""
    return [customer for customer in everybody() if customer["customer_type"] == "Business"]


@cache
def many() -> pl.DataFrame:
    """Many customers, as columns."""
    return pl.DataFrame(customers(MANY).columns)


@cache
def many_people() -> pl.DataFrame:
    """Those of them who are persons, with their year of birth."""
    persons = many().filter(pl.col("customer_type") == 0)
    return persons.with_columns(born=1970 + pl.col("birth_date") / 365.2425)


# Reference tables


@cache
def reference(name: str) -> list[dict[str, str]]:
    """The rows of a reference table."""
    return pl.read_csv(REFERENCE[name], infer_schema=False).to_dicts()


@cache
def states() -> dict[str, dict[str, str]]:
    """The reference table of states, by their two letters."""
    return {row["uf"]: row for row in reference("states")}


@cache
def _municipalities() -> dict[tuple[str, str], dict[str, str]]:
    """The reference table of municipalities, by city and state."""
    return {(row["city"], row["uf"]): row for row in reference("municipalities")}


def misplaced(record: dict[str, Any]) -> list[str]:
    """What of a customer's or branch's record does not fit its city."""
    own = _municipalities()[record["city"], record["state"]]
    ranges = [part.split("..") for part in own["ceps"].split()]
    fits = {
        "ibge_code": str(record["ibge_code"]) == own["ibge_code"],
        "phone_number": record["phone_number"][4:6] == own["ddd"],
        "postal_code": any(first <= record["postal_code"] <= last for first, last in ranges),
    }
    return [column for column, fitting in fits.items() if not fitting]
