"""The root datasets in memory: customers and branches as the generators make them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import branches
import customers
from lastro.engine import Row, Run, Table
from lastro.engine.rows.columns import columns_of
from lastro.engine.rows.moments import DAY, day

REFERENCE = Path(__file__).resolve().parents[1] / "data/reference"
SETTINGS = {
    "bank.seed": 20261031,
    "bank.as_of": "2026-10-31",
    "bank.base_date": "2026-10-31",
    "privacy.documents": "valid",
}


def root_run(**changed: str) -> Run:
    """A run of a root dataset; settings are named with _ for the dot."""
    settings = {**SETTINGS, **{name.replace("_", ".", 1): value for name, value in changed.items()}}
    return Run("customers", settings, {table.stem: table for table in REFERENCE.glob("*.csv")})


@cache
def some_customers(first: int = 0, count: int = 2000, **changed: str) -> Table[customers.Customer]:
    """Customers of consecutive ordinals."""
    return customers.generate(root_run(**changed), np.arange(first, first + count, dtype=np.uint64))


@cache
def some_branches(count: int = 50, **changed: str) -> Table[branches.Branch]:
    """The first branches."""
    return branches.generate(root_run(**changed), np.arange(count, dtype=np.uint64))


def records(table: Table[Any]) -> list[dict[str, Any]]:
    """A table as records of Python values, as a reader of the file would see them."""
    return [dict(zip(table.columns, row, strict=True)) for row in zip(*map(list, _plain(table)), strict=True)]


def _plain(table: Table[Row]) -> list[Any]:
    declared = columns_of(table.row)
    return [
        [declared[name].values[code] for code in values] if declared[name].type == "choice" else values
        for name, values in table.columns.items()
    ]


@cache
def reference(name: str) -> list[dict[str, str]]:
    """The rows of a reference table."""
    return pl.read_csv(REFERENCE / f"{name}.csv", infer_schema=False).to_dicts()


@cache
def states() -> dict[str, dict[str, str]]:
    """The reference table of states, by their two letters."""
    return {row["uf"]: row for row in reference("states")}


@cache
def municipalities() -> dict[tuple[str, str], dict[str, str]]:
    """The reference table of municipalities, by city and state."""
    return {(row["city"], row["uf"]): row for row in reference("municipalities")}


def misplaced(record: dict[str, Any]) -> list[str]:
    """What of a customer's or branch's record does not fit its city."""
    own = municipalities()[record["city"], record["state"]]
    ranges = [part.split("..") for part in own["ceps"].split()]
    fits = {
        "ibge_code": str(record["ibge_code"]) == own["ibge_code"],
        "phone_number": record["phone_number"][4:6] == own["ddd"],
        "postal_code": any(first <= record["postal_code"] <= last for first, last in ranges),
    }
    return [column for column, fitting in fits.items() if not fitting]


@cache
def many() -> pl.DataFrame:
    """Many customers, as columns."""
    return pl.DataFrame(some_customers(count=MANY).columns)


@cache
def many_people() -> pl.DataFrame:
    """Those of them who are people, with their year of birth."""
    people = many().filter(pl.col("customer_type") == 0)
    return people.with_columns(born=1970 + pl.col("birth_date") / 365.2425)


MANY = 40_000  # customers in which frequencies are counted
AS_OF_END = day("2026-10-31") * DAY + DAY - 1
EVERYBODY = records(some_customers())
PEOPLE = [customer for customer in EVERYBODY if customer["customer_type"] == "Individual"]
FIRMS = [customer for customer in EVERYBODY if customer["customer_type"] == "Business"]
