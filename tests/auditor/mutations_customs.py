"""Mutations of what postings look like and of what the bank holds to: P1, P4, B1, and branches far away."""

from __future__ import annotations

from datetime import datetime, timedelta

from .mutations_people import business, has, person
from .reading import Record
from .spoiling import NOBODY, BankRecords, NoCandidateError, breaks, enter_field, first, key, two

FAR_BRANCH = {
    "branch_name": "Agência longe", "branch_code": "9999", "city": "Rio Branco", "state": "AC", "ibge_code": 1200401,
    "postal_code": "69900-000", "phone_number": "+55 68 3234-5678", "address": "Rua Nova, 9 - Centro",
}  # fmt: skip
FAILED = "login_failed"


def debit_card(row: Record) -> bool:
    """A purchase with a debit card."""
    return bool(row["payment_method"] == "Debit Card")


enter_field("P1", "transactions", "a purchase without a merchant", "counterparty_name", None, debit_card)
enter_field("P1", "transactions", "cash by a debit card", "payment_method", "Cash", debit_card)
enter_field("P1", "transactions", "a purchase in a shop by the system", "channel", "System", debit_card)
enter_field("P1", "transactions", "a salary that names nobody", "counterparty_name", None,
            lambda row: row["category"] == "Salary")  # fmt: skip
enter_field("P1", "transactions", "a fee that names somebody", "counterparty_name", "Banco Lastro",
            lambda row: row["category"] in ("Fee", "Loan"))  # fmt: skip
enter_field("P3", "transactions", "a wrong check digit of a shop's CNPJ", "counterparty_document", "11.222.333/0001-80",
            debit_card)  # fmt: skip
enter_field("P3", "transactions", "a bank that does not exist", "counterparty_bank", "12345678", debit_card)
enter_field("P3", "transactions", "a shop without a bank", "counterparty_bank", None, debit_card)
enter_field("P3", "transactions", "an account of this bank at another", "counterparty_bank", "00360305",
            lambda row: row["counterparty_account_id"])  # fmt: skip
enter_field("B1", "digital_activity", "a login of no session", "session_id", None,
            lambda row: row["activity_type"] == "Login")  # fmt: skip


@breaks("P1", "transactions")
def nowhere(bank: BankRecords) -> str:
    """A purchase in a shop that is nowhere."""
    posting = first(bank, "transactions", lambda row: debit_card(row) and row["city"])
    posting["city"] = posting["state"] = None
    return key("transactions", posting)


@breaks("B1", "customers")
def never_reviewed(bank: BankRecords) -> str:
    """A customer of years who was never reviewed."""
    reviewed = {row["customer_id"] for row in bank["compliance"] if row["compliance_type"] == "KYC"}
    customer = first(bank, "customers", lambda row: row["customer_id"] in reviewed and row["created_at"] < "2025")
    bank["compliance"][:] = [row for row in bank["compliance"] if row["customer_id"] != customer["customer_id"]]
    return key("customers", customer)


@breaks("B1", "accounts")
def business_account_of_a_person(bank: BankRecords) -> str:
    """A business account of a person."""
    people = {row["customer_id"] for row in bank["customers"] if person(row)}
    account = first(bank, "accounts", lambda row: row["customer_id"] in people and row["account_type"] == "Checking")
    account["account_type"] = "Business"
    return key("accounts", account)


@breaks("B1", "loans")
def car_of_a_business(bank: BankRecords) -> str:
    """A business loan that is called one for a car."""
    firms = {row["customer_id"] for row in bank["customers"] if business(row)}
    loan = next((row for row in bank["loans"] if row["customer_id"] in firms), None) or first(bank, "loans")
    loan["loan_type"] = "Auto" if loan["loan_type"] == "Business" else "Business"
    return key("loans", loan)


@breaks("B1", "digital_activity")
def device_of_two(bank: BankRecords) -> str:
    """A device of two customers."""
    one = first(bank, "digital_activity", has("session_id"))
    last: dict[str, Record] = {row["device_id"]: row for row in bank["digital_activity"]}
    others = (row for row in last.values() if row["customer_id"] != one["customer_id"] and row["session_id"] is None)
    other = next(others, None)
    if other is None:
        other = {**one, "activity_id": NOBODY, "customer_id": two(bank, "customers")[1]["customer_id"]}
        other |= {"session_id": None, "activity_type": FAILED, "timestamp": one["timestamp"][:-2] + "59"}
        bank["digital_activity"].append(other)
    other["device_id"] = one["device_id"]
    return key("digital_activity", other)


@breaks("I3", "accounts", note=True)
def branch_far_away(bank: BankRecords) -> str:
    """An account at a branch far from its owner, who has one nearer."""
    home = {row["customer_id"]: row["ibge_code"] for row in bank["customers"]}
    codes = {row["branch_id"]: row["ibge_code"] for row in bank["branches"]}
    near = first(
        bank, "accounts", lambda row: codes[row["branch_id"]] // 100_000 == home[row["customer_id"]] // 100_000
    )
    far = {**bank["branches"][0], **FAR_BRANCH, "branch_id": NOBODY}
    bank["branches"].append(far)
    near["branch_id"] = NOBODY
    return key("accounts", near)


enter_field("K1", "accounts", "restricted without a refusal", "restricted_on", "2025-12-15",
            lambda row: row["restricted_on"] is None and row["account_type"] == "Checking")  # fmt: skip


@breaks("K1", "transactions")
def a_purchase_on_a_restricted_account(bank: BankRecords) -> str:
    """A purchase on a restricted account."""
    posting = first(bank, "transactions", lambda row: row["category"] == "Groceries")
    account = next(row for row in bank["accounts"] if row["account_id"] == posting["account_id"])
    account["restricted_on"] = posting["transaction_date"][:10]
    return key("transactions", posting)


@breaks("K1", "loans")
def a_loan_on_a_restricted_account(bank: BankRecords) -> str:
    """A loan on a restricted account."""
    loan = first(bank, "loans")
    account = next(row for row in bank["accounts"] if row["account_id"] == loan["account_id"])
    account["restricted_on"] = loan["start_date"]
    return key("loans", loan)


@breaks("T5", "transactions")
def payment_without_login(bank: BankRecords) -> str:
    """A payment before which nobody has logged in."""
    posting = first(bank, "transactions", _on_a_screen)
    account = first(bank, "accounts", lambda row: row["account_id"] == posting["account_id"])
    events = bank["digital_activity"]
    mine = [row for row in events if row["customer_id"] == account["customer_id"] and row["activity_type"] == "Login"]
    for login in mine:
        events.remove(login)
    return key("transactions", posting)


@breaks("P4", "transactions")
def device_registered_too_late(bank: BankRecords) -> str:
    """A Pix of more than R$ 200 on a device that is registered a second later."""
    pix = {row["transaction_id"]: row for row in bank["transactions"] if row["payment_method"] == "Pix"}
    since: dict[tuple[str, str], Record] = {}
    for event in bank["digital_activity"]:
        used_by = event["customer_id"], event["device_id"]
        posting = pix.get(event["transaction_id"])
        if event["activity_type"] == "Device Registration":
            since[used_by] = event
        elif posting is not None and posting["amount"] > 200 and used_by in since:
            moment = datetime.fromisoformat(event["timestamp"]) + timedelta(seconds=1)
            since[used_by]["timestamp"] = moment.isoformat()
            return key("transactions", posting)
    raise NoCandidateError("no device is registered before a large Pix")


def _on_a_screen(row: Record) -> bool:
    paid = row["direction"] == "Debit" and row["transaction_type"] in ("Transfer", "Payment")
    return paid and row["channel"] in ("Mobile", "Web") and row["payment_method"] != "Debit Card"
