"""Questions: views of a database that answer the ten questions, from one text for all dialects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from lastro.engine.rows.columns import Row, columns_of
from lastro.tasks.contract import ddl
from lastro.tasks.contract.ddl import Dialect

_TEXT = Path(__file__).with_name("questions.sql")
_VIEW = re.compile(r"^-- (q\d\d_\w+): (.+)\n((?:.+\n)+?.+);$", re.MULTILINE)
_CALL = re.compile(r"\b(month|hour|seconds)\(([\w.]+)\)")
_WORDS: dict[Dialect, dict[str, str]] = {
    "postgres": {
        "month": "to_char({}, 'YYYY-MM')",
        "hour": "extract(hour FROM {})::integer",
        "seconds": "extract(epoch FROM {})::bigint",
    },
    "duckdb": {"month": "strftime({}, '%Y-%m')", "hour": "hour({})", "seconds": "epoch({})::BIGINT"},
    "sqlite": {"month": "substr({}, 1, 7)", "hour": "CAST(substr({}, 12, 2) AS INTEGER)", "seconds": "unixepoch({})"},
}


def names() -> list[str]:
    """The views, in the order of the questions."""
    return [name for name, _, _ in _questions()]


def views(rows: Mapping[str, type[Row]], dialect: Dialect) -> list[str]:
    """The statements that make the views; a bank without all of the datasets has none."""
    reais = [_in_reais(dataset, row) for dataset, row in rows.items() if _money(row)] if dialect == "sqlite" else []
    if not _asked() <= rows.keys():
        return reais
    money = {dataset for dataset, row in rows.items() if _money(row)} if dialect == "sqlite" else set()
    made = [f"CREATE VIEW {ddl.name(name)} AS\n{_translated(query, dialect, money)}" for name, _, query in _questions()]
    said = [f"COMMENT ON VIEW {ddl.name(name)} IS {ddl.text(sentence)}" for name, sentence, _ in _questions()]
    return [*reais, *made, *(said if dialect != "sqlite" else [])]


def _questions() -> list[tuple[str, str, str]]:
    return _VIEW.findall(_TEXT.read_text(encoding="utf-8"))


def _asked() -> set[str]:
    """The datasets that the questions read."""
    text = _TEXT.read_text(encoding="utf-8")
    own = set(re.findall(r"(\w+) AS \($", text, re.MULTILINE))
    return {table for table in re.findall(r"\b(?:FROM|JOIN) (\w+)", re.sub("--.*", "", text)) if table not in own}


def _translated(query: str, dialect: Dialect, money: set[str]) -> str:
    """The query in a dialect; where money is held in cents, its tables are read through their views in reais."""
    words = _WORDS[dialect]
    query = _CALL.sub(lambda call: words[call[1]].format(call[2]), query)
    return re.sub(
        r"\b(FROM|JOIN) (\w+)", lambda found: f"{found[0]}_in_reais" if found[2] in money else found[0], query
    )


def _money(row: type[Row]) -> list[str]:
    return [name for name, column in columns_of(row).items() if column.type == "money"]


def _in_reais(dataset: str, row: type[Row]) -> str:
    """A view of a table whose money is in cents."""
    money = _money(row)
    shown = (f"{ddl.name(c)} / 100.0 AS {ddl.name(c)}" if c in money else ddl.name(c) for c in columns_of(row))
    return f"CREATE VIEW {ddl.name(f'{dataset}_in_reais')} AS\nSELECT {', '.join(shown)} FROM {ddl.name(dataset)}"
