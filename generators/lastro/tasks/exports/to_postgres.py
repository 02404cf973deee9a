"""PostgreSQL: schema `bank` with keys, comments, indexes and views, on the server that PG* variables name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg.sql import SQL

from lastro.engine.errors import BuildError
from lastro.engine.rows.columns import Row, columns_of, row_class
from lastro.tasks.contract import ddl
from lastro.tasks.exports.copying import copied_lines
from lastro.tasks.exports.questions import names as view_names
from lastro.tasks.exports.questions import views

_OURS = "Banco Lastro, a synthetic bank"  # the comment by which a later run knows the schema

Connection = psycopg.Connection[tuple[object, ...]]


def write(files: Mapping[str, Path]) -> int:
    """Load the bank in one transaction; returns the number of records."""
    rows = {dataset: row_class(dataset) for dataset in files}
    try:
        with psycopg.connect(client_encoding="UTF8", application_name="lastro") as connection:
            _insist_on_own_schema(connection, list(rows))
            _execute(connection, f"CREATE SCHEMA {_new()}", f"SET LOCAL search_path = {_new()}")
            records = sum(_load(connection, rows[dataset], path) for dataset, path in files.items())
            _execute(connection, *_keys(rows))
            _take_place(connection, list(rows))
            _execute(connection, *views(rows, "postgres"), f"COMMENT ON SCHEMA {_schema()} IS {ddl.text(_OURS)}")
            return records
    except psycopg.Error as error:
        raise BuildError(f"PostgreSQL: {str(error).strip()}") from None


def _schema() -> str:
    return f'"{ddl.schema_of_bank()}"'


def _new() -> str:
    """The schema while it is being loaded; no bank's name makes this one."""
    return f'"{ddl.schema_of_bank()} being loaded"'


def _insist_on_own_schema(connection: Connection, tables: list[str]) -> None:
    """Raise BuildError where a schema of somebody else's has tables of these names."""
    found = connection.execute(
        "SELECT obj_description(n.oid, 'pg_namespace'), c.relname FROM pg_namespace n "
        "JOIN pg_class c ON c.relnamespace = n.oid WHERE n.nspname = %s AND c.relname = ANY (%s)",
        [ddl.schema_of_bank(), tables],
    ).fetchone()
    if found and found[0] != _OURS:
        raise BuildError(
            f"schema {ddl.schema_of_bank()} has a table {found[1]} that `doit postgres` did not make: "
            "nothing was changed"
        )


def _load(connection: Connection, row: type[Row], path: Path) -> int:
    _execute(connection, ddl.create_table(row, "postgres", keys=False))
    count = 0
    columns = ", ".join(map(ddl.name, columns_of(row)))
    statement = f"COPY {ddl.name(path.stem)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(SQL(statement)) as copy:
        for lines, records in copied_lines(path, row):
            copy.write(lines)
            count += records
    return count


def _keys(rows: Mapping[str, type[Row]]) -> list[str]:
    """What is quicker once the tables are full; foreign keys come last, since they need the other tables' keys."""
    keys = [statement for row in rows.values() for statement in ddl.key_statements(row)]
    for row in rows.values():
        keys += [*ddl.foreign_keys(row), *ddl.indexes(row, "postgres"), *ddl.comments(row, "postgres")]
    return [*keys, *(f"ANALYZE {ddl.name(dataset)}" for dataset in rows)]


def _take_place(connection: Connection, tables: list[str]) -> None:
    """Put the new tables in the place of the old; what others have built on the old ones makes this fail."""
    _execute(connection, f"CREATE SCHEMA IF NOT EXISTS {_schema()}")
    _execute(connection, *(f"DROP VIEW IF EXISTS {_schema()}.{ddl.name(view)}" for view in reversed(view_names())))
    old = ", ".join(f"{_schema()}.{ddl.name(table)}" for table in tables)
    _execute(connection, f"DROP TABLE IF EXISTS {old}")
    _execute(connection, *(f"ALTER TABLE {_new()}.{ddl.name(table)} SET SCHEMA {_schema()}" for table in tables))
    _execute(connection, f"DROP SCHEMA {_new()}", f"SET LOCAL search_path = {_schema()}")


def _execute(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(SQL(statement))
