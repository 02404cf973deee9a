"""Values: of the right type and form, but outside what can be, or in another unit."""

from __future__ import annotations

from lastro.engine.rows.columns import Column
from lastro.tasks.dirty.cell import Cell
from lastro.tasks.dirty.files.lines import cents, money, quoted
from lastro.tasks.dirty.kinds.missing import by_balance, by_date
from lastro.tasks.dirty.registry import NOTHING, kind, on


def _never_negative(dataset: str, column: Column) -> bool:
    return column.type == "money" and column.minimum is not None and not column.nullable


@kind("range", where=_never_negative, caught_by="S3")
def negative(cell: Cell) -> str | None:
    """An amount below zero where none can be."""
    amount = cents(cell.text)
    return money(-amount) if amount > 0 else None


@kind("range", where=on("updated_at", "transaction_date", "timestamp", "review_date"), caught_by="T1")
def future(cell: Cell) -> str | None:
    """A moment after the last day of the bank's history."""
    return quoted(f"{cell.frame.after(cell.luck, 400)}{cell.value[10:]}")


@kind("range", where=on("interest_rate"), caught_by="S3", usual=0.003)
def interest_absurd(cell: Cell) -> str | None:
    """A yearly interest of a thousand percent and more, as where the decimal point was lost."""
    return f"{1_001 + cell.luck.below(9_000)}.0"


@kind(
    "range", where=on("transaction_date", "start_date", "purchase_date", "review_date", "timestamp"), caught_by=by_date
)
def before_opening(cell: Cell) -> str | None:
    """A posting, contract or event years before the account or the customer was there."""
    return quoted(f"{1996 + cell.luck.below(3)}{cell.value[4:8]}{1 + cell.luck.below(28):02}{cell.value[10:]}")


@kind("range", where=on("birth_date"), caught_by="T1", usual=0.001, needs=rb'"birth_date":"')
def born_yesterday(cell: Cell) -> str | None:
    """A date of birth that makes the customer a child."""
    if cell.value is None:
        return None
    return quoted(f"{int(cell.record['created_at'][:4]) - cell.luck.below(12)}{cell.value[4:8]}01")


@kind("range", where=on("closing_day", "due_day"), caught_by="S3", usual=0.002)
def day_of_no_month(cell: Cell) -> str | None:
    """A day of the month beyond 31."""
    return str(32 + cell.luck.below(60))


@kind("unit", where=on("transactions.amount", "card_transactions.amount"), caught_by=by_balance)
def amount_in_cents(cell: Cell) -> str | None:
    """An amount in cents where reais belong: a hundred times too much."""
    return money(cents(cell.text) * 100)


@kind("unit", where=on("monthly_income"), caught_by=NOTHING, usual=0.002, needs=rb'"monthly_income":[0-9]{3}')
def income_in_thousands(cell: Cell) -> str | None:
    """A monthly income in thousands of reais."""
    amount = cents(cell.text) // 1000
    return money(amount) if amount else None


@kind("unit", where=on("credit_limit"), caught_by=NOTHING, usual=0.002)
def limit_in_cents(cell: Cell) -> str | None:
    """A credit limit in cents where reais belong."""
    amount, most = cents(cell.text), cell.column.maximum
    return money(amount * 100) if amount and (most is None or amount <= most) else None


@kind("unit", where=on("interest_rate"), caught_by="M5", usual=0.002)
def rate_as_fraction(cell: Cell) -> str | None:
    """A yearly interest as a fraction, 0.27, where a percentage belongs."""
    found = f"{cell.value / 100:.2f}".rstrip("0")
    return found if float(found) else None
