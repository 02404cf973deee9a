"""Wrong types: the right value, written as another type or in another form."""

from __future__ import annotations

from datetime import UTC, datetime

from lastro.tasks.dirty.cell import Cell
from lastro.tasks.dirty.files.lines import quoted
from lastro.tasks.dirty.registry import CSV, JSON, kind, typed

_NUMBERS = typed("money", "decimal", "integer", nullable=False)


@kind("wrong type", where=_NUMBERS, caught_by="S2", forms=(JSON,))
def number_as_text(cell: Cell) -> str | None:
    """A number in quotes."""
    return quoted(cell.text)


@kind("wrong type", where=typed("flag", nullable=False), caught_by="S2", usual=0.002, forms=(JSON, CSV))
def flag_as_letter(cell: Cell) -> str | None:
    """S or N instead of true or false."""
    return '"S"' if cell.value else '"N"'


@kind("wrong type", where=typed("money", "decimal", nullable=False), caught_by="S2", forms=(JSON, CSV))
def decimal_comma(cell: Cell) -> str | None:
    """A number as Brazilians write it, "1.234,56"."""
    return quoted(f"{cell.value:,.2f}".translate(str.maketrans(",.", ".,")))


@kind("wrong type", where=typed("money", nullable=False), caught_by="S2", forms=(JSON, CSV))
def with_currency(cell: Cell) -> str | None:
    """An amount with its currency before it, "R$ 12.50"."""
    return quoted(f"R$ {cell.text}")


@kind("wrong type", where=typed("date", "moment", nullable=False), caught_by="S2", forms=(JSON, CSV))
def day_first(cell: Cell) -> str | None:
    """A date or moment that begins with the day, 31/10/2026."""
    day, rest = cell.value[:10], cell.value[10:].replace("T", " ")
    return quoted(f"{day[8:]}/{day[5:7]}/{day[:4]}{rest}")


@kind("wrong type", where=typed("moment", nullable=False), caught_by="S2", forms=(JSON, CSV))
def moment_with_zone(cell: Cell) -> str | None:
    """A moment with a Z behind it, as if it were UTC."""
    return quoted(f"{cell.value}Z")


@kind("wrong type", where=typed("date", "moment", nullable=False), caught_by="S2", forms=(JSON,))
def epoch_seconds(cell: Cell) -> str | None:
    """A date or moment as seconds since 1970."""
    return str(int(datetime.fromisoformat(cell.value).replace(tzinfo=UTC).timestamp()))
