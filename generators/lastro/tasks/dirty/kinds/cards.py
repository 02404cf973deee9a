"""Cards: what goes wrong with the rows of cards' bills: parts, bills, categories, rows that are gone or another's."""

from __future__ import annotations

from lastro.bank.choices import CardTransactionType, Category
from lastro.tasks.dirty.cell import Cell, Outcome
from lastro.tasks.dirty.files.lines import cents, money, quoted
from lastro.tasks.dirty.kinds.references import of_another_row
from lastro.tasks.dirty.kinds.rows import LOST, key
from lastro.tasks.dirty.registry import NOTHING, PAIR, ROW, kind, on

_PART = rb'"transaction_type":"Instalment"'
_CATEGORIES = (Category.GROCERIES, Category.RESTAURANTS, Category.HOUSEHOLD, Category.LEISURE, Category.SERVICES)
_BOUGHT = rb'"merchant_name":"'


@kind("unit", where=on("card_transactions.amount"), caught_by="M8", usual=0.001, needs=_PART)
def whole_on_a_part(cell: Cell) -> str | None:
    """A part of a purchase with the amount of the whole, as where purchases are counted once for each part."""
    return money(cents(cell.line.texts["purchase_amount"])) if _is_part(cell) else None


@kind("swapped", PAIR, where=on("card_transactions.installment_number"), caught_by="M8", usual=0.001, needs=_PART)
def part_and_parts_swapped(cell: Cell) -> str | None:
    """Part 2 of 5 has become part 5 of 2."""
    return "installments" if _is_part(cell) and cell.record["installments"] != cell.value else None


def _is_part(cell: Cell) -> bool:
    return bool(cell.record["transaction_type"] == CardTransactionType.INSTALMENT.text)


@kind("range", where=on("card_transactions.bill_due_date"), caught_by="M8")
def bill_of_next_month(cell: Cell) -> str | None:
    """The row stands on the bill after its own."""
    year, month, day = map(int, cell.value.split("-"))
    return quoted(f"{year + month // 12}-{month % 12 + 1:02}-{day:02}")


@kind("reference", where=on("card_transactions.card_id"), caught_by="M8", usual=0.002)
def row_of_another_card(cell: Cell) -> str | None:
    """A row that names another card."""
    return of_another_row(cell)


@kind("text", where=on("card_transactions.category"), caught_by=NOTHING, needs=_BOUGHT)
def category_mistaken(cell: Cell) -> str | None:
    """A purchase in another category than its merchant's."""
    if cell.record["merchant_name"] is None:
        return None
    return quoted(cell.luck.one([each.text for each in _CATEGORIES if each.text != cell.value]))


@kind("lost", ROW, where=key("card_transactions"), caught_by="M8")
def card_row_lost(cell: Cell) -> Outcome | None:
    """A row of a card is gone; others of the card follow."""
    following = cell.other(1)
    return LOST if following and following["card_id"] == cell.record["card_id"] else None


@kind("lost", ROW, where=key("card_transactions"), caught_by="M8", usual=0.01, ends=True)
def last_card_row_lost(cell: Cell) -> Outcome | None:
    """The last row of a card is gone."""
    return LOST
