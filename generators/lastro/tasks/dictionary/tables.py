"""The datasets as tables for DuckDB, read where they lie: examples/questions/tables.sql, whole."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap

from lastro.engine import paths
from lastro.engine.rows.columns import Column, Row, columns_of
from lastro.tasks.contract import ddl

_HEADING = """\
-- The datasets as tables, read where they lie; paths are relative to the project's folder.
-- In a database that `doit duckdb` made the tables are there already: run the queries as they are.
-- Written by `doit dictionary` from the declarations in generators/*.py: change them, not this file.
"""
_INDENT = " " * 8
_WIDTH = 120
_GLUE = "\xa0"  # holds a name and its type together while lines are broken


def tables(rows: Mapping[str, type[Row]]) -> str:
    """The script that names all files as tables."""
    return "\n".join([_HEADING, *(_view(name, row) for name, row in rows.items())])


def _view(name: str, row: type[Row]) -> str:
    typed = ", ".join(map(_typed, columns_of(row).values()))
    lines = wrap(typed, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT, break_on_hyphens=False)
    columns = "\n".join(lines).replace(_GLUE, " ")
    path = ddl.text(f"{paths.FIRST_HOME}/datasets/{name}.json")  # in git: of no named bank
    return (
        f"CREATE VIEW {name} AS SELECT * FROM read_json(\n"
        f"    {path}, format = 'array', columns = {{\n{columns}\n    }});\n"
    )


def _typed(column: Column) -> str:
    return f"{column.name}:{_GLUE}{ddl.text(ddl.sql_type(column, 'duckdb'))}"
