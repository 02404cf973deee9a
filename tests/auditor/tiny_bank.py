"""A bank small enough to be reckoned by hand: four customers, five months, one of each contract."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from .reading import Record, cents, reais
from .tiny_postings import (
    ANA,
    ANA_CHECKING,
    ANA_PIX,
    ANA_SAVINGS,
    BAD_LOAN,
    BRANCH,
    BRUNO,
    BRUNO_CHECKING,
    BRUNO_CLOSED,
    CARLA,
    CARLA_CHECKING,
    CDB,
    EARLY_LOAN,
    EVENTS,
    LATE,
    LCI,
    LOST_LOAN,
    NEW_CARD,
    NEWER_LOAN,
    OLD,
    OLDER_LOAN,
    PADARIA,
    PADARIA_ACCOUNT,
    PRICE_LOAN,
    SAC_LOAN,
    VISA,
    money,
    transactions,
    uid,
)

AS_OF, HISTORY_START = date(2026, 11, 30), date(2026, 7, 1)


def rows(header: str, *values: tuple[Any, ...]) -> list[Record]:
    """Records of named columns."""
    return [dict(zip(header.split(), row, strict=True)) for row in values]


def customers() -> list[Record]:
    """Three people and a bakery that opened within the history."""
    header = """customer_id name email phone_number address customer_type cpf cnpj created_at updated_at
        birth_date registered_on occupation monthly_income city state ibge_code postal_code household_id"""
    return rows(
        header,
        (ANA, "Ana Souza Lima", "ana.lima@example.com", "+55 11 91234-5678", "Av. Paulista, 1", "Individual",
         "111.444.777-35", "", OLD, OLD, "1988-02-29", None, "Professora", 5000, "São Paulo", "SP",
         3550308, "01310-100", None),
        (BRUNO, "Bruno Costa", "bruno@example.org", "+55 31 3234-5678", "Rua da Bahia, 2", "Individual",
         "529.982.247-25", "", OLD, OLD, "1990-12-01", None, "Motorista", 2500, "Belo Horizonte", "MG",
         3106200, "30160-010", None),
        (CARLA, "Carla Mendonça", "mendonca7@example.net", "+55 21 99876-5432", "Rua do Ouvidor, 3",
         "Individual", "123.456.789-09", "", OLD, OLD, "1979-07-15", None, "Médica", 12000, "Rio de Janeiro",
         "RJ", 3304557, "20040-030", None),
        (PADARIA, "Padaria Boa Massa Ltda", "contato@boamassa.example.com", "+55 11 3234-0000",
         "Rua Augusta, 4", "Business", "", "12.ABC.345/01DE-35", LATE, LATE, None, "2026-07-06", None, 30000,
         "São Paulo", "SP", 3550308, "01305-000", None),
    )  # fmt: skip


def branches() -> list[Record]:
    """One branch."""
    header = """branch_id branch_name address phone_number created_at updated_at branch_code city state
        ibge_code postal_code"""
    place = ("0001", "São Paulo", "SP", 3550308, "01310-200")
    first = "2001-01-02T08:00:00"
    return rows(header, (BRANCH, "Paulista", "Av. Paulista, 9", "+55 11 3000-1000", first, first, *place))


def accounts(balances: dict[str, int]) -> list[Record]:
    """Six accounts; Bruno has closed one."""
    header = """account_id customer_id account_type balance currency created_at updated_at branch_id
        account_number status closed_at opening_balance overdraft_limit restricted_on
        second_holder_id"""
    plain = (
        (ANA_CHECKING, ANA, "Checking", OLD, "1000001-1", None, "2000.0", 500),
        (ANA_SAVINGS, ANA, "Savings", OLD, "1000002-0", None, "1000.1", 0),
        (BRUNO_CHECKING, BRUNO, "Checking", OLD, "1000003-8", None, "500.0", 300),
        (BRUNO_CLOSED, BRUNO, "Savings", OLD, "1000004-6", "2026-09-15T23:59:59", "200.0", 0),
        (CARLA_CHECKING, CARLA, "Checking", OLD, "1000005-4", None, "3000.0", 0),
        (PADARIA_ACCOUNT, PADARIA, "Business", LATE, "1000006-2", None, "0.0", 1000),
    )
    return rows(
        header,
        *(
            (key, owner, kind, money(reais(balances[key])), "BRL", opened, closed or opened, BRANCH, number,
             "Closed" if closed else "Active", closed, money(first), limit, None, None)
            for key, owner, kind, opened, number, closed, first, limit in plain
        ),
    )  # fmt: skip


def loans() -> list[Record]:
    """A Price loan paid off, a SAC loan 25 days late, one in default, one that another renegotiates, one written off,
    and one prepaid; figures reckoned by hand."""
    header = """loan_id customer_id loan_type loan_amount interest_rate term start_date end_date loan_status
        account_id amortization installment_amount installments_paid outstanding_balance days_past_due
        risk_band defaulted_on written_off_on recovered_amount renegotiated_loan_id prepaid_on updated_at"""
    return rows(
        header,
        (PRICE_LOAN, ANA, "Personal", 1200, money("12.0"), 3, "2026-07-10", "2026-10-10", "Paid Off",
         ANA_CHECKING, "Price", None, 3, 0, 0, "A", None, None, None, None, None, "2026-10-13T07:00:00"),
        (SAC_LOAN, CARLA, "Auto", money("1000.0"), 24, 3, "2026-08-05", "2026-11-05", "Active",
         CARLA_CHECKING, "SAC", money("339.37"), 2, money("333.34"), 25, "B", None, None, None, None,
         None, "2026-11-30T00:00:00"),
        (BAD_LOAN, BRUNO, "Personal", 900, money("60.0"), 3, "2026-04-10", "2026-07-10", "Default",
         BRUNO_CHECKING, "Price", money("324.28"), 1, money("611.67"), 173, "D", "2026-09-08", None, None,
         None, None, "2026-11-30T00:00:00"),
        (OLDER_LOAN, CARLA, "Mortgage", 300, money("0.01"), 3, "2026-05-04", "2026-08-04", "Paid Off",
         CARLA_CHECKING, "Price", None, 2, 0, 0, "C", None, None, None, NEWER_LOAN, None, "2026-08-10T11:00:00"),
        (NEWER_LOAN, CARLA, "Mortgage", money("102.2"), money("0.01"), 2, "2026-08-10", "2026-10-10", "Paid Off",
         CARLA_CHECKING, "Price", None, 2, 0, 0, None, None, None, None, None, None, "2026-10-13T06:00:00"),
        (LOST_LOAN, BRUNO, "Personal", 300, money("0.01"), 3, "2025-10-06", "2026-01-06", "Default",
         BRUNO_CHECKING, "Price", 100, 0, 300, 389, "E", "2026-02-04", "2026-11-01", 0, None, None,
         "2026-11-30T00:00:00"),
        (EARLY_LOAN, ANA, "Personal", 1200, money("12.0"), 3, "2026-06-10", "2026-09-10", "Paid Off",
         ANA_CHECKING, "Price", None, 1, 0, 0, "A", None, None, None, None, "2026-07-27", "2026-07-27T10:00:00"),
    )  # fmt: skip


def credit_cards() -> list[Record]:
    """A card whose last bill fell due on a holiday, and one too young for a bill."""
    header = """card_id customer_id card_number card_type expiry_date credit_limit current_balance
        upcoming_installments opening_balance created_at updated_at account_id status closing_day due_day
        last_bill_amount last_bill_due_date last_bill_paid defaulted_on written_off_on"""
    young, issued = "2026-11-25T14:00:00", "2023-03-10T14:00:00"
    return rows(
        header,
        (VISA, CARLA, "4111111111111111", "Visa", "2028-03-31", 2000, money("80.5"), 0, 0, issued, issued,
         CARLA_CHECKING, "Active", 10, 20, money("350.25"), "2026-11-23", money("350.25"), None, None),
        (NEW_CARD, ANA, "5555555555554444", "MasterCard", "2031-11-30", 1500, 0, 0, 0, young, young,
         ANA_CHECKING, "Active", 5, 15, None, None, None, None, None),
    )  # fmt: skip


def investments() -> list[Record]:
    """A CDB redeemed after 97 days (tax 22.5 % of a gain of 32.00), and an LCI still held."""
    header = """investment_id customer_id account_id investment_type amount purchase_date maturity_date status
        product current_value last_activity_date redeemed_on redemption_amount income_tax
        updated_at"""
    return rows(
        header,
        (CDB, CARLA, CARLA_CHECKING, "Fixed Income", 1000, "2026-07-15", "2028-07-14", "Closed", "CDB", None,
         "2026-10-20", "2026-10-20", money("1024.8"), money("7.2"), "2026-10-20T06:30:00"),
        (LCI, CARLA, CARLA_CHECKING, "Fixed Income", 500, "2026-03-02", "2027-03-02", "Active", "LCI",
         money("531.07"), "2026-03-02", None, None, None, "2026-11-30T20:00:00"),
    )  # fmt: skip


def compliance() -> list[Record]:
    """A review of suspicion, and one of each customer's identity."""
    header = """compliance_id customer_id compliance_type status review_date comments risk_rating is_pep
        next_review_date updated_at"""
    return rows(
        header,
        (
            uid(9, 1),
            ANA,
            "KYC",
            "Completed",
            "2025-05-05T10:00:00",
            "",
            "Low",
            False,
            "2027-05-05",
            "2025-05-07T10:00:00",
        ),
        (
            uid(9, 2),
            PADARIA,
            "AML",
            "Pending",
            "2026-07-21T10:00:00",
            "Em análise",
            "Medium",
            False,
            None,
            "2026-07-21T10:00:00",
        ),
        *(_identity(number, customer) for number, customer in enumerate((BRUNO, CARLA, PADARIA), 3)),
    )


def _identity(number: int, customer: str) -> tuple[object, ...]:
    opened = f"2026-07-{20 + number}T10:00:00"
    return uid(9, number), customer, "KYC", "Completed", opened, "", "Low", False, "2029-07-05", opened


def digital_activity() -> list[Record]:
    """A session in which a device is registered for a Pix, and three logins."""
    header = """activity_id customer_id activity_type timestamp ip_address device_type session_id device_id
        city state transaction_id"""
    place = ("203.0.113.7", "Mobile", uid(11, 1), uid(12, 1), "São Paulo", "SP", None)
    carla, padaria = (
        (place[0], device, uid(11, n), uid(12, n), *place[4:]) for n, device in ((2, "Mobile"), (3, "Desktop"))
    )
    return rows(
        header,
        (uid(10, 1), ANA, "Login", "2026-08-01T21:40:00", *place),
        (uid(10, 6), ANA, "Device Registration", "2026-08-01T21:40:08", *place),
        (uid(10, 2), ANA, "Transfer", "2026-08-01T21:45:12", *place[:-1], ANA_PIX),
        (uid(10, 3), ANA, "Login", "2026-08-20T11:31:00", *place),
        (uid(10, 4), CARLA, "Login", "2026-07-15T11:20:31", *carla),
        (uid(10, 5), PADARIA, "Login", "2026-10-14T15:59:00", *padaria),
    )


def card_transactions() -> list[Record]:
    """A purchase in one payment and one in two parts, and the bills paid."""
    header = """card_transaction_id card_id purchase_id transaction_type direction amount purchase_amount
        transaction_date posted_on merchant_name merchant_document category city state entry_mode
        installment_number installments bill_due_date balance_after"""
    bakery, shop = ("Padaria Lua", "11.222.333/0001-81", "Groceries"), ("Lojas Sol", "11.444.777/0001-61", "Household")
    rio, nowhere = ("Rio de Janeiro", "RJ", "Chip"), (None, None, None)
    paid = (None, None, "Card Bill", *nowhere, 1, 1)
    one, whole, two = uid(14, 1), money("161.01"), uid(14, 2)
    return rows(
        header,
        (uid(13, 1), VISA, one, "Purchase", "Debit", money("210.4"), money("210.4"), "2026-09-02T11:00:00",
         "2026-09-02", *bakery, *rio, 1, 1, "2026-09-20", money("210.4")),
        (uid(13, 2), VISA, None, "Payment", "Credit", money("210.4"), None, "2026-09-21T06:00:00",
         "2026-09-21", *paid, "2026-09-20", 0),
        (uid(13, 3), VISA, two, "Instalment", "Debit", money("80.51"), whole, "2026-10-25T16:00:00",
         "2026-10-25", *shop, *rio, 1, 2, "2026-11-20", money("80.51")),
        (uid(13, 4), VISA, uid(14, 3), "Purchase", "Debit", money("269.74"), money("269.74"), "2026-11-03T09:00:00",
         "2026-11-03", *shop, None, None, "Online", 1, 1, "2026-11-20", money("350.25")),
        (uid(13, 5), VISA, two, "Instalment", "Debit", money("80.5"), whole, "2026-10-25T16:00:00",
         "2026-11-11", *shop, *rio, 2, 2, "2026-12-20", money("430.75")),
        (uid(13, 6), VISA, None, "Payment", "Credit", money("350.25"), None, "2026-11-23T06:00:00",
         "2026-11-23", *paid, "2026-11-20", money("80.5")),
    )  # fmt: skip


def tiny_bank(more_events: tuple[Any, ...] = ()) -> dict[str, list[Record]]:
    """All ten datasets."""
    opening = {row["account_id"]: cents(row["opening_balance"]) for row in accounts(defaultdict(int))}
    postings, balances = transactions((*EVENTS, *more_events), opening)
    return {
        "customers": customers(), "branches": branches(), "accounts": accounts(balances), "loans": loans(),
        "credit_cards": credit_cards(), "investments": investments(), "transactions": postings,
        "compliance": compliance(), "digital_activity": digital_activity(),
        "card_transactions": card_transactions(),
    }  # fmt: skip
