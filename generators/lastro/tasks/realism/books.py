"""The books: the datasets of any folder as tables of DuckDB, and every posting beside its customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from lastro.engine.errors import BuildError
from lastro.engine.rows.columns import Row, columns_of
from lastro.tasks.contract import ddl
from lastro.tasks.realism.measure import Measure

_POSTING = """
    CREATE TABLE posting AS
    SELECT t.*, a.customer_id, a.account_type, c.customer_type, c.monthly_income, c.city AS home,
        c.created_at AS joined, hour(transaction_date) AS hour, CAST(transaction_date AS DATE) AS day,
        isodow(transaction_date) AS weekday
    FROM transactions t JOIN accounts a USING (account_id) JOIN customers c USING (customer_id)
"""
_BETWEEN = """
    CREATE TABLE between_customers AS
    SELECT p.transaction_id, p.transaction_date, p.amount, p.category, p.customer_id AS payer, a.customer_id AS payee
    FROM posting p JOIN accounts a ON a.account_id = p.counterparty_account_id
    WHERE p.direction = 'Debit' AND a.customer_id <> p.customer_id
"""
_BANK = """
    CREATE TABLE bank AS
    SELECT min(day) AS start, max(day) AS as_of, (date_diff('day', min(day), max(day)) + 1) / 365.25 AS years
    FROM posting
"""


def opened(folder: Path, rows: Mapping[str, type[Row]], scratch: Path | None = None) -> duckdb.DuckDBPyConnection:
    """The datasets of a folder as tables, with further ones.

    These are `posting` (each with its customer), `between_customers` (payments from one to another, with payer and
    payee) and `bank` (start, as_of, years).

    scratch: where DuckDB keeps them; in memory without. Raises BuildError where a file is missing or cannot be read.
    """
    connection = duckdb.connect(str(scratch / "books.duckdb") if scratch else ":memory:")
    for dataset, row in rows.items():
        path = folder / f"{dataset}.json"
        if not path.is_file():
            raise BuildError(f"{path} is missing: a bank has {', '.join(rows)}")
        try:
            connection.execute(_table(dataset, row, path))
        except duckdb.Error as error:
            raise BuildError(f"{path}: {str(error).partition(chr(10))[0]}") from None
    connection.execute(_POSTING)
    connection.execute(_BETWEEN)
    connection.execute(_BANK)
    return connection


def measured(connection: duckdb.DuckDBPyConnection, measures: Iterable[Measure]) -> dict[str, float | None]:
    """What each measure comes to, by its name; None where the books are too short or too empty for it."""
    found = {}
    for measure in measures:
        (value,) = connection.execute(measure.sql).fetchone() or (None,)
        found[measure.name] = None if value is None else float(value)
    return found


def described(connection: duckdb.DuckDBPyConnection) -> str:
    """The bank in words: its customers, postings and period."""
    customers, postings, start, as_of = connection.execute(
        "SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM posting), start, as_of FROM bank"
    ).fetchall()[0]
    return f"a bank of {customers:,} customers and {postings:,} postings from {start} to {as_of}"


def _table(dataset: str, row: type[Row], path: Path) -> str:
    types = ", ".join(f"{ddl.text(n)}: {ddl.text(ddl.sql_type(c, 'duckdb'))}" for n, c in columns_of(row).items())
    records = f"read_json({ddl.text(str(path))}, format = 'array', columns = {{{types}}})"
    return f"CREATE TABLE {ddl.name(dataset)} AS SELECT * FROM {records}"
