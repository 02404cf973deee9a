"""The bank as a Frictionless Data Package (version 2): https://datapackage.org."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lastro.engine.rows.columns import Column, Row, columns_of, key_of, row_class
from lastro.tasks.contract.ddl import about
from lastro.tasks.meanings import exact, meaning

_PROFILE = "https://datapackage.org/profiles/2.0/"
_TYPES = {
    "money": "number",
    "decimal": "number",
    "integer": "integer",
    "flag": "boolean",
    "date": "date",
    "moment": "datetime",
}  # all else is a string
_FORMATS = {"key": "uuid", "ref": "uuid", "uuid": "uuid", "moment": "%Y-%m-%dT%H:%M:%S"}


def package(rows: Mapping[str, type[Row]], truth: Mapping[str, type[Row]] | None = None) -> dict[str, Any]:
    """The descriptor of all datasets, and of the tables of the truth if they are given."""
    return {
        "$schema": f"{_PROFILE}datapackage.json",
        "name": "lastro",
        "title": "Banco Lastro S.A.: a synthetic Brazilian bank",
        "description": (
            "Nobody in these data exists; columns with personalData hold what would be personal data of real people "
            "(LGPD, Lei 13.709/2018, art. 5). Moments are Brasília time (UTC-03:00), amounts are in reais."
        ),
        "resources": [
            *(_resource(f"datasets/{name}.json", name, row) for name, row in rows.items()),
            *(_resource(f"truth/{name}.json", name, row) for name, row in (truth or {}).items()),
        ],
    }


def _resource(file: str, name: str, row: type[Row]) -> dict[str, Any]:
    return {
        "$schema": f"{_PROFILE}dataresource.json",
        "name": name,
        "title": about(row).partition(":")[0],
        "description": about(row),
        "type": "table",
        "path": file,
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
        "schema": _schema(row),
    }


def _schema(row: type[Row]) -> dict[str, Any]:
    columns = columns_of(row).values()
    return {
        "$schema": f"{_PROFILE}tableschema.json",
        "fields": [_field(column) for column in columns],
        "missingValues": [],  # null is the only missing value; an empty text is one
        "primaryKey": [key_of(row).name],
        "foreignKeys": [_foreign_key(row, column) for column in columns if column.type == "ref"],
    }


def _foreign_key(row: type[Row], column: Column) -> dict[str, Any]:
    resource = "" if column.refers is row else column.target  # "" is the table itself
    return {"fields": [column.name], "reference": {"resource": resource, "fields": [target_key(column)]}}


def target_key(column: Column) -> str:
    """The name of the key column that a reference points to."""
    return key_of(row_class(column.target)).name


def _field(column: Column) -> dict[str, Any]:
    facts = {
        "name": column.name,
        "type": _TYPES.get(column.type, "string"),
        "format": _FORMATS.get(column.type),
        "description": meaning(column),
        "example": column.example,
        "constraints": _constraints(column),
        "unit": column.unit,
        "decimals": column.decimals or None,
        "personalData": column.personal,
        "presentState": column.state,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def _constraints(column: Column) -> dict[str, Any]:
    found = {
        "required": not column.nullable,
        "unique": column.unique or None,
        "enum": list(column.values) or None,
        "pattern": exact(column.pattern) if column.pattern else None,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
    return {name: constraint for name, constraint in found.items() if constraint is not None}
