"""A DuckDB database in memory: the datasets of a bank as typed tables with keys, and views for the ten questions."""

from __future__ import annotations

import duckdb

from lastro.api.bank import Bank
from lastro.engine.rows.columns import row_class
from lastro.tasks.contract import ddl
from lastro.tasks.exports.questions import views


def connection(bank: Bank) -> duckdb.DuckDBPyConnection:
    """A new database with all datasets of a bank, a block in memory at a time beside the database itself."""
    opened = duckdb.connect()
    rows = {name: row_class(name) for name in bank.datasets}
    for name, row in rows.items():
        opened.execute(ddl.create_table(row, "duckdb"))
        _fill(opened, bank, name)
        for statement in ddl.comments(row, "duckdb"):
            opened.execute(statement)
    for view in views(rows, "duckdb"):
        opened.execute(view)
    return opened


def _fill(opened: duckdb.DuckDBPyConnection, bank: Bank, name: str) -> None:
    opened.register("records", bank[name].to_arrow())
    opened.execute(f"INSERT INTO {ddl.name(name)} SELECT * FROM records")
    opened.unregister("records")
