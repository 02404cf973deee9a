"""Meanings: what the declarations say of columns, in the words of those who read them."""

from __future__ import annotations

from lastro.engine.rows.columns import Column


def meaning(column: Column) -> str:
    """What a column says; one that describes the present says so."""
    return f"{column.meaning} (present state)" if column.state else column.meaning


def exact(pattern: str) -> str:
    """A pattern for the whole text, with ASCII digits, as every dialect of regular expressions has it."""
    inner = pattern.removeprefix("^").removesuffix("$").replace(r"\d", "[0-9]")
    return f"^{inner}$" if "|" not in inner else f"^(?:{inner})$"
