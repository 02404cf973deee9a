"""A dataset's file as a JSON Schema (draft 2020-12)."""

from __future__ import annotations

from typing import Any

from lastro.engine.rows.columns import Column, Row, columns_of
from lastro.tasks.contract.ddl import about
from lastro.tasks.meanings import exact, meaning

_TYPES = {"money": "number", "decimal": "number", "integer": "integer", "flag": "boolean"}  # all else is a string
_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_MOMENT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$"  # no offset, so not the format date-time
_PATTERNS = {"key": _UUID, "ref": _UUID, "uuid": _UUID, "date": _DATE, "moment": _MOMENT}
_FORMATS = {"key": "uuid", "ref": "uuid", "uuid": "uuid", "date": "date"}


def schema(dataset: str, row: type[Row]) -> dict[str, Any]:
    """The schema of a file: an array of records."""
    columns = columns_of(row)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:lastro:{dataset}",
        "title": dataset,
        "description": about(row),
        "type": "array",
        "items": {
            "type": "object",
            "properties": {name: _property(column) for name, column in columns.items()},
            "required": list(columns),
            "additionalProperties": False,
        },
    }


def _property(column: Column) -> dict[str, Any]:
    kind = _TYPES.get(column.type, "string")
    facts = {
        "description": meaning(column),
        "type": [kind, "null"] if column.nullable else kind,
        "enum": _values(column),
        "format": _FORMATS.get(column.type),
        "pattern": exact(column.pattern) if column.pattern else _PATTERNS.get(column.type),
        "minimum": column.minimum,
        "maximum": column.maximum,
        "examples": [column.example] if column.example and kind == "string" else None,
        "x-unit": column.unit,
        "x-decimals": column.decimals or None,
        "x-references": column.target if column.type == "ref" else None,
        "x-personal-data": column.personal,
        "x-present-state": column.state,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def _values(column: Column) -> list[str | None] | None:
    if not column.values:
        return None
    return [*column.values, None] if column.nullable else list(column.values)
