"""Mutations of loans, cards and investments: M5 to M7."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from .reading import Record
from .spoiling import (
    CENT,
    BankRecords,
    add,
    breaks,
    change_amount,
    drop,
    enter_field,
    first,
    key,
    move,
    posting_day,
)  # fmt: skip


def unpaid(row: Record) -> bool:
    """A loan that is not paid off."""
    return bool(row["loan_status"] != "Paid Off")


def with_status(status: str, column: str = "status") -> Callable[[Record], bool]:
    """A record of that status."""
    return lambda row: bool(row[column] == status)


def billed(row: Record) -> bool:
    """A card with a bill that somebody has paid."""
    return bool(row["last_bill_due_date"] and row["last_bill_paid"] and row["status"] == "Active")


def taxed(row: Record) -> bool:
    """Fixed income redeemed with income tax."""
    return bool((row["income_tax"] or 0) > 1 and row["investment_type"] == "Fixed Income")


def _other_system(was: str) -> str:
    return "SAC" if was == "Price" else "Price"


def more(was: Decimal) -> Decimal:
    """A cent more."""
    return was + CENT


enter_field("M5", "loans", "a cent more owed", "outstanding_balance", more, unpaid)
enter_field("M5", "loans", "a cent more due", "installment_amount", more, unpaid)
enter_field("M5", "loans", "one instalment more paid", "installments_paid", lambda was: was + 1, unpaid)
enter_field("M5", "loans", "a day more past due", "days_past_due", lambda was: was + 1, unpaid)
enter_field("M5", "loans", "paid off too early", "loan_status", "Paid Off", unpaid)
enter_field("M5", "loans", "no default", "loan_status", "Active", with_status("Default", "loan_status"))
enter_field("M5", "loans", "another rate", "interest_rate", lambda was: was + 1, unpaid)
enter_field("M5", "loans", "a real more lent", "loan_amount", lambda was: was + 1, unpaid)
enter_field("M5", "loans", "a next instalment of a paid loan", "installment_amount", Decimal("1.0"),
            with_status("Paid Off", "loan_status"))  # fmt: skip
enter_field("M5", "loans", "the other system", "amortization", _other_system,
            lambda row: unpaid(row) and row["installments_paid"])  # fmt: skip
enter_field("M6", "credit_cards", "a debt above 1.3 limits", "credit_limit", lambda was: Decimal("0.01"),
            lambda row: row["current_balance"] > 1)  # fmt: skip
enter_field("M6", "credit_cards", "a negative debt", "current_balance", Decimal("-0.01"))
enter_field("M6", "credit_cards", "a cent more paid", "last_bill_paid", more, billed)
enter_field("M6", "credit_cards", "a bill due on another day", "last_bill_due_date", "2019-01-31", billed)
enter_field("M8", "credit_cards", "another bill than its rows say", "last_bill_amount", lambda was: was + 10**7, billed)
enter_field("M6", "credit_cards", "Expired before its time", "status", "Expired", with_status("Active"))
enter_field("M7", "investments", "a negative income tax", "income_tax", lambda was: -was, taxed)
enter_field("M7", "investments", "half the income tax", "income_tax", lambda was: was / 2, taxed)
enter_field("M7", "investments", "redeemed, but active", "status", "Active", with_status("Closed"))
enter_field("M7", "investments", "a worthless investment", "amount", Decimal("0.0"), with_status("Active"))


BESIDE = ("IOF", "Fee", "Interest", "Refund")  # what a contract costs, or tries again, and settles nothing of it


def _settling(bank: BankRecords, column: str, direction: str) -> Record:
    suits = lambda row: row[column] and row["direction"] == direction and row["category"] not in BESIDE  # noqa: E731
    return first(bank, "transactions", suits)


def _enter_amount(rule: str, column: str, direction: str, name: str) -> None:
    """A cent more on a contract's posting, with all balances made to fit."""

    @breaks(rule, "transactions", name)
    def spoil(bank: BankRecords) -> str:
        posting = _settling(bank, column, direction)
        change_amount(bank, posting)
        return key("transactions", posting)


def _enter_loss(rule: str, dataset: str, column: str, direction: str, name: str) -> None:
    """A contract's posting lost, with all balances made to fit."""

    @breaks(rule, dataset, name)
    def spoil(bank: BankRecords) -> str:
        posting = _settling(bank, column, direction)
        drop(bank, posting)
        return str(posting[column])


_enter_amount("M5", "loan_id", "Debit", "an instalment of a cent more")
_enter_amount("M5", "loan_id", "Credit", "a pay-out of a cent more")
_enter_amount("M7", "investment_id", "Debit", "a purchase of a cent more")
_enter_amount("M7", "investment_id", "Credit", "a redemption of a cent more")
_enter_loss("M5", "loans", "loan_id", "Credit", "a pay-out lost")
_enter_loss("M7", "investments", "investment_id", "Debit", "a purchase lost")
_enter_loss("M7", "investments", "investment_id", "Credit", "a redemption lost")


@breaks("M5", "loans")
def instalment_lost(bank: BankRecords) -> str:
    """An instalment of a loan of the history lost, with all balances made to fit."""
    paid_out = {row["loan_id"] for row in bank["transactions"] if row["loan_id"] and row["direction"] == "Credit"}
    suits = lambda row: row["loan_id"] in paid_out and row["direction"] == "Debit" and row["category"] == "Loan"  # noqa: E731
    posting = first(bank, "transactions", suits)
    drop(bank, posting)
    return str(posting["loan_id"])


@breaks("M6", "credit_cards")
def bill_payment_lost(bank: BankRecords) -> str:
    """A payment of the last bill lost, with all balances made to fit."""
    cards = {row["card_id"] for row in bank["credit_cards"] if billed(row)}
    posting = [row for row in bank["transactions"] if row["card_id"] in cards][-1]
    card = str(posting["card_id"])
    last = [row for row in bank["transactions"] if row["card_id"] == card][-1]
    drop(bank, last)
    return card


@breaks("M6", "transactions")
def bill_on_strange_account(bank: BankRecords) -> str:
    """A card bill on another account."""
    posting = _settling(bank, "card_id", "Debit")
    other = first(bank, "accounts", lambda row: row["account_id"] != posting["account_id"])
    posting["account_id"] = other["account_id"]
    return key("transactions", posting)


@breaks("M6", "transactions")
def bill_without_card(bank: BankRecords) -> str:
    """A card bill that names no card."""
    posting = _settling(bank, "card_id", "Debit")
    posting["card_id"] = None
    return key("transactions", posting)


@breaks("M6", "credit_cards")
def cent_too_little(bank: BankRecords) -> str:
    """A cent less paid than the postings say."""
    card = first(bank, "credit_cards", billed)
    add(card, "last_bill_paid", -CENT)
    return key("credit_cards", card)


@breaks("M7", "transactions")
def redeemed_another_day(bank: BankRecords) -> str:
    """A redemption a day late."""
    posting = _settling(bank, "investment_id", "Credit")
    move(posting, posting_day(posting) + timedelta(days=1))
    return key("transactions", posting)


@breaks("M5", "transactions")
def instalment_too_early(bank: BankRecords) -> str:
    """An instalment paid a year early."""
    posting = _settling(bank, "loan_id", "Debit")
    move(posting, posting_day(posting) - timedelta(days=400))
    return key("transactions", posting)
