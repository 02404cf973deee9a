"""Questions: what each of the ten asks, the SQL that answers it, and the answer; `python examples/questions/run.py`.

With --write, docs/questions.md is written anew. Needs duckdb (requirements/duckdb.txt) and a built bank.
"""

from __future__ import annotations

import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "questions.md"


def questions() -> list[Path]:
    """The ten queries, in order."""
    return sorted(HERE.glob("q*.sql"))


def connect(root: Path = ROOT) -> duckdb.DuckDBPyConnection:
    """A connection with the datasets of a project as tables, read once for all questions."""
    connection = duckdb.connect()
    folder = str(root).replace("'", "''")
    tables = (HERE / "tables.sql").read_text(encoding="utf-8").replace("'data/", f"'{folder}/data/")
    connection.execute(tables.replace("CREATE VIEW", "CREATE TABLE"))
    return connection


def title(sql: str) -> str:
    """The question, from the comment that a query begins with."""
    lines = []
    for line in sql.splitlines():
        if not line.startswith("-- "):
            break
        lines.append(line[3:])
    return " ".join(lines)


def shown(value: object) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return f"{value:,.2f}".removesuffix(".00") if isinstance(value, float | Decimal) else f"{value:,}"
    return str(value)


def answer(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The result of a query as a table in Markdown."""
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    rows = [[shown(value) for value in row] for row in result.fetchall()]
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def reading(query: Path) -> str:
    """What a banker reads in the answer."""
    return query.with_suffix(".md").read_text(encoding="utf-8").strip()


def introduction(connection: duckdb.DuckDBPyConnection) -> str:
    """What the page begins with, of the bank that is there."""
    bank = (
        "SELECT (SELECT count(*) FROM customers), min(transaction_date)::DATE, max(transaction_date)::DATE "
        "FROM transactions"
    )
    ((customers, first, last),) = connection.execute(bank).fetchall()
    text = (HERE / "introduction.md").read_text(encoding="utf-8").strip()
    return text.format(customers=f"{customers:,}", first=first, last=last)


def page(connection: duckdb.DuckDBPyConnection) -> str:
    """docs/questions.md."""
    parts = [introduction(connection)]
    for number, query in enumerate(questions(), 1):
        sql = query.read_text(encoding="utf-8").strip()
        heading = f"## {number}. {title(sql)}"
        source = f"[{query.name}](../examples/questions/{query.name})"
        parts += [heading, answer(connection, sql), reading(query), f"Query: {source}"]
    return "\n\n".join(parts) + "\n"


def main(arguments: list[str]) -> None:
    """Print the page, or write it down."""
    text = page(connect())
    if "--write" in arguments:
        PAGE.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main(sys.argv[1:])
