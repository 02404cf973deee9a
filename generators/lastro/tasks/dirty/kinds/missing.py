"""Missing: values that are not there, or that stand for not being there."""

from __future__ import annotations

from lastro.engine.rows.columns import Column, columns_of, row_class
from lastro.tasks.dirty.cell import Cell
from lastro.tasks.dirty.files.lines import quoted
from lastro.tasks.dirty.registry import CSV, JSON, PARQUET, kind, on

ABSENT = "absent"  # what a kind gives back where the key is left out of the record
_PLACEHOLDERS = ("N/A", "-", "null", "n/d", "NÃO INFORMADO", "xxx")
_DATES = ("1900-01-01", "9999-12-31", "1899-12-30")
_EPOCH = "1970-01-01"  # on which people were born and companies were founded
_ID_TYPES = ("key", "ref", "uuid")


def required(dataset: str, column: Column) -> bool:
    """A column that every record fills, no identifier of the record itself."""
    return not column.nullable and column.type != "key"


def _filled_text(dataset: str, column: Column) -> bool:
    """Texts that are never empty in a clean bank."""
    return required(dataset, column) and column.type == "text" and column.name not in ("cpf", "cnpj", "comments")


def _by_form(dataset: str, column: str) -> str:
    """Texts with a declared pattern are held against it, what lies in tables of facts is looked up."""
    form = columns_of(row_class(dataset))[column].pattern if column else None
    return "S2" if form else "I6" if column == "city" else "I7"


def by_date(dataset: str, column: str) -> str:
    """What knows that a date cannot be: on a card's bill, purchase and posting have to agree."""
    return "M8" if dataset == "card_transactions" else "T1"


def by_balance(dataset: str, column: str) -> str:
    """What knows that a row cannot be: the balance after it."""
    return "M8" if dataset == "card_transactions" else "M1"


@kind("missing", where=required, caught_by="S2")
def null(cell: Cell) -> str | None:
    """Null where the column must have a value."""
    return "null"


@kind("missing", where=lambda dataset, column: column.type != "key", caught_by="S1", forms=(JSON,))
def key_left_out(cell: Cell) -> str | None:
    """The column is left out of the record altogether."""
    return ABSENT if list(cell.line.texts)[-1] != cell.column.name or len(cell.line.texts) > 1 else None


@kind("missing", where=_filled_text, caught_by=_by_form)
def empty_text(cell: Cell) -> str | None:
    """An empty text where there must be one."""
    return '""'


@kind("missing", where=_filled_text, caught_by=_by_form)
def placeholder(cell: Cell) -> str | None:
    """N/A, a dash, "null" or the like instead of a text."""
    return quoted(cell.luck.one(_PLACEHOLDERS))


@kind("missing", where=lambda dataset, column: column.type == "choice" and not column.nullable, caught_by="I6",
      forms=(JSON, CSV))  # fmt: skip
def placeholder_choice(cell: Cell) -> str | None:
    """N/A, a dash, "null" or the like instead of a coded value."""
    return quoted(cell.luck.one(_PLACEHOLDERS))


@kind("missing", where=on("birth_date", "registered_on", "accounts.created_at", "start_date", "purchase_date",
      "transaction_date", "review_date", "timestamp", "credit_cards.created_at", "branches.created_at"),
      caught_by=by_date, forms=(JSON, CSV, PARQUET))  # fmt: skip
def placeholder_date(cell: Cell) -> str | None:
    """1900-01-01, 9999-12-31 or another day that stands for none."""
    if cell.value is None:
        return None
    dates = _DATES if cell.column.name in ("birth_date", "registered_on") else (*_DATES, _EPOCH)
    return quoted(cell.luck.one(dates) + str(cell.value)[10:])


@kind("missing", where=on("customers.monthly_income", "transactions.amount", "loan_amount", "investments.amount",
      "term", "ibge_code"), caught_by="S3")  # fmt: skip
def zero(cell: Cell) -> str | None:
    """0 instead of a number that is not known."""
    return "0" if cell.column.type == "integer" else "0.0"
