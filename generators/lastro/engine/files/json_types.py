"""JSON types: whether a value of a file has the type of its column, and may be as large as it is."""

from __future__ import annotations

from typing import Any

from lastro.engine.rows.columns import Column

LARGEST = 10_000_000_000_000  # of what unit ever; money beyond it, as a JSON number, loses cents


def wrong_type(column: Column, value: Any) -> str:
    """What should stand where this value does; "" where it fits."""
    if column.type in ("money", "decimal"):
        return "" if _number(value) else "a number up to ten trillion"
    if column.type == "integer":
        return "" if isinstance(value, int) and _number(value) else "a whole number"
    if column.type == "flag":
        return "" if isinstance(value, bool) else "true or false"
    if not isinstance(value, str):
        return "text"
    return "text without half a surrogate pair" if any("\ud800" <= letter <= "\udfff" for letter in value) else ""


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST
