"""The warehouse of a report: the datasets in a DuckDB database of its own, and the questions that are put to it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.rows.columns import Row, columns_of
from lastro.tasks.contract import ddl

SQL = Path(__file__).parent / "sql"
_QUESTIONS = paths.ROOT / "examples/questions"
_MEMORY = "1GB"  # of DuckDB; what is more goes to the disk
_UNUSED = {  # columns that are large and tell a report nothing
    "transactions": {"transfer_id", "end_to_end_id", "currency"},
    "digital_activity": {"session_id", "device_id", "ip_address"},
    "card_transactions": {"purchase_id", "merchant_document"},
}

Answer = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Question:
    """One of the ten questions: its words, its SQL, its answer."""

    text: str
    sql: str
    headings: list[str]
    rows: list[dict[str, Any]]


class Warehouse:
    """Answers the questions of sql/, each file of which is one query."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def ask(self, name: str, **values: Any) -> Answer:
        """The rows that a query gives."""
        query = (SQL / f"{name}.sql").read_text(encoding="utf-8")
        try:
            return [tuple(row) for row in self.connection.execute(query, values or None).fetchall()]
        except duckdb.Error as error:
            raise BuildError(f"{name}.sql: {error}") from None

    def counts(self, datasets: Iterable[str]) -> dict[str, int]:
        """How many records each dataset has."""
        counted = " UNION ALL ".join(f"SELECT {ddl.text(each)}, count(*) FROM {ddl.name(each)}" for each in datasets)
        return dict(self.connection.execute(counted).fetchall())

    def question(self, name: str) -> Question:
        """The question whose file begins so, asked."""
        path = next(iter(sorted(_QUESTIONS.glob(f"{name}_*.sql"))), None)
        if path is None:
            raise BuildError(
                f"there is no {_QUESTIONS.relative_to(paths.ROOT)}/{name}_*.sql; `git checkout examples` brings it back"
            )
        sql = path.read_text(encoding="utf-8").strip()
        comments = itertools.takewhile(lambda line: line.startswith("-- "), sql.splitlines())
        try:
            result = self.connection.execute(sql)
            headings = [column[0] for column in result.description or ()]
            rows = [dict(zip(headings, row, strict=True)) for row in result.fetchall()]
        except duckdb.Error as error:
            raise BuildError(f"{path.name}: {error}") from None
        return Question(" ".join(line[3:] for line in comments), sql, headings, rows)


@contextmanager
def warehouse(rows: Mapping[str, type[Row]], as_of: str, history_start: str) -> Iterator[Warehouse]:
    """The datasets of the files as tables, in a folder that goes when the report is done."""
    with TemporaryDirectory(prefix="report-", dir=Path(paths.OUTPUTS).parent) as folder:
        connection = duckdb.connect(str(Path(folder) / "bank.duckdb"))
        try:
            connection.execute(f"SET memory_limit = '{_MEMORY}'; SET temp_directory = {ddl.text(folder)}")
            for name, row in rows.items():
                connection.execute(_filled(name, row))
            connection.execute(f"CREATE VIEW bank AS SELECT DATE '{as_of}' AS as_of, DATE '{history_start}' AS start")
            connection.execute((SQL / "views.sql").read_text(encoding="utf-8"))
            yield Warehouse(connection)
        finally:
            connection.close()


def _filled(name: str, row: type[Row]) -> str:
    """The statement that makes a table of a file."""
    kept = {n: c for n, c in columns_of(row).items() if n not in _UNUSED.get(name, ())}
    types = ", ".join(f"{ddl.text(n)}: {ddl.text(_type(ddl.sql_type(c, 'duckdb')))}" for n, c in kept.items())
    path = ddl.text(paths.output(name))
    return f"CREATE TABLE {ddl.name(name)} AS SELECT * FROM read_json({path}, format = 'array', columns = {{{types}}})"


def _type(sql_type: str) -> str:
    """Sums over millions of reais need no cents: doubles are faster, and plots round anyway."""
    return "DOUBLE" if sql_type.startswith("DECIMAL") else sql_type
