"""Swapped: the right values in the wrong places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from lastro.bank.choices import Direction
from lastro.tasks.dirty.cell import Cell
from lastro.tasks.dirty.files.lines import quoted
from lastro.tasks.dirty.kinds.missing import by_balance
from lastro.tasks.dirty.registry import NEIGHBOURS, NOTHING, PAIR, kind, on

_PARTNERS = {  # what a column is mistaken for
    "customers.city": "state",
    "branches.city": "state",
    "customers.created_at": "updated_at",
    "accounts.created_at": "updated_at",
    "loans.start_date": "end_date",
    "digital_activity.city": "state",
    "transactions.direction": "transaction_type",
}
_DAY_MONTH = {"birth_date": NOTHING, "start_date": "T2"}
_BOTH_MONTHS = rb'"(?:birth|start)_date":"[0-9]{4}-(?!(0[1-9]|1[0-2])-\1)[0-9]{2}-(?:0[1-9]|1[0-2])"'
_RULES = {"created_at": "T1", "start_date": "T2", "city": "S2", "direction": "I6"}


@kind("swapped", PAIR, where=on(*_PARTNERS), caught_by=lambda dataset, column: _RULES[column])
def columns_swapped(cell: Cell) -> str | None:
    """Two columns of a record have changed places."""
    other = _PARTNERS[f"{cell.dataset}.{cell.column.name}"]
    return other if cell.line.texts[other] != cell.text else None


@kind("swapped", where=on("birth_date", "loans.start_date"), caught_by=lambda dataset, column: _DAY_MONTH[column],
      usual=0.002, needs=_BOTH_MONTHS)  # fmt: skip
def day_and_month_swapped(cell: Cell) -> str | None:
    """The day and the month of a date have changed places."""
    if cell.value is None:
        return None
    year, month, day = cell.value.split("-")
    return quoted(f"{year}-{day}-{month}") if int(day) <= 12 and day != month else None


@kind("swapped", NEIGHBOURS, where=on("customers.monthly_income", "customers.address", "customers.email"),
      caught_by=lambda dataset, column: "I4" if column == "email" else NOTHING,
      usual=0.001)  # fmt: skip
def rows_swapped(cell: Cell) -> str | None:
    """Two neighbouring records have each other's value, as where a column was sorted by itself."""
    other = cell.other(1)
    if not other or cell.column.name not in other or other[cell.column.name] == cell.value:
        return None
    if cell.column.name == "email" and (_fits(cell.record, other) or _fits(other, cell.record)):
        return None  # nobody can tell
    return quoted(other[cell.column.name])


@kind("swapped", where=on("transactions.direction", "card_transactions.direction"), caught_by=by_balance)
def direction_turned(cell: Cell) -> str | None:
    """Money in is money out, and the other way round, as where two systems give signs another meaning."""
    credit, debit = Direction.CREDIT.text, Direction.DEBIT.text
    return quoted(credit if cell.value == debit else debit)


def _fits(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the address of another customer might be made of the name of this one."""
    plain = unicodedata.normalize("NFKD", str(one["name"]).lower()).encode("ascii", "ignore").decode()
    return any(word in str(other["email"]) for word in re.findall("[a-z0-9]+", plain))
