"""Mutations of columns and values, identity and time."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from .bank_days import day_of, is_bank_day, payday
from .dates import THIRTEENTH
from .places import gazetteer
from .reading import Record
from .spoiling import (
    ALL_RECORDS,
    NOBODY,
    BankRecords,
    breaks,
    enter_field,
    first,
    key,
    move,
    next_day,
    no_bank_day,
    other_digit,
    posting_day,
    two,
)  # fmt: skip

FAR = "2999-12-31"
GAZETTEER = gazetteer()


def person(row: Record) -> bool:
    """A customer with a CPF."""
    return bool(row["customer_type"] == "Individual")


def business(row: Record) -> bool:
    """A customer with a CNPJ."""
    return bool(row["customer_type"] == "Business")


def has(column: str) -> Callable[[Record], bool]:
    """A record with a value there."""
    return lambda row: row[column] is not None


def alone(row: Record) -> bool:
    """An event on which no posting depends."""
    return row["activity_type"] != "Login" and row["transaction_id"] is None


def other_area(phone: str) -> str:
    """The telephone number with the DDD of Acre, or of São Paulo."""
    return phone[:4] + ("68" if phone[4:6] != "68" else "11") + phone[6:]


enter_field("I6", "accounts", "an unknown kind of account", "account_type", "Gold")
enter_field("I6", "digital_activity", "an unknown device", "device_type", "Watch")
enter_field("S2", "loans", "a date in another notation", "start_date", "31/10/2026")
enter_field("S2", "transactions", "a tenth of a cent", "amount", lambda was: was + Decimal("0.001"))
enter_field("S3", "credit_cards", "a negative bill paid", "last_bill_paid", Decimal("-0.01"), has("last_bill_paid"))
enter_field("S3", "customers", "a negative income", "monthly_income", Decimal("-5"))
enter_field("I1", "accounts", "an owner that does not exist", "customer_id", NOBODY)
enter_field("I1", "transactions", "an account that does not exist", "account_id", NOBODY)
enter_field("I1", "digital_activity", "a customer who does not exist", "customer_id", NOBODY)
enter_field("I1", "compliance", "a key that is no uuid", "compliance_id", "REVIEW-1", note=True)
enter_field("I2", "customers", "a wrong check digit of a CPF", "cpf", lambda was: other_digit(was, 13), person)
enter_field("I2", "customers", "a wrong first check digit", "cpf", lambda was: other_digit(was, 12), person)
enter_field("I2", "customers", "a wrong check digit of a CNPJ", "cnpj", lambda w: other_digit(w, 17), business)
enter_field("I2", "customers", "a person with a CNPJ", "cnpj", "11.222.333/0001-81", person)
enter_field("I3", "customers", "another state", "state", lambda was: "AC" if was != "AC" else "SP")
enter_field("I3", "customers", "another city's code", "ibge_code", lambda was: 1200401 if was != 1200401 else 3550308)
enter_field("I3", "customers", "another city's DDD", "phone_number", other_area)
enter_field("I3", "branches", "another region's CEP", "postal_code", lambda w: "69905-000" if w < "5" else "01310-100")
enter_field("I3", "customers", "a phone number of eight nines", "phone_number", "+55 11 99999-999")
enter_field("I3", "digital_activity", "a city without its state", "state", None, alone)
enter_field("I6", "customers", "a city that does not exist", "city", "Gotham")
enter_field("I6", "branches", "a branch in a city that does not exist", "city", "Gotham")
enter_field("I6", "transactions", "a state that is none", "state", "XX", has("city"))
enter_field("I6", "transactions", "a posting in a city that does not exist", "city", "Gotham", has("city"))
enter_field("I6", "digital_activity", "an event in a city that does not exist", "city", "Gotham", has("city"))
enter_field("I4", "customers", "a domain that exists", "email", lambda was: was.split("@")[0] + "@gmail.com", note=True)
enter_field("I4", "customers", "an e-mail of somebody else's name", "email", "qqq@example.com", note=True)
enter_field("I4", "customers", "an e-mail without an @", "email", lambda was: was.replace("@", ""))
enter_field("S2", "digital_activity", "a device by another sort of name", "device_id", "DEVICE-1", note=True)
enter_field("I5", "credit_cards", "a digit of a card", "card_number", lambda was: other_digit(was, 15))
enter_field("I5", "accounts", "a digit of an account", "account_number", lambda was: other_digit(was, 8))
enter_field("T1", "customers", "joined at seventeen", "birth_date", lambda was: "2015-01-01", person)
enter_field("T1", "branches", "updated in the future", "updated_at", f"{FAR}T00:00:00")
enter_field("T1", "accounts", "updated before it was created", "updated_at", "1990-01-01T00:00:00")
enter_field("T1", "loans", "updated before it began", "updated_at", "1990-01-01T00:00:00")
enter_field("T1", "investments", "updated in the future", "updated_at", f"{FAR}T00:00:00")
enter_field("T1", "compliance", "updated before it was opened", "updated_at", "1990-01-01T00:00:00")
enter_field("T1", "accounts", "opened before its owner came", "created_at", "1990-01-01T00:00:00")
enter_field("T1", "transactions", "a posting in the future", "transaction_date", f"{FAR}T12:00:00")
enter_field("T1", "transactions", "before the history", "transaction_date", "2019-12-31T12:00:00")
enter_field("T1", "digital_activity", "before the customer", "timestamp", "1990-01-01T00:00:00")
enter_field("T1", "compliance", "a review before the customer", "review_date", "1990-01-01T00:00:00")
enter_field("T2", "loans", "ends a day later", "end_date", lambda was: str(day_of(was) + relativedelta(days=1)))
enter_field("T2", "credit_cards", "in mid-month", "expiry_date", lambda was: was[:8] + "15")
enter_field("T2", "credit_cards", "valid for ten years", "expiry_date", lambda was: "2049-12-31")
enter_field("T3", "transactions", "no EndToEndId", "end_to_end_id", None, lambda row: row["payment_method"] == "Pix")


@breaks("S1", "investments")
def column_lost(bank: BankRecords) -> str:
    """A column lost."""
    row = bank["investments"][-1]
    del row["amount"]
    return key("investments", row)


@breaks("S1", "digital_activity")
def place_lost(bank: BankRecords) -> str:
    """A column lost of a record that no other refers to."""
    row = bank["digital_activity"][-1]
    del row["ip_address"]
    return key("digital_activity", row)


@breaks("S1", "compliance")
def column_added(bank: BankRecords) -> str:
    """A column that nobody declared."""
    row = bank["compliance"][-1]
    row["reviewer"] = "Ana"
    return key("compliance", row)


@breaks("S1", "loans", note=True)
def columns_reordered(bank: BankRecords) -> str:
    """The columns of a record in another order."""
    row = bank["loans"][-1]
    bank["loans"][-1] = dict(reversed(row.items()))
    return key("loans", row)


@breaks("S4", "branches")
def no_branches(bank: BankRecords) -> str:
    """A bank without branches."""
    bank["branches"].clear()
    return ALL_RECORDS


@breaks("I1", "customers")
def key_twice(bank: BankRecords) -> str:
    """The same key twice."""
    one, other = two(bank, "customers")
    other["customer_id"] = one["customer_id"]
    return key("customers", one)


@breaks("I1", "compliance")
def record_twice(bank: BankRecords) -> str:
    """A record that stands twice under two keys."""
    copy = {**bank["compliance"][0], "compliance_id": NOBODY}
    bank["compliance"].append(copy)
    return NOBODY


@breaks("I1", "loans")
def stranger_account(bank: BankRecords) -> str:
    """A contract on somebody else's account."""
    loan = first(bank, "loans")
    account = first(bank, "accounts", lambda row: row["customer_id"] != loan["customer_id"])
    loan["account_id"] = account["account_id"]
    return key("loans", loan)


@breaks("I2", "customers")
def cpf_twice(bank: BankRecords) -> str:
    """Two people with one CPF."""
    one, other = two(bank, "customers", person)
    other["cpf"] = one["cpf"]
    return key("customers", other)


@breaks("I2", "customers")
def letters_too_early(bank: BankRecords) -> str:
    """A CNPJ with letters, given before there were any."""
    row = first(bank, "customers", business)
    row["cnpj"], row["registered_on"] = "12.ABC.345/01DE-35", "2026-06-30"
    return key("customers", row)


@breaks("I3", "customers")
def cep_of_another_city(bank: BankRecords) -> str:
    """A CEP of another city of the state."""
    row = first(bank, "customers", lambda row: row["state"] != "DF")  # which is one municipality
    elsewhere = ((name, uf) for name, uf in GAZETTEER.known if uf == row["state"] and name != row["city"])
    row["postal_code"] = GAZETTEER.known[next(elsewhere)].ceps[0][0]
    return key("customers", row)


@breaks("I4", "customers")
def email_twice(bank: BankRecords) -> str:
    """Two customers with one e-mail."""
    one, other = two(bank, "customers")
    other["email"] = one["email"]
    return key("customers", other)


@breaks("I5", "credit_cards")
def another_brand(bank: BankRecords) -> str:
    """A card of another brand than its number says."""
    card = first(bank, "credit_cards")
    card["card_type"] = "Elo" if card["card_type"] != "Elo" else "Visa"
    return key("credit_cards", card)


@breaks("I5", "accounts")
def account_number_twice(bank: BankRecords) -> str:
    """Two accounts of a branch with one number."""
    one, other = two(bank, "accounts")
    other["branch_id"], other["account_number"] = one["branch_id"], one["account_number"]
    return key("accounts", other)


@breaks("T1", "transactions")
def after_closing(bank: BankRecords) -> str:
    """A posting after its account was closed."""
    posting = bank["transactions"][-1]
    account = first(bank, "accounts", lambda row: row["account_id"] == posting["account_id"])
    account["status"], account["closed_at"] = "Closed", account["created_at"]
    return key("transactions", posting)


@breaks("T1", "accounts")
def closed_with_money(bank: BankRecords) -> str:
    """An account closed with money on it."""
    account = first(bank, "accounts", lambda row: row["balance"] != 0 and row["closed_at"] is None)
    account["status"], account["closed_at"] = "Closed", account["updated_at"]
    return key("accounts", account)


@breaks("T3", "transactions")
def ted_on_holiday(bank: BankRecords) -> str:
    """A TED on a holiday."""
    posting = first(bank, "transactions", lambda row: row["payment_method"] == "TED")
    move(posting, no_bank_day(posting_day(posting)))
    return key("transactions", posting)


@breaks("T3", "transactions")
def local_minute(bank: BankRecords) -> str:
    """An EndToEndId with the minute of Brasília."""
    posting = first(bank, "transactions", lambda row: row["payment_method"] == "Pix")
    minute = "".join(mark for mark in posting["transaction_date"][:16] if mark.isdigit())
    posting["end_to_end_id"] = posting["end_to_end_id"][:9] + minute + posting["end_to_end_id"][21:]
    return key("transactions", posting)


@breaks("T3", "transactions")
def one_identifier_two_payments(bank: BankRecords) -> str:
    """Two payments with one EndToEndId."""
    one, other = two(bank, "transactions", lambda row: row["end_to_end_id"] and not row["transfer_id"])
    other["end_to_end_id"], other["transaction_date"] = one["end_to_end_id"], one["transaction_date"]
    return key("transactions", other)


@breaks("T3", "transactions")
def pix_too_early(bank: BankRecords) -> str:
    """A Pix before Pix existed."""
    posting = first(bank, "transactions", lambda row: row["payment_method"] == "Pix")
    posting["transaction_date"] = "2020-11-15T12:00:00"
    return key("transactions", posting)


def _salary(row: Record) -> bool:
    return row["category"] == "Salary" and not THIRTEENTH.search(row["description"])


@breaks("T3", "transactions")
def salary_late(bank: BankRecords) -> str:
    """A salary a bank day after the last day."""
    posting = first(bank, "transactions", _salary)
    day = posting_day(posting)
    move(posting, next_day(payday(day.year, day.month), is_bank_day))
    return key("transactions", posting)


@breaks("T3", "transactions")
def salary_on_weekend(bank: BankRecords) -> str:
    """A salary on a day on which banks are closed."""
    opened = {row["account_id"]: row["created_at"] for row in bank["accounts"]}
    posting = first(
        bank,
        "transactions",  # no posting of the account lies between the old day and the new one
        lambda row: (
            row["posting_number"] == 1 and _salary(row) and opened[row["account_id"]] < row["transaction_date"][:7]
        ),
    )
    move(posting, no_bank_day(posting_day(posting).replace(day=1)))
    return key("transactions", posting)


@breaks("T3", "transactions")
def thirteenth_late(bank: BankRecords) -> str:
    """A 13th salary after 20 December."""
    posting = first(bank, "transactions", lambda r: r["category"] == "Salary" and THIRTEENTH.search(r["description"]))
    move(posting, next_day(posting_day(posting).replace(month=12, day=20), is_bank_day))
    return key("transactions", posting)


@breaks("T2", "investments")
def an_lci_or_lca_of_two_months(bank: BankRecords) -> str:
    """An LCI or LCA of two months."""
    paper = first(bank, "investments", lambda row: row["product"] in ("LCI", "LCA"))
    paper["maturity_date"] = str(day_of(paper["purchase_date"]) + relativedelta(months=2))
    return key("investments", paper)


@breaks("T2", "loans")
def a_loan_for_a_car_that_ends_at_eighty_one(bank: BankRecords) -> str:
    """A loan for a car that ends at eighty-one."""
    loan = first(bank, "loans", lambda row: row["loan_type"] == "Auto")
    owner = next(row for row in bank["customers"] if row["customer_id"] == loan["customer_id"])
    owner["birth_date"] = str(day_of(loan["end_date"]) - relativedelta(years=81))
    return key("loans", loan)


@breaks("T3", "transactions")
def a_benefit_in_the_middle_of_the_month(bank: BankRecords) -> str:
    """A benefit in the middle of the month."""
    posting = first(bank, "transactions", lambda row: row["description"] == "Benefício INSS")
    posting["transaction_date"] = f"{posting['transaction_date'][:8]}14{posting['transaction_date'][10:]}"
    return key("transactions", posting)
