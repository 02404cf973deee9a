"""References: identifiers of what is not there, or of something else."""

from __future__ import annotations

from lastro.engine.rows.columns import Column
from lastro.tasks.dirty.cell import Cell
from lastro.tasks.dirty.files.lines import quoted
from lastro.tasks.dirty.registry import kind, on

_NEAR = 40  # rows within which another row's value is looked for


def _always_there(dataset: str, column: Column) -> bool:
    return column.type == "ref" and not column.nullable


@kind("reference", where=_always_there, caught_by="I1")
def unknown_reference(cell: Cell) -> str | None:
    """A reference to a record that is not there."""
    return quoted(cell.luck.uuid())


@kind("reference", where=on("transactions.account_id"), caught_by="M1")
def posting_of_another(cell: Cell) -> str | None:
    """A posting that names another customer's account."""
    return of_another_row(cell)


@kind("reference", where=on("loans.account_id", "credit_cards.account_id", "investments.account_id"), caught_by="I1",
      usual=0.002)  # fmt: skip
def account_of_another(cell: Cell) -> str | None:
    """A contract that names another customer's account."""
    return of_another_row(cell)


@kind("reference", where=on("digital_activity.session_id", "digital_activity.device_id"), caught_by="S2")
def identifier_reformatted(cell: Cell) -> str | None:
    """An identifier in capitals or without hyphens, as some systems write it."""
    if cell.value is None:
        return None
    return quoted(cell.luck.one((cell.value.upper(), cell.value.replace("-", ""), f"{{{cell.value}}}")))


def of_another_row(cell: Cell) -> str | None:
    """The value that some other record nearby, of another customer, has in the column."""
    name, first = cell.column.name, 1 + cell.luck.below(_NEAR)
    same = "customer_id" if "customer_id" in cell.record else name
    for step in range(first, first + 25 * _NEAR, _NEAR // 2):
        other = cell.other(step)
        if other and other.get(same) != cell.record[same] and isinstance(other.get(name), str):
            return quoted(other[name])
    return None
