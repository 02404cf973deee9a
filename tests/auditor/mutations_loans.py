"""Mutations of how loans end, and of what late instalments cost: M5."""

from __future__ import annotations

from datetime import timedelta

from .bank_days import day_of
from .mutations_contracts import more
from .reading import Record
from .spoiling import NOBODY, BankRecords, breaks, change_amount, drop, enter_field, first, key

RECENT = "2025-11-01"  # within the history of every bank that is spoilt


def _later(was: str) -> str:
    return str(day_of(was) + timedelta(days=1))


def _defaulted(row: Record) -> bool:
    return bool(row["defaulted_on"])


def _lost(row: Record) -> bool:
    return bool(row["written_off_on"] and row["written_off_on"] > RECENT)


def _direct(row: Record) -> bool:
    return bool(row["payment_method"] == "Direct Debit")


def _renegotiated(row: Record) -> bool:
    return row["renegotiated_loan_id"] is not None


def _prepaid(row: Record) -> bool:
    return bool(row["prepaid_on"] and row["prepaid_on"] > RECENT)


enter_field("M5", "loans", "a default on another day", "defaulted_on", _later, _defaulted)
enter_field("M5", "loans", "a default forgotten", "defaulted_on", None,
            lambda row: _defaulted(row) and row["loan_status"] == "Default")  # fmt: skip
enter_field("M5", "loans", "written off on another day", "written_off_on", _later, _lost)
enter_field("M5", "loans", "a write-off forgotten", "written_off_on", None, _lost)
enter_field("M5", "loans", "a cent more recovered", "recovered_amount", more, _lost)
enter_field("M5", "loans", "paid off by no loan", "renegotiated_loan_id", NOBODY, _renegotiated)
enter_field("M5", "loans", "a renegotiation forgotten", "renegotiated_loan_id", None, _renegotiated)
enter_field("M5", "loans", "prepaid a day later", "prepaid_on", _later, _prepaid)
enter_field("M5", "loans", "a prepayment forgotten", "prepaid_on", None, _prepaid)
enter_field("M5", "loans", "a loan without a risk band", "risk_band", None,
            lambda row: row["risk_band"] and row["start_date"] > RECENT)  # fmt: skip


enter_field("M5", "transactions", "debited again for no loan", "category", "Refund",
            lambda row: _direct(row) and not row["loan_id"] and not row["card_id"])  # fmt: skip
enter_field("M5", "transactions", "debited again, but never given back", "category", "Refund",
            lambda row: _direct(row) and row["category"] == "Loan")  # fmt: skip


def _charge(bank: BankRecords) -> Record:
    suits = lambda row: row["loan_id"] and row["category"] == "Fee"  # noqa: E731
    return first(bank, "transactions", suits)


@breaks("M5", "transactions")
def another_late_fee(bank: BankRecords) -> str:
    """A late fee of a cent more, with all balances made to fit."""
    posting = _charge(bank)
    change_amount(bank, posting)
    return key("transactions", posting)


@breaks("M5", "transactions")
def late_fee_lost(bank: BankRecords) -> str:
    """A late fee lost, with all balances made to fit."""
    charge = _charge(bank)
    same = lambda row: row["loan_id"] == charge["loan_id"] and row["category"] == "Loan"  # noqa: E731
    paid = [row for row in bank["transactions"] if same(row) and row["transaction_date"] == charge["transaction_date"]]
    drop(bank, charge)
    return key("transactions", paid[0])


@breaks("M5", "loans")
def prepaid_for_more(bank: BankRecords) -> str:
    """A prepayment of a cent more, with all balances made to fit."""
    loan = first(bank, "loans", _prepaid)
    suits = lambda row: row["loan_id"] == loan["loan_id"] and row["transaction_date"] > loan["prepaid_on"]  # noqa: E731
    posting = first(bank, "transactions", suits)
    change_amount(bank, posting)
    return str(posting["loan_id"])
