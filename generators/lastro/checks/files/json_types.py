"""JSON types: whether one value has its column's, asked value by value where a file is out of the ordinary."""

from __future__ import annotations

from typing import Any

from lastro.engine.rows.columns import Column

_LARGEST = 10_000_000_000_000  # beyond it, money as JSON numbers loses cents


def wrong_type(column: Column, value: Any) -> str:
    """What should stand where this value does; "" where it fits."""
    if column.type in ("money", "decimal"):
        return "" if _number(value) else "a number up to ten trillion"
    if column.type == "integer":
        return "" if isinstance(value, int) and _number(value) else "a whole number"
    if column.type == "flag":
        return "" if isinstance(value, bool) else "true or false"
    return "" if _text(value) else "text"


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST


def _text(value: Any) -> bool:
    """Text without half of a surrogate pair."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)
