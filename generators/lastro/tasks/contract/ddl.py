"""SQL of the datasets, derived from their column declarations: tables, keys, indexes and comments.

Three dialects. Identifiers are text, since one that was made by hand may be any text; moments have no zone (they are
Brasília time); SQLite holds money as whole cents. Patterns of text are not checked here: `doit check` does that.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Literal

from lastro.engine import paths
from lastro.engine.rows.columns import DIGITS, Column, Row, columns_of, dataset_of, key_of, row_class

Dialect = Literal["postgres", "duckdb", "sqlite"]

_TYPES: dict[Dialect, dict[str, str]] = {
    "postgres": {"integer": "bigint", "flag": "boolean", "date": "date", "moment": "timestamp"},
    "duckdb": {"integer": "BIGINT", "flag": "BOOLEAN", "date": "DATE", "moment": "TIMESTAMP"},
    "sqlite": {"money": "INTEGER", "decimal": "REAL", "integer": "INTEGER", "flag": "INTEGER"},
}
_TEXT: dict[Dialect, str] = {"postgres": "text", "duckdb": "VARCHAR", "sqlite": "TEXT"}

_SOUGHT = {  # what people look for, besides references, which are always indexed
    "customers": ("cpf", "cnpj", "state"),
    "accounts": ("account_number", "status"),
    "transactions": ("transaction_date", "category", "transfer_id", "end_to_end_id"),
    "loans": ("loan_status",),
    "credit_cards": ("status",),
    "investments": ("status",),
    "compliance": ("review_date",),
    "digital_activity": ("timestamp",),
    "card_transactions": ("posted_on", "category", "purchase_id"),
}


def schema_of_bank() -> str:
    """The schema of the bank on a server, which several banks may share."""
    return f"bank_{paths.BANK_NAME}" if paths.BANK_NAME else "bank"


def create_table(row: type[Row], dialect: Dialect, *, keys: bool = True) -> str:
    """The CREATE TABLE statement of a dataset; without keys, those are left for key_statements after loading."""
    columns = list(columns_of(row).values())
    parts = [(_column(column, dialect), remark(column)) for column in columns]
    if keys:
        parts += [(constraint, "") for constraint in [*_unique(row), *_foreign(row)]]
    lines = [_line(part, meaning, last=part is parts[-1][0], dialect=dialect) for part, meaning in parts]
    heading = f"-- {about(row)}\n" if dialect == "sqlite" else ""
    body = "\n".join(lines)
    return f"{heading}CREATE TABLE {name(dataset_of(row))} (\n{body}\n){' STRICT' if dialect == 'sqlite' else ''}"


def key_statements(row: type[Row]) -> list[str]:
    """Primary and unique keys, to be added to a table that has been loaded."""
    return [f"ALTER TABLE {name(dataset_of(row))} ADD {constraint}" for constraint in _unique(row)]


def foreign_keys(row: type[Row]) -> list[str]:
    """Foreign keys, to be added once every table has been loaded and has its primary key."""
    return [f"ALTER TABLE {name(dataset_of(row))} ADD {constraint}" for constraint in _foreign(row)]


def indexes(row: type[Row], dialect: Dialect) -> list[str]:
    """Indexes on what people join and filter by; DuckDB, which has them from keys of other tables, needs fewer."""
    table, columns = dataset_of(row), columns_of(row)
    references = [column.name for column in columns.values() if column.type == "ref" and dialect != "duckdb"]
    sought = [each for each in _SOUGHT.get(table, ()) if each in columns]
    return [_index(table, columns[each], dialect) for each in [*references, *sought]]


def checks(row: type[Row], dialect: Dialect) -> list[str]:
    """What is true of every row of a table, as its CHECK constraints have it."""
    return [check for column in columns_of(row).values() for check in _checks(column, dialect)]


def comments(row: type[Row], dialect: Dialect) -> list[str]:
    """COMMENT statements on the table and its columns; none in SQLite, whose tables hold them in their text."""
    if dialect == "sqlite":
        return []
    table = name(dataset_of(row))
    said = [f"COMMENT ON TABLE {table} IS {text(about(row))}"]
    return said + [
        f"COMMENT ON COLUMN {table}.{name(column.name)} IS {text(remark(column))}"
        for column in columns_of(row).values()
    ]


def about(row: type[Row]) -> str:
    """What a dataset is, in the first line of its module."""
    return (sys.modules[row.__module__].__doc__ or "").partition("\n")[0]


def remark(column: Column) -> str:
    """What a column is: its meaning, its unit, and what else has to be known of it."""
    marks = [column.unit or "", "personal data" * column.personal, "present state" * column.state]
    marks = [mark for mark in marks if mark]
    return f"{column.meaning} [{', '.join(marks)}]" if marks else column.meaning


def sql_type(column: Column, dialect: Dialect) -> str:
    """The SQL type of a column."""
    if column.type in ("money", "decimal") and dialect != "sqlite":
        return f"{'numeric' if dialect == 'postgres' else 'DECIMAL'}({DIGITS},{column.decimals})"
    return _TYPES[dialect].get(column.type, _TEXT[dialect])


def name(identifier: str) -> str:
    """A name as SQL has it, whatever word it is."""
    return f'"{identifier}"'


def text(value: str) -> str:
    """A text as SQL has it."""
    return "'" + value.replace("'", "''") + "'"


def _line(part: str, meaning: str, *, last: bool, dialect: Dialect) -> str:
    comma = "" if last else ","
    return f"    {part}{comma}" + (f"  -- {meaning}" if meaning and dialect == "sqlite" else "")


def _column(column: Column, dialect: Dialect) -> str:
    allowed = " AND ".join(_checks(column, dialect))
    words = [
        name(column.name),
        sql_type(column, dialect),
        "" if column.nullable else "NOT NULL",
        f"CHECK ({allowed})" if allowed else "",
    ]
    return " ".join(word for word in words if word)


def _checks(column: Column, dialect: Dialect) -> Iterator[str]:
    """What the values of a column must be."""
    if column.values:
        yield f"{name(column.name)} IN ({', '.join(map(text, column.values))})"
    if column.type == "flag" and dialect == "sqlite":
        yield f"{name(column.name)} IN (0, 1)"
    cents = 100 if column.type == "money" and dialect == "sqlite" else 1
    if column.minimum is not None:
        yield f"{name(column.name)} >= {column.minimum * cents:.15g}"
    if column.maximum is not None:
        yield f"{name(column.name)} <= {column.maximum * cents:.15g}"


def _unique(row: type[Row]) -> list[str]:
    key = key_of(row).name
    others = [column.name for column in columns_of(row).values() if column.unique and column.name != key]
    return [f"PRIMARY KEY ({name(key)})", *(f"UNIQUE ({name(other)})" for other in others)]


def _foreign(row: type[Row]) -> list[str]:
    references = [column for column in columns_of(row).values() if column.type == "ref"]
    return [f"FOREIGN KEY ({name(c.name)}) REFERENCES {name(c.target)} ({name(_key(c.target))})" for c in references]


def _key(dataset: str) -> str:
    return key_of(row_class(dataset)).name


def _index(table: str, column: Column, dialect: Dialect) -> str:
    present = f" WHERE {name(column.name)} IS NOT NULL" if column.nullable and dialect != "duckdb" else ""
    return f"CREATE INDEX {name(f'{table}_{column.name}')} ON {name(table)} ({name(column.name)}){present}"
