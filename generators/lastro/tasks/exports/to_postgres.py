"""PostgreSQL: schema `bank` with keys, comments, indexes and views, on the server that PG* variables name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg.sql import SQL

from lastro.engine.errors import BuildError
from lastro.engine.rows.columns import Row, row_class
from lastro.tasks.contract import ddl
from lastro.tasks.exports.lineage import Lineage, present
from lastro.tasks.exports.postgres.refreshing import Connection, bring_up_to_date, copy_rows
from lastro.tasks.exports.questions import names as view_names
from lastro.tasks.exports.questions import views

_OURS = "Banco Lastro, a synthetic bank"  # how the comment begins by which a later run knows the schema


def write(files: Mapping[str, Path], *, refresh: bool = False) -> int:
    """Load the bank in one transaction, or bring it up to date (refresh); returns the number of rows written."""
    rows = {dataset: row_class(dataset) for dataset in files}
    bank = present(files)
    try:
        with _connected() as connection:
            loaded = _loaded(connection, list(rows))
            if refresh and loaded:
                since = loaded.as_of if bank.grew_out_of(loaded) else ""
                records = bring_up_to_date(connection, rows, files, since)
            else:
                records = _load_all(connection, rows, files)
            comment = f"{_OURS}, as of {bank.as_of}, made of {bank.made_of or 'files edited by hand'}"
            _execute(connection, f"COMMENT ON SCHEMA {_schema()} IS {ddl.text(comment)}")
            return records
    except psycopg.Error as error:
        raise BuildError(f"PostgreSQL: {str(error).strip()}") from None


def require_server() -> None:
    """Raise BuildError where there is no server to write to."""
    try:
        _connected().close()
    except psycopg.Error as error:
        raise BuildError(f"PostgreSQL: {str(error).strip()}") from None


def _connected() -> Connection:
    return psycopg.connect(client_encoding="UTF8", application_name="lastro")


def _schema() -> str:
    return f'"{ddl.schema_of_bank()}"'


def _new() -> str:
    """The schema while it is being loaded; no bank's name makes this one."""
    return f'"{ddl.schema_of_bank()} being loaded"'


def _load_all(connection: Connection, rows: Mapping[str, type[Row]], files: Mapping[str, Path]) -> int:
    _execute(connection, f"CREATE SCHEMA {_new()}", f"SET LOCAL search_path = {_new()}")
    records = sum(_load(connection, rows[dataset], path) for dataset, path in files.items())
    _execute(connection, *_keys(rows))
    _take_place(connection, list(rows))
    _execute(connection, *views(rows, "postgres"))
    return records


def _loaded(connection: Connection, tables: list[str]) -> Lineage | None:
    """The bank that is loaded, none where there is none; raises BuildError where somebody else has such tables."""
    found = connection.execute(
        "SELECT obj_description(n.oid, 'pg_namespace'), c.relname FROM pg_namespace n "
        "JOIN pg_class c ON c.relnamespace = n.oid WHERE n.nspname = %s AND c.relname = ANY (%s)",
        [ddl.schema_of_bank(), tables],
    ).fetchone()
    if not found:
        return None
    comment = str(found[0])
    if not comment.startswith(_OURS):
        raise BuildError(
            f"schema {ddl.schema_of_bank()} has a table {found[1]} that `doit postgres` did not make: "
            "nothing was changed"
        )
    told = re.fullmatch(rf"{_OURS}, as of (\S+), made of ([0-9a-f]{{16}})", comment)
    return Lineage(told[2], told[1]) if told else Lineage("", "")


def _load(connection: Connection, row: type[Row], path: Path) -> int:
    _execute(connection, ddl.create_table(row, "postgres", keys=False))
    return copy_rows(connection, ddl.name(path.stem), row, path)


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
