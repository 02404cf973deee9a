"""Refreshing: tables of a server brought up to date by the rows that differ, so that what others built on them stays.

A bank that has grown sends the rows that came or changed since the loaded day; any other sends all rows, and those that
it no longer has are deleted. Either ends in the rows of a full load.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg.sql import SQL

from lastro.engine.errors import BuildError
from lastro.engine.rows.columns import Row, columns_of, key_of
from lastro.tasks.contract import ddl
from lastro.tasks.exports.postgres.copying import copied_lines

Connection = psycopg.Connection[tuple[object, ...]]


def bring_up_to_date(
    connection: Connection, rows: Mapping[str, type[Row]], files: Mapping[str, Path], since: str
) -> int:
    """Bring the tables of the bank's schema up to date; returns how many rows came, changed or went.

    since: the day that the tables stand at, of a bank that has grown; empty for any other bank.
    """
    for dataset, row in rows.items():
        _insist_on_columns(connection, dataset, row)
        connection.execute(SQL(f"CREATE TEMPORARY TABLE {_new(dataset)} (LIKE {_old(dataset)}) ON COMMIT DROP"))
        copy_rows(connection, _new(dataset), row, files[dataset], since)
        connection.execute(SQL(f"ANALYZE {_new(dataset)}"))
    gone = 0 if since else sum(_run(connection, _deletion(each, rows[each])) for each in reversed(list(rows)))
    return gone + sum(_run(connection, _merge(dataset, row)) for dataset, row in rows.items())


def copy_rows(connection: Connection, table: str, row: type[Row], path: Path, since: str = "") -> int:
    """Copy the rows of a file into a table, all or those that came or changed after a day; returns how many."""
    count = 0
    columns = ", ".join(map(ddl.name, columns_of(row)))
    statement = f"COPY {table} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(SQL(statement)) as copy:
        for lines, records in copied_lines(path, row, since):
            copy.write(lines)
            count += records
    return count


def _insist_on_columns(connection: Connection, dataset: str, row: type[Row]) -> None:
    """Raise BuildError where the loaded table has other columns than the dataset has now."""
    found = connection.execute(
        "SELECT attname, atttypid::regtype::text FROM pg_attribute "
        "WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [_old(dataset)],
    ).fetchall()
    wanted = [(name, _type(ddl.sql_type(column, "postgres"))) for name, column in columns_of(row).items()]
    if found != wanted:
        raise BuildError(
            f"table {ddl.schema_of_bank()}.{dataset} has not the columns of the dataset: `doit postgres` loads all anew"
        )


def _type(declared: str) -> str:
    """A type as PostgreSQL calls it."""
    return {"timestamp": "timestamp without time zone"}.get(declared, declared.partition("(")[0])


def _merge(dataset: str, row: type[Row]) -> str:
    """Insert what is new, and write over what differs."""
    columns = list(map(ddl.name, columns_of(row)))
    key = ddl.name(key_of(row).name)
    listed, taken = ", ".join(columns), ", ".join(f"excluded.{column}" for column in columns)
    there = ", ".join(f"there.{column}" for column in columns)
    return (
        f"INSERT INTO {_old(dataset)} AS there ({listed}) SELECT {listed} FROM {_new(dataset)} "
        f"ON CONFLICT ({key}) DO UPDATE SET ({listed}) = ROW ({taken}) WHERE ({there}) IS DISTINCT FROM ({taken})"
    )


def _deletion(dataset: str, row: type[Row]) -> str:
    key = ddl.name(key_of(row).name)
    kept = f"SELECT FROM {_new(dataset)} AS new WHERE new.{key} = there.{key}"
    return f"DELETE FROM {_old(dataset)} AS there WHERE NOT EXISTS ({kept})"


def _run(connection: Connection, statement: str) -> int:
    return connection.execute(SQL(statement)).rowcount


def _old(dataset: str) -> str:
    return f"{ddl.name(ddl.schema_of_bank())}.{ddl.name(dataset)}"


def _new(dataset: str) -> str:
    return ddl.name(f"new_{dataset}")
