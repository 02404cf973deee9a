"""Mutations of the ledger: M1 to M4, the sum over all accounts, and the entry for edits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from .reading import Record
from .spoiling import (
    ALL_ACCOUNTS,
    CENT,
    BankRecords,
    NoCandidateError,
    add,
    breaks,
    change_amount,
    drop,
    enter_field,
    first,
    key,
    move,
    neighbours,
    posting_day,
)  # fmt: skip


def outside(row: Record) -> bool:
    """A posting that settles nothing and has no other leg."""
    return not any(row[column] for column in ("transfer_id", "loan_id", "card_id", "investment_id"))


def leg(direction: str, method: str | None = None) -> Callable[[Record], object]:
    """A leg of a transfer inside the bank."""
    return lambda row: row["transfer_id"] and row["direction"] == direction and method in (None, row["payment_method"])


enter_field("M1", "transactions", "a changed cent of balance_after", "balance_after", lambda was: was + CENT)
enter_field("M1", "transactions", "a changed cent of amount", "amount", lambda was: was + CENT)
enter_field("M1", "transactions", "a negative amount", "amount", lambda was: -was)
enter_field("M1", "transactions", "a number left out", "posting_number", lambda was: was + 1)
enter_field("M2", "accounts", "a changed cent of balance", "balance", lambda was: was + CENT)
enter_field("M3", "accounts", "savings with an overdraft", "overdraft_limit", Decimal(100),
            lambda row: row["account_type"] in ("Savings", "Investment"))  # fmt: skip
enter_field("M4", "transactions", "a leg that names nobody", "counterparty_account_id", None, leg("Debit"))
enter_field("M4", "transactions", "a leg with another transfer_id", "transfer_id", lambda was: was[:-1] + "x",
            leg("Credit"))  # fmt: skip
enter_field("M4", "transactions", "a leg a second late", "transaction_date", lambda was: _another_second(was),
            leg("Credit"))  # fmt: skip
enter_field("M4", "transactions", "a leg with another EndToEndId", "end_to_end_id",
            lambda was: was[:-1] + ("x" if was[-1] != "x" else "y"), leg("Credit", "Pix"))  # fmt: skip
enter_field("M4", "transactions", "an own account named outside transfers", "transfer_id", None, leg("Debit"))
enter_field("M9", "transactions", "a refund of what nobody paid", "reverses_transaction_id",
            lambda was: was[:-1] + ("0" if was[-1] != "0" else "1"),
            lambda row: row["reverses_transaction_id"])  # fmt: skip
enter_field("H3", "transactions", "an entry for an edit", "description", "Ajuste de saldo", outside, note=True)


def _another_second(moment: str) -> str:
    return moment[:-2] + ("31" if moment[-2:] != "31" else "32")


@breaks("M1", "transactions")
def swapped(bank: BankRecords) -> str:
    """Two postings of an account in the wrong order."""
    postings = bank["transactions"]
    for one, other in neighbours(bank):
        if postings[one]["transaction_date"] < postings[other]["transaction_date"]:
            postings[one], postings[other] = postings[other], postings[one]
            return key("transactions", postings[other])
    raise NoCandidateError("no account has two postings")


@breaks("M1", "transactions")
def swapped_dates(bank: BankRecords) -> str:
    """Two postings of an account with each other's dates."""
    postings = bank["transactions"]
    for one, other in neighbours(bank):
        early, late = postings[one], postings[other]
        if early["transaction_date"] < late["transaction_date"]:
            dates = late["transaction_date"], early["transaction_date"]
            early["transaction_date"], late["transaction_date"] = dates
            return key("transactions", late)
    raise NoCandidateError("no account has two postings")


@breaks("M2", "accounts")
def last_posting_lost(bank: BankRecords) -> str:
    """An account's last posting lost."""
    postings = bank["transactions"]
    referred = {row.get("transaction_id") for name in bank if name != "transactions" for row in bank[name]}
    last = {posting["account_id"]: place for place, posting in enumerate(postings)}
    place = next(place for place in last.values() if postings[place]["transaction_id"] not in referred)
    return str(postings.pop(place)["account_id"])


@breaks("M2", "accounts")
def opened_with_money(bank: BankRecords) -> str:
    """An account opened within the history that does not open with 0."""
    start = min(posting["transaction_date"] for posting in bank["transactions"])
    latest = max(bank["accounts"], key=lambda row: row["created_at"])
    if latest["created_at"] < start:
        raise NoCandidateError("no account was opened within the history")
    add(latest, "opening_balance")
    return key("accounts", latest)


@breaks("M3", "transactions")
def below_limit(bank: BankRecords) -> str:
    """A balance a cent below the limit."""
    lowest: dict[str, Record] = {}
    for posting in bank["transactions"]:
        known = lowest.setdefault(posting["account_id"], posting)
        if posting["balance_after"] < known["balance_after"]:
            lowest[posting["account_id"]] = posting
    account = first(bank, "accounts", lambda row: _has_owed(row, lowest))
    posting = lowest[account["account_id"]]
    account["overdraft_limit"] = -posting["balance_after"] - CENT
    return key("transactions", posting)


def _has_owed(account: Record, lowest: dict[str, Record]) -> bool:
    posting = lowest.get(account["account_id"])
    return posting is not None and posting["balance_after"] < 0


@breaks("M4", "transactions")
def dropped_leg(bank: BankRecords) -> str:
    """A dropped leg, with all balances made to fit."""
    posting = first(bank, "transactions", leg("Credit"))
    other = first(bank, "transactions", lambda r: r["transfer_id"] == posting["transfer_id"] and r is not posting)
    drop(bank, posting)
    return key("transactions", other)


@breaks("M4", "transactions")
def uneven_legs(bank: BankRecords) -> str:
    """A leg of a cent more, with all balances made to fit."""
    posting = first(bank, "transactions", leg("Credit"))
    change_amount(bank, posting)
    return key("transactions", posting)


@breaks("M4", "transactions")
def pays_itself(bank: BankRecords) -> str:
    """An account that pays itself."""
    posting = first(bank, "transactions", leg("Debit"))
    posting["counterparty_account_id"] = posting["account_id"]
    return key("transactions", posting)


@breaks("M4", "transactions")
def third_leg(bank: BankRecords) -> str:
    """A transfer with three legs."""
    posting = first(bank, "transactions", leg("Debit"))
    place = max(i for i, row in enumerate(bank["transactions"]) if row["transfer_id"] == posting["transfer_id"])
    extra = {**posting, "transaction_id": posting["transaction_id"][:-4] + "dead"}
    bank["transactions"].insert(place + 1, extra)
    return key("transactions", extra)


@breaks("SUM", "accounts")
def money_made(bank: BankRecords) -> str:
    """A credit of a cent more than was debited, with the account's balances made to fit."""
    change_amount(bank, first(bank, "transactions", leg("Credit")))
    return ALL_ACCOUNTS


@breaks("SUM", "accounts")
def money_lost(bank: BankRecords) -> str:
    """A posting from outside lost."""
    named = {row["transaction_id"] for row in bank["digital_activity"]}
    named |= {row["reverses_transaction_id"] for row in bank["transactions"]}
    lost = first(bank, "transactions", lambda row: outside(row) and row["transaction_id"] not in named)
    bank["transactions"].remove(lost)
    return ALL_ACCOUNTS


def overdraft_tax(row: Record) -> bool:
    """The IOF of an overdraft, of more than a few cents."""
    return bool(row["category"] == "IOF" and row["loan_id"] is None and row["amount"] > 1)


def loan_tax(row: Record) -> bool:
    """The IOF of a loan."""
    return bool(row["category"] == "IOF" and row["loan_id"] is not None)


def _interest_before(bank: BankRecords, tax: Record) -> str:
    rows = [row for row in bank["transactions"] if row["account_id"] == tax["account_id"]]
    return next(
        key("transactions", row) for row in rows
        if row["category"] == "Interest" and row["transaction_date"] == tax["transaction_date"]
    )  # fmt: skip


@breaks("M10", "transactions")
def twice_the_iof_of_an_overdraft(bank: BankRecords) -> str:
    """Twice the IOF of an overdraft."""
    tax = first(bank, "transactions", overdraft_tax)
    tax["amount"] *= 2
    return _interest_before(bank, tax)


@breaks("M10", "transactions")
def three_times_the_interest_of_an_overdraft(bank: BankRecords) -> str:
    """Three times the interest of an overdraft, more than the ceiling of 8 %."""
    tax = first(bank, "transactions", overdraft_tax)
    interest = _interest_before(bank, tax)
    row = next(row for row in bank["transactions"] if key("transactions", row) == interest)
    row["amount"] *= 3
    return interest


@breaks("M10", "transactions")
def a_tenth_more_iof_than_is_due(bank: BankRecords) -> str:
    """A tenth more IOF than is due."""
    tax = first(bank, "transactions", overdraft_tax)
    tax["amount"] = (tax["amount"] * Decimal("1.1")).quantize(CENT)
    return _interest_before(bank, tax)


@breaks("M10", "transactions")
def an_overdraft_without_its_iof(bank: BankRecords) -> str:
    """An overdraft without its IOF."""
    tax = first(bank, "transactions", overdraft_tax)
    interest = _interest_before(bank, tax)
    bank["transactions"].remove(tax)
    return interest


@breaks("M10", "transactions")
def an_iof_beside_no_interest(bank: BankRecords) -> str:
    """An IOF beside no interest."""
    tax = first(bank, "transactions", overdraft_tax)
    move(tax, posting_day(tax) + timedelta(days=1))
    return key("transactions", tax)


@breaks("M10", "loans")
def a_loan_without_its_iof(bank: BankRecords) -> str:
    """A loan without its IOF."""
    tax = first(bank, "transactions", loan_tax)
    bank["transactions"].remove(tax)
    return str(tax["loan_id"])


@breaks("M10", "loans")
def half_the_iof_of_a_loan(bank: BankRecords) -> str:
    """Half the IOF of a loan."""
    tax = first(bank, "transactions", loan_tax)
    tax["amount"] = (tax["amount"] / 2).quantize(CENT)
    return str(tax["loan_id"])


def withdrawn(row: Record) -> bool:
    """Cash from a machine."""
    return bool(row["category"] == "Cash" and row["direction"] == "Debit" and row["channel"] == "ATM")


enter_field("P2", "transactions", "a withdrawal of R$ 3,010", "amount", Decimal(3010), withdrawn)
enter_field("P2", "transactions", "a large withdrawal at night", "transaction_date",
            lambda was: f"{was[:11]}23:30:00", lambda row: withdrawn(row) and row["amount"] > 300)  # fmt: skip


@breaks("M9", "transactions")
def refund_of_another_account(bank: BankRecords) -> str:
    """A refund of what another account paid."""
    refund = first(bank, "transactions", lambda row: row["reverses_transaction_id"])
    other = first(bank, "transactions", lambda row: row["account_id"] != refund["account_id"])
    refund["reverses_transaction_id"] = other["transaction_id"]
    return key("transactions", refund)
