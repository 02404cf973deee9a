"""The datasets as a data contract of the Open Data Contract Standard, version 3.2: https://bitol.io."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lastro.engine import paths
from lastro.engine.rows.columns import Column, Row, columns_of
from lastro.tasks.contract.ddl import about, sql_type
from lastro.tasks.contract.package import target_key
from lastro.tasks.contract.yaml import yaml
from lastro.tasks.meanings import exact, meaning

VERSION = "0.2.0"  # of the columns: the newest heading of CHANGELOG.md, as a test sees to
_HEADING = """\
Written by `doit contract` from the declarations of the columns; paths begin at the root of the checkout, where
`doit duckdb` and `doit parquet` are typed."""
_TYPES = {
    "money": "number",
    "decimal": "number",
    "integer": "integer",
    "flag": "boolean",
    "date": "date",
    "moment": "timestamp",
}  # all else is a string


def contract(rows: Mapping[str, type[Row]]) -> str:
    """The YAML file."""
    database, parquet = paths.beside("bank.duckdb"), paths.beside("parquet/{model}.parquet")
    facts = {
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "id": "banco-lastro",
        "name": "Banco Lastro S.A.",
        "version": VERSION,
        "status": "active",
        "domain": "retail banking",
        "description": {
            "purpose": "A synthetic Brazilian retail bank for building data pipelines, teaching, testing and analysis.",
            "limitations": "Nobody in these data exists. Moments are Brasília time (UTC-03:00), amounts are in reais.",
            "usage": "Free to use without restriction.",
        },
        "servers": [
            {"server": "duckdb", "type": "duckdb", "database": database, "schema": "main"},
            {"server": "parquet", "type": "local", "path": parquet, "format": "parquet"},
        ],
        "schema": [_object(name, row) for name, row in rows.items()],
    }
    return yaml(facts, _HEADING)


def _object(name: str, row: type[Row]) -> dict[str, Any]:
    return {
        "name": name,
        "logicalType": "object",
        "physicalType": "table",
        "description": about(row),
        "properties": [_property(row, column) for column in columns_of(row).values()],
    }


def _property(row: type[Row], column: Column) -> dict[str, Any]:
    key = column.type == "key"
    facts = {
        "name": column.name,
        "logicalType": _TYPES.get(column.type, "string"),
        "logicalTypeOptions": _options(column),
        "physicalType": sql_type(column, "duckdb"),
        "description": meaning(column),
        "primaryKey": key or None,
        "primaryKeyPosition": 1 if key else None,
        "required": not column.nullable,
        "unique": column.unique or None,
        "classification": "personal" if column.personal else None,
        "enum": [{"value": value} for value in column.values],
        "relationships": _relationships(column),
        "examples": [column.example] if column.example and column.type == "text" else None,
        "customProperties": _custom(column),
    }
    return {name: fact for name, fact in facts.items() if fact is False or fact}


def _options(column: Column) -> dict[str, Any]:
    zone = "America/Sao_Paulo" if column.type == "moment" else None  # without it, moments would be taken for UTC
    found = {
        "timezone": False if zone else None,
        "defaultTimezone": zone,
        "format": "uuid" if column.type in ("key", "ref", "uuid") else None,
        "pattern": exact(column.pattern) if column.pattern else None,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
    return {name: option for name, option in found.items() if option is not None}


def _relationships(column: Column) -> list[dict[str, str]]:
    if column.type != "ref":
        return []
    return [{"type": "foreignKey", "to": f"{column.target}.{target_key(column)}"}]


def _custom(column: Column) -> list[dict[str, Any]]:
    found = {"unit": column.unit, "decimals": column.decimals, "presentState": column.state}
    return [{"property": name, "value": value} for name, value in found.items() if value]
