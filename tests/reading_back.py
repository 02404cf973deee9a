"""Reading back: what stands in each target, by another tool than wrote it where there is one, and in the JSON files."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from lastro.engine.rows.columns import Column, columns_of, row_class
from lastro.tasks.contract import ddl

Records = list[tuple[Any, ...]]  # money and decimals as whole numbers, times as text, in the order of the columns


def of_json(folder: Path, dataset: str) -> Records:
    """The records of a JSON file."""
    columns = columns_of(row_class(dataset)).values()
    records = json.loads((folder / f"datasets/{dataset}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    return plain(([record[c.name] for c in columns] for record in records), dataset)


def of_parquet(folder: Path, dataset: str) -> Records:
    """Parquet, as DuckDB reads it."""
    return plain(_duckdb(f"read_parquet('{folder}/parquet/{dataset}.parquet')", dataset), dataset)


def of_months(folder: Path, dataset: str) -> Records:
    """Parquet by month, as DuckDB reads it."""
    files = (
        f"{folder}/parquet/{dataset}/*/*.parquet"
        if dataset in ("transactions", "digital_activity")
        else f"{folder}/parquet/{dataset}.parquet"
    )
    return plain(_duckdb(f"read_parquet('{files}', hive_partitioning = true)", dataset), dataset)


def of_csv(folder: Path, dataset: str) -> Records:
    """CSV, as DuckDB reads it."""
    options = "header = true, quote = '\"', escape = '\"', allow_quoted_nulls = false, parallel = false"
    source = f"read_csv('{folder}/csv/{dataset}.csv', {options}, columns = {_types(dataset)})"
    return plain(_duckdb(source, dataset), dataset)


def of_excel(folder: Path, dataset: str) -> Records:
    """CSV for a Brazilian spreadsheet: DuckDB reads texts, and what a spreadsheet makes of them is made here."""
    options = "delim = ';', header = true, quote = '\"', escape = '\"', allow_quoted_nulls = false, parallel = false"
    names = list(columns_of(row_class(dataset)))
    types = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in names) + "}"
    found = _duckdb(f"read_csv('{folder}/csv/{dataset}.csv', {options}, columns = {types})", dataset)
    columns = list(columns_of(row_class(dataset)).values())
    return plain(([_in_a_cell(c, v) for c, v in zip(columns, record, strict=True)] for record in found), dataset)


def _in_a_cell(column: Column, shown: str | None) -> Any:
    """What a cell holds, from what stands in the file."""
    if shown is None:
        return None
    if column.decimals:
        return Decimal(shown.replace(",", "."))
    if column.type == "flag":
        return {"VERDADEIRO": True, "FALSO": False}[shown]
    if column.type == "integer":
        return int(shown)
    if shown.startswith('="'):
        return shown[2:-1].replace('""', '"')
    return datetime.strptime(shown, "%Y-%m-%d %H:%M:%S") if column.type == "moment" else shown


def of_ndjson(folder: Path, dataset: str) -> Records:
    """NDJSON, as DuckDB reads it."""
    source = f"read_json('{folder}/ndjson/{dataset}.ndjson', format = 'nd', columns = {_types(dataset)})"
    return plain(_duckdb(source, dataset), dataset)


def of_duckdb(folder: Path, dataset: str) -> Records:
    """The DuckDB file; only DuckDB reads it."""
    with duckdb.connect(f"{folder}/bank.duckdb", read_only=True) as connection:
        return plain(connection.execute(f"SELECT * FROM {dataset}").fetchall(), dataset)


def of_sqlite(folder: Path, dataset: str) -> Records:
    """The SQLite file, as Python's sqlite3 reads it: money in cents."""
    columns = list(columns_of(row_class(dataset)).values())
    with closing(sqlite3.connect(f"{folder}/bank.sqlite")) as connection:
        found = connection.execute(f"SELECT * FROM {dataset}").fetchall()
    cents = [i for i, c in enumerate(columns) if c.type == "money"]
    flags = [i for i, c in enumerate(columns) if c.type == "flag"]
    return plain(
        ([_unscaled(v) if i in cents else bool(v) if i in flags else v for i, v in enumerate(r)] for r in found),
        dataset,
    )


def of_delta(folder: Path, dataset: str) -> Records:
    """A Delta table, as polars reads it."""
    return plain(pl.read_delta(f"{folder}/delta/{dataset}").iter_rows(), dataset)


def of_postgres(folder: Path, dataset: str) -> Records:
    """The server's table, as psycopg reads it."""
    import psycopg

    with psycopg.connect("") as connection:
        return plain(connection.execute(f"SELECT * FROM bank.{dataset}").fetchall(), dataset)  # type: ignore[arg-type]


READERS: Mapping[str, Callable[[Path, str], Records]] = {
    "json": of_json, "parquet": of_parquet, "parquet --by-month": of_months, "csv": of_csv, "csv --excel": of_excel,
    "ndjson": of_ndjson, "duckdb": of_duckdb, "sqlite": of_sqlite, "delta": of_delta, "postgres": of_postgres,
}  # fmt: skip


@cache
def compared(target: str, folder: Path, dataset: str) -> tuple[bool, str]:
    """Whether a target's records equal those of the JSON file, and their number, sum of money and number of nulls."""
    assert target in READERS, f"READERS of tests/reading_back.py has no reader of {target}: write one"
    found = READERS[target](folder, dataset)
    money = [i for i, column in enumerate(columns_of(row_class(dataset)).values()) if column.type == "money"]
    total = sum(record[i] or 0 for record in found for i in money)
    nulls = sum(value is None for record in found for value in record)
    return found == _json(folder, dataset), f"{len(found):9,} records {total / 100:16,.2f} BRL {nulls:9,} nulls"


@cache
def _json(folder: Path, dataset: str) -> Records:
    return of_json(folder, dataset)


def plain(records: Iterable[Iterable[Any]], dataset: str) -> Records:
    """Records as they can be compared, in an order of their own."""
    columns = list(columns_of(row_class(dataset)).values())
    return sorted((tuple(map(_plain, columns, record)) for record in records), key=lambda record: record[0])


def _plain(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.decimals:
        return round(Decimal(str(value)) * 10**column.decimals)
    if isinstance(value, datetime):
        return value.isoformat(timespec="auto")  # a fraction of a second would show
    return value.isoformat() if isinstance(value, date) else value


def _unscaled(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) / 100


def _duckdb(source: str, dataset: str) -> list[tuple[Any, ...]]:
    names = ", ".join(map(ddl.name, columns_of(row_class(dataset))))
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT {names} FROM {source}").fetchall()


def _types(dataset: str) -> str:
    columns = columns_of(row_class(dataset)).items()
    return "{" + ", ".join(f"'{name}': '{ddl.sql_type(column, 'duckdb')}'" for name, column in columns) + "}"
