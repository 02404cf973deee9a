"""The datasets as sources of a dbt project, with the tests that dbt has of its own: https://docs.getdbt.com."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lastro.engine.rows.columns import Column, Row, columns_of
from lastro.tasks.contract.ddl import about, schema_of_bank
from lastro.tasks.contract.package import target_key
from lastro.tasks.contract.yaml import yaml
from lastro.tasks.meanings import meaning

SOURCE = "lastro"
_HEADING = """\
The tables of Banco Lastro as dbt sources. Written by `doit contract` from the declarations of the columns: copy it into
the models of a dbt project (dbt 1.10.5 or newer), then `dbt test --select source:lastro`. The variable lastro_schema
says where the tables are; without it they are looked for where `doit duckdb` and `doit postgres` put them."""


def sources(rows: Mapping[str, type[Row]]) -> str:
    """The YAML file."""
    source = {
        "name": SOURCE,
        "description": "Banco Lastro S.A.: a synthetic Brazilian bank",
        "schema": _schema(),
        "tables": [_table(name, row) for name, row in rows.items()],
    }
    return yaml({"version": 2, "sources": [source]}, _HEADING)


def _schema() -> str:
    return f"{{{{ var('lastro_schema', '{schema_of_bank()}' if target.type == 'postgres' else 'main') }}}}"


def _table(name: str, row: type[Row]) -> dict[str, Any]:
    return {"name": name, "description": about(row), "columns": [_column(c) for c in columns_of(row).values()]}


def _column(column: Column) -> dict[str, Any]:
    meta = {"personal_data": column.personal, "present_state": column.state, "unit": column.unit}
    facts = {
        "name": column.name,
        "description": meaning(column),
        "config": {"meta": {name: fact for name, fact in meta.items() if fact}},
        "data_tests": _tests(column),
    }
    return {name: fact for name, fact in facts.items() if fact and fact != {"meta": {}}}


def _tests(column: Column) -> list[Any]:
    """What must hold of a column, as far as dbt can tell without packages of others."""
    found: list[Any] = []
    if not column.nullable:
        found.append("not_null")
    if column.unique:
        found.append("unique")
    if column.values:
        found.append({"accepted_values": {"arguments": {"values": list(column.values)}}})
    if column.type == "ref":
        to = f"source('{SOURCE}', '{column.target}')"
        found.append({"relationships": {"arguments": {"to": to, "field": target_key(column)}}})
    return found
