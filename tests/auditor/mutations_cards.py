"""Mutations of card rows: cents, parts, bills, days and limits."""

from __future__ import annotations

from decimal import Decimal

from .reading import Record
from .spoiling import CENT, BankRecords, add, breaks, enter_field, first, key

CARD_ROWS = "card_transactions"


def _first_part(row: Record) -> bool:
    return bool(row["installments"] > 1 and row["installment_number"] == 1)


def _bought(row: Record) -> bool:
    return bool(row["transaction_type"] == "Purchase")


enter_field("M8", "credit_cards", "a cent more owed than its rows say", "current_balance", lambda was: was + CENT)
enter_field("M8", "credit_cards", "a cent more to come", "upcoming_installments", lambda was: was + CENT)
enter_field("M8", "credit_cards", "a cent more at the beginning", "opening_balance", lambda was: was + CENT,
            lambda row: row["last_bill_due_date"] is None)  # fmt: skip
enter_field("M8", CARD_ROWS, "a cent more on a card", "balance_after", lambda was: was + CENT)
enter_field("M8", CARD_ROWS, "a purchase that is credited", "direction", "Credit", _bought)
enter_field("M8", CARD_ROWS, "a purchase of no merchant", "merchant_name", None, _bought)
enter_field("M8", CARD_ROWS, "a part behind the last", "installment_number", 31, _bought)
enter_field("M8", CARD_ROWS, "a purchase before the card", "transaction_date", "2001-01-01T12:00:00", _bought)
enter_field("M8", CARD_ROWS, "a purchase of another amount", "purchase_amount", lambda was: was + 1, _bought)
enter_field("I1", CARD_ROWS, "a row of no card", "card_id", "00000000-0000-4000-8000-00000000dead")


@breaks("M8", CARD_ROWS)
def part_off_by_a_cent(bank: BankRecords) -> str:
    """A first part a cent larger, with all balances made to fit."""
    row = first(bank, CARD_ROWS, _first_part)
    add(row, "amount")
    _owe_more(bank, row, CENT)
    return key(CARD_ROWS, row)


@breaks("M8", CARD_ROWS)
def bought_beyond_the_limit(bank: BankRecords) -> str:
    """A purchase ten times the limit, with all balances made to fit."""
    row = first(bank, CARD_ROWS, _bought)
    card = first(bank, "credit_cards", lambda card: card["card_id"] == row["card_id"])
    more = Decimal(card["credit_limit"]) * 10
    for column in ("amount", "purchase_amount"):
        add(row, column, more)
    _owe_more(bank, row, more)
    return key(CARD_ROWS, row)


@breaks("M8", CARD_ROWS)
def on_a_later_bill(bank: BankRecords) -> str:
    """A purchase that stands on a bill of another year."""
    row = first(bank, CARD_ROWS, _bought)
    row["bill_due_date"] = f"{int(row['bill_due_date'][:4]) + 1}{row['bill_due_date'][4:]}"
    return key(CARD_ROWS, row)


@breaks("M8", "credit_cards")
def row_lost(bank: BankRecords) -> str:
    """The last row of a card lost."""
    row = bank[CARD_ROWS].pop()
    return str(row["card_id"])


def _owe_more(bank: BankRecords, since: Record, more: Decimal) -> None:
    """Put up all balances of a card from a row on."""
    rows = [row for row in bank[CARD_ROWS] if row["card_id"] == since["card_id"]]
    for row in rows[next(at for at, row in enumerate(rows) if row is since) :]:
        add(row, "balance_after", more)
