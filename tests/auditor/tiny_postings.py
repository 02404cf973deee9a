"""The postings of the tiny bank."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from .reading import Record, cents, reais

ISPB = "99887766"

# Kind of posting: type, direction, method, channel, category.
KINDS = {
    "salary": ("Deposit", "Credit", "Direct Credit", "System", "Salary"),
    "benefit": ("Deposit", "Credit", "Direct Credit", "System", "Pension"),
    "sale": ("Deposit", "Credit", "Pix", "System", "Sales"),
    "ted in": ("Transfer", "Credit", "TED", "Web", "Transfer"),
    "ted out": ("Transfer", "Debit", "TED", "Web", "Transfer"),
    "top-up": ("Transfer", "Credit", "Pix", "System", "Own Transfer"),
    "sweep": ("Transfer", "Debit", "Pix", "System", "Own Transfer"),
    "pix in": ("Transfer", "Credit", "Pix", "Mobile", "Transfer"),
    "pix out": ("Transfer", "Debit", "Pix", "Mobile", "Transfer"),
    "book in": ("Transfer", "Credit", "Book Transfer", "Mobile", "Own Transfer"),
    "book out": ("Transfer", "Debit", "Book Transfer", "Mobile", "Own Transfer"),
    "withdrawal": ("Withdrawal", "Debit", "Cash", "ATM", "Cash"),
    "purchase": ("Payment", "Debit", "Debit Card", "POS", "Groceries"),
    "refund": ("Deposit", "Credit", "Debit Card", "System", "Refund"),
    "card bill": ("Payment", "Debit", "Direct Debit", "System", "Card Bill"),
    "pay-out": ("Deposit", "Credit", "Direct Credit", "System", "Loan"),
    "instalment": ("Payment", "Debit", "Direct Debit", "System", "Loan"),
    "late fee": ("Payment", "Debit", "Direct Debit", "System", "Fee"),
    "late interest": ("Payment", "Debit", "Direct Debit", "System", "Interest"),
    "invest": ("Payment", "Debit", "Book Transfer", "Mobile", "Investment"),
    "redeem": ("Deposit", "Credit", "Book Transfer", "System", "Investment"),
    "loan tax": ("Payment", "Debit", "Direct Debit", "System", "IOF"),
    "overdraft tax": ("Payment", "Debit", "Direct Debit", "System", "IOF"),
    "interest": ("Payment", "Debit", "Direct Debit", "System", "Interest"),
    "tariff": ("Payment", "Debit", "Direct Debit", "System", "Fee"),
}


def uid(kind: int, number: int) -> str:
    """A version-4 uuid that a reader can recognise."""
    return f"{number:08x}-0000-4000-8000-{kind:012x}"


def money(text: str) -> Decimal:
    """Reais as the files have them."""
    return Decimal(text)


ANA, BRUNO, CARLA, PADARIA = (uid(1, number) for number in range(1, 5))
ANA_CHECKING, ANA_SAVINGS, BRUNO_CHECKING, BRUNO_CLOSED, CARLA_CHECKING, PADARIA_ACCOUNT = (
    uid(3, number) for number in range(1, 7)
)
PRICE_LOAN, SAC_LOAN, BAD_LOAN, OLDER_LOAN, NEWER_LOAN, LOST_LOAN, EARLY_LOAN = (
    uid(4, number) for number in range(1, 8)
)
VISA, NEW_CARD = uid(5, 1), uid(5, 2)
CDB, LCI = uid(6, 1), uid(6, 2)
BRANCH = uid(2, 1)
OLD, LATE = "2020-05-04T10:00:00", "2026-07-20T09:30:00"


# account, moment, kind, amount, other account inside the bank, contract
EVENTS: tuple[tuple[str, str, str, str, str | None, str | None], ...] = (
    (ANA_CHECKING, "2026-07-06T08:00:00", "salary", "5000.0", None, None),
    (ANA_CHECKING, "2026-07-10T06:00:00", "instalment", "407.61", None, EARLY_LOAN),
    (ANA_CHECKING, "2026-07-10T09:00:00", "pay-out", "1200", None, PRICE_LOAN),
    (ANA_CHECKING, "2026-07-10T09:00:00", "loan tax", "10.75", None, PRICE_LOAN),
    (ANA_CHECKING, "2026-07-27T10:00:00", "instalment", "807.96", None, EARLY_LOAN),  # 803.78, and 17 days of 7.63
    (CARLA_CHECKING, "2026-07-15T11:20:31", "invest", "1000", None, CDB),
    (CARLA_CHECKING, "2026-07-16T10:00:00", "instalment", "100", None, OLDER_LOAN),
    (CARLA_CHECKING, "2026-07-16T10:00:00", "late fee", "2", None, OLDER_LOAN),
    (CARLA_CHECKING, "2026-07-16T10:00:00", "late interest", "0.33", None, OLDER_LOAN),
    (PADARIA_ACCOUNT, "2026-07-21T23:10:05", "sale", "5400.9", None, None),
    (BRUNO_CHECKING, "2026-07-25T18:00:00", "top-up", "100", None, None),
    (BRUNO_CHECKING, "2026-07-25T18:00:00", "purchase", "900", None, None),
    (BRUNO_CHECKING, "2026-08-01T02:00:00", "top-up", "50", None, None),
    (BRUNO_CHECKING, "2026-08-01T02:00:00", "interest", "5.42", None, None),
    (BRUNO_CHECKING, "2026-08-01T02:00:00", "overdraft tax", "1.31", None, None),  # 300 x (0.0082 % x 7 + 0.38 %)
    (ANA_CHECKING, "2026-08-01T21:45:12", "pix out", "220.55", CARLA_CHECKING, None),
    (CARLA_CHECKING, "2026-08-01T21:45:12", "pix in", "220.55", ANA_CHECKING, None),
    (CARLA_CHECKING, "2026-08-05T09:00:00", "pay-out", "1000", None, SAC_LOAN),
    (CARLA_CHECKING, "2026-08-05T09:00:00", "loan tax", "8.91", None, SAC_LOAN),
    (ANA_CHECKING, "2026-08-06T08:00:00", "salary", "5000.0", None, None),
    (ANA_CHECKING, "2026-08-10T06:00:00", "instalment", "407.61", None, PRICE_LOAN),
    (CARLA_CHECKING, "2026-08-10T11:00:00", "pay-out", "102.2", None, NEWER_LOAN),
    (CARLA_CHECKING, "2026-08-10T11:00:00", "instalment", "102.2", None, OLDER_LOAN),
    (ANA_CHECKING, "2026-08-12T19:15:00", "withdrawal", "320", None, None),
    (ANA_CHECKING, "2026-08-14T15:00:00", "ted in", "75.1", None, None),
    (ANA_CHECKING, "2026-08-20T12:00:00", "book out", "300", ANA_SAVINGS, None),
    (ANA_SAVINGS, "2026-08-20T12:00:00", "book in", "300", ANA_CHECKING, None),
    (CARLA_CHECKING, "2026-09-08T06:00:00", "instalment", "351.42", None, SAC_LOAN),
    (ANA_CHECKING, "2026-09-10T06:00:00", "instalment", "407.61", None, PRICE_LOAN),
    (CARLA_CHECKING, "2026-09-10T06:00:00", "instalment", "51.1", None, NEWER_LOAN),
    (BRUNO_CLOSED, "2026-09-15T23:59:59", "sweep", "200", None, None),
    (CARLA_CHECKING, "2026-09-21T06:00:00", "card bill", "210.4", None, VISA),
    (CARLA_CHECKING, "2026-10-05T06:00:00", "instalment", "345.39", None, SAC_LOAN),
    (ANA_CHECKING, "2026-10-13T06:00:00", "instalment", "407.63", None, PRICE_LOAN),
    (CARLA_CHECKING, "2026-10-13T06:00:00", "instalment", "51.1", None, NEWER_LOAN),
    (PADARIA_ACCOUNT, "2026-10-14T16:00:00", "ted out", "1250.33", None, None),
    (CARLA_CHECKING, "2026-10-20T10:00:00", "redeem", "1024.8", None, CDB),
    (PADARIA_ACCOUNT, "2026-11-02T06:00:00", "tariff", "39.9", None, None),
    (ANA_CHECKING, "2026-11-06T08:00:00", "salary", "5000.0", None, None),
    (CARLA_CHECKING, "2026-11-23T06:00:00", "card bill", "350.25", None, VISA),
    (ANA_CHECKING, "2026-11-30T08:00:00", "salary", "2500", None, None),
    (BRUNO_CHECKING, "2026-08-02T10:00:00", "refund", "50.5", None, None),
    (BRUNO_CHECKING, "2026-09-24T05:10:00", "benefit", "1621", None, None),
)
ANA_PIX = uid(7, 1 + [event[2] for event in EVENTS].index("pix out"))
NAMELESS = (
    "Card Bill",
    "Loan",
    "Investment",
    "Fee",
    "IOF",
    "Interest",
    "Cash",
    "Pension",
)  # categories without another side
CONTRACT_COLUMNS = {4: "loan_id", 5: "card_id", 6: "investment_id"}


def transactions(events: tuple[Any, ...], opening: dict[str, int]) -> tuple[list[Record], dict[str, int]]:
    """The postings by account, and where each account ends."""
    names, balances = list(opening), dict(opening)
    postings: list[Record] = []
    for number, event in sorted(enumerate(events, start=1), key=lambda item: names.index(item[1][0])):
        account, _, kind, amount, *_ = event
        sign = 1 if KINDS[kind][1] == "Credit" else -1
        balances[account] += sign * cents(Decimal(amount))
        in_account = 1 + sum(posting["account_id"] == account for posting in postings)
        posting = _posting(number, event, balances[account])
        posting |= {"posting_number": in_account, "counterparty_document": None, "counterparty_bank": None}
        own = (row for row in postings if row["account_id"] == account)
        bought = [row["transaction_id"] for row in own if row["description"] == "purchase"]
        posting |= {"reverses_transaction_id": bought[0] if kind == "refund" else None}
        if posting["counterparty_name"]:
            bank = ISPB if posting["counterparty_account_id"] else "00360305"
            posting |= {"counterparty_document": "***.444.777-**", "counterparty_bank": bank}
        postings.append(posting)
    return postings, balances


def _posting(number: int, event: tuple[Any, ...], after: int) -> Record:
    account, moment, kind, amount, other, contract = event
    type_, direction, method, channel, category = KINDS[kind]
    description = {
        "top-up": "Cobertura de saldo",
        "salary": "Salário",
        "interest": "Juros do cheque especial",
        "benefit": "Benefício INSS",
    }.get(kind, kind)
    if kind == "salary" and moment.startswith("2026-11-30"):
        description = "13º salário, 1ª parcela"
    city = None if channel == "System" else "São Paulo"
    transfer = uid(8, int(moment[5:7] + moment[8:10])) if other else None
    posting = {
        "transaction_id": uid(7, number), "account_id": account, "transaction_type": type_,
        "amount": money(amount), "currency": "BRL", "transaction_date": moment, "description": description,
        "direction": direction, "balance_after": money(reais(after)), "payment_method": method,
        "channel": channel, "category": category, "city": city, "state": city and "SP",
        "counterparty_name": None if category in NAMELESS else "Maria Souza",
        "counterparty_account_id": other, "transfer_id": transfer,
        "end_to_end_id": end_to_end(moment) if method == "Pix" else None,
        "loan_id": None, "card_id": None, "investment_id": None,
    }  # fmt: skip
    if contract:
        posting[CONTRACT_COLUMNS[int(contract[-12:], 16)]] = contract
    return posting


def end_to_end(moment: str) -> str:
    """Pix's identifier: the minute is UTC's."""
    utc = datetime.fromisoformat(moment) + timedelta(hours=3)
    return f"E{ISPB}{utc:%Y%m%d%H%M}abcDEF12345"
