"""SQLite: one database file with keys and indexes, money in whole cents, and views in reais for the ten questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import polars as pl

from lastro.engine.errors import BuildError
from lastro.engine.files.reader import frames
from lastro.engine.rows.columns import Row, columns_of, dataset_of, row_class
from lastro.tasks.contract import ddl
from lastro.tasks.exports.questions import views

_BEGINNING = (
    "PRAGMA journal_mode = OFF",  # a file that is not finished is thrown away
    "PRAGMA synchronous = OFF",
    f"PRAGMA cache_size = {-128 * 1024}",  # kB; keys come in no order
    "PRAGMA ignore_check_constraints = ON",  # row by row they take longer than all else: see _insist_on_checks
    "BEGIN",
)


def write(files: Mapping[str, Path], into: Path) -> int:
    """Write a database file; returns the number of records."""
    rows = {dataset: row_class(dataset) for dataset in files}
    try:
        with closing(sqlite3.connect(into, isolation_level=None)) as connection:
            for statement in _BEGINNING:
                connection.execute(statement)
            records = sum(_load(connection, rows[dataset], path) for dataset, path in files.items())
            for statement in [*_indexes(rows), *views(rows, "sqlite")]:
                connection.execute(statement)
            _insist_on_keys(connection)
            connection.execute("COMMIT")
            connection.execute("PRAGMA optimize")
            return records
    except sqlite3.Error as error:
        raise BuildError(f"SQLite: {error}") from None


def _load(connection: sqlite3.Connection, row: type[Row], path: Path) -> int:
    connection.execute(ddl.create_table(row, "sqlite"))
    marks = ", ".join("?" * len(columns_of(row)))
    count = 0
    for frame in frames(path, row):
        values = frame.with_columns(_cents(row)).iter_rows()
        connection.executemany(f"INSERT INTO {ddl.name(path.stem)} VALUES ({marks})", values)
        count += len(frame)
    _insist_on_checks(connection, row)
    return count


def _indexes(rows: Mapping[str, type[Row]]) -> list[str]:
    return [statement for row in rows.values() for statement in ddl.indexes(row, "sqlite")]


def _cents(row: type[Row]) -> list[pl.Expr]:
    money = [name for name, column in columns_of(row).items() if column.type == "money"]
    return [(pl.col(name) * 100).round().cast(pl.Int64) for name in money]


def _insist_on_checks(connection: sqlite3.Connection, row: type[Row]) -> None:
    """What the CHECK constraints of a table say, looked at in one go."""
    table, checks = ddl.name(dataset_of(row)), ddl.checks(row, "sqlite")
    broken = f"SELECT 1 FROM {table} WHERE NOT ({{}}) LIMIT 1"
    if checks and connection.execute(broken.format(" AND ".join(checks))).fetchone():
        first = next(check for check in checks if connection.execute(broken.format(check)).fetchone())
        raise BuildError(f"SQLite: CHECK constraint failed in {table}: {first}")


def _insist_on_keys(connection: sqlite3.Connection) -> None:
    """SQLite enforces foreign keys for those who ask for it (PRAGMA foreign_keys); here all are checked at once."""
    found = connection.execute("PRAGMA foreign_key_check").fetchone()
    if found:
        table, number, target, _ = found
        raise BuildError(f"SQLite: record {number} of {table} names a row of {target} that does not exist")
