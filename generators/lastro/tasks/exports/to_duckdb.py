"""DuckDB: one database file with keys, comments, indexes, and views that answer the ten questions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from lastro.engine.errors import BuildError
from lastro.engine.rows.columns import Row, columns_of, row_class
from lastro.tasks.contract import ddl
from lastro.tasks.exports.questions import views


def write(files: Mapping[str, Path], into: Path) -> int:
    """Write a database file; returns the number of records."""
    rows = {dataset: row_class(dataset) for dataset in files}
    try:
        with duckdb.connect(str(into)) as connection:
            records = sum(_load(connection, rows[dataset], path) for dataset, path in files.items())
            for row in rows.values():
                for statement in [*ddl.indexes(row, "duckdb"), *ddl.comments(row, "duckdb")]:
                    connection.execute(statement)
            for view in views(rows, "duckdb"):
                connection.execute(view)
            return records
    except duckdb.Error as error:
        raise BuildError(f"DuckDB: {error}") from None


def _load(connection: duckdb.DuckDBPyConnection, row: type[Row], path: Path) -> int:
    """Fill one table; DuckDB wants keys from the beginning, since it can add no foreign key later."""
    connection.execute(ddl.create_table(row, "duckdb"))
    types = ", ".join(f"{ddl.text(name)}: '{ddl.sql_type(c, 'duckdb')}'" for name, c in columns_of(row).items())
    records = f"read_json({ddl.text(str(path))}, format = 'array', columns = {{{types}}})"
    done = connection.execute(f"INSERT INTO {ddl.name(path.stem)} SELECT * FROM {records}").fetchone()
    return int(done[0]) if done else 0
