"""M8: every cent of every card, row by row in the order of the file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from .bank import Bank
from .bank_days import day_of
from .cards import bill_due
from .reading import Record, cents, reais
from .report import Expect

DEBITS = {"Purchase", "Instalment", "Interest", "IOF", "Late Fee", "Annual Fee"}
BOUGHT = {"Purchase", "Instalment", "Refund"}
DIVIDED = {"Instalment", "Instalment Plan"}
MERCHANT = ("merchant_name", "merchant_document", "entry_mode")
WHOLE = ("purchase_id", "purchase_amount")
MONTH = relativedelta(months=1)
ALL_SEEN = timedelta(days=32)  # of history after which each purchase with parts to come has shown one


@dataclass
class Card:
    """Where a card stands after some of its rows."""

    record: Record
    owed: int
    closing: date | None  # of its last bill
    billed: int
    posted: date = date.min
    paid: int = 0
    rests: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # of purchases and plans, still to come


class CardRows:
    """Checks the rows of all cards, one after another, then where they lead."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.cards = {key: _card(record) for key, record in bank.rows("credit_cards")}

    def see(self, row: Record) -> None:
        """Check one row."""
        expect = self.bank.report.on("M8", "card_transactions", row["card_transaction_id"])
        _kind(row, expect)
        _amount(row, expect)
        card = self.cards.get(row["card_id"])
        if card is not None:
            self._days(card, row, expect)
            _balance(card, row, expect)

    def _days(self, card: Card, row: Record, expect: Expect) -> None:
        posted, made = day_of(row["posted_on"]), day_of(row["transaction_date"])
        expect(posted >= self.bank.history_start, f"posted on {posted}, before the history")
        expect(posted >= card.posted, f"posted on {posted}, behind a row of {card.posted}")
        later = row["installment_number"] > 1
        expect(made < posted if later else made == posted, f"made on {made}, posted on {posted}")
        if row["transaction_type"] in ("Purchase", "Instalment"):
            valid = day_of(card.record["created_at"]) <= made <= day_of(card.record["expiry_date"])
            expect(valid, f"bought on {made}, while the card was not valid")
        bill = bill_due(day_of(row["bill_due_date"]), card.record["due_day"], card.record["closing_day"])
        if expect(bill is not None, f"bill_due_date {row['bill_due_date']} is not on the due day") and bill is not None:
            since = bill.closing if row["transaction_type"] == "Payment" else bill.closing - MONTH
            expect(since < posted <= since + MONTH, f"posted on {posted}, but on the bill that closes {bill.closing}")
        card.posted = posted


def _card(record: Record) -> Card:
    due, closing = record["last_bill_due_date"], None
    if due is not None and (bill := bill_due(day_of(due), record["due_day"], record["closing_day"])):
        closing = bill.closing
    return Card(record, cents(record["opening_balance"]), closing, cents(record["opening_balance"]))


def _kind(row: Record, expect: Expect) -> None:
    kind, credit = row["transaction_type"], row["direction"] == "Credit"
    expect(kind == "Instalment Plan" or credit != (kind in DEBITS), f"{kind} is a {row['direction']}")
    for name in MERCHANT:
        expect((row[name] is not None) == (kind in BOUGHT), f"{kind} with {name} {row[name]}")
    for name in WHOLE:
        expect((row[name] is not None) == (kind in BOUGHT | DIVIDED), f"{kind} with {name} {row[name]}")
    number, parts = row["installment_number"], row["installments"]
    expect(number <= parts, f"part {number} of {parts}")
    expect((kind in DIVIDED and not credit) == (parts > 1), f"{kind} in {parts} parts")


def _amount(row: Record, expect: Expect) -> None:
    expect(cents(row["amount"]) > 0, f"amount {row['amount']}")
    if row["purchase_amount"] is None or (
        row["transaction_type"] == "Instalment Plan" and row["direction"] == "Credit"
    ):
        return
    whole, parts = cents(row["purchase_amount"]), row["installments"]
    part = whole // parts
    wanted = whole - part * (parts - 1) if row["installment_number"] == 1 else part
    expect(cents(row["amount"]) == wanted, f"amount {row['amount']}, but such a part is {reais(wanted)}")


def _balance(card: Card, row: Record, expect: Expect) -> None:
    """The chain of balances, the limit, and what the row means for the last bill."""
    amount, after = cents(row["amount"]), cents(row["balance_after"])
    signed = -amount if row["direction"] == "Credit" else amount
    expect(after == card.owed + signed, f"{reais(card.owed)} and {reais(signed)} are not {reais(after)}")
    card.owed = after
    number, parts = row["installment_number"], row["installments"]
    if parts > 1 and row["purchase_amount"] is not None and row["purchase_id"] is not None:
        card.rests[row["purchase_id"]] = cents(row["purchase_amount"]) // parts * (parts - number)
    if row["transaction_type"] in ("Purchase", "Instalment") and number == 1:
        exposed, limit = after + sum(card.rests.values()), cents(card.record["credit_limit"])
        expect(exposed <= limit, f"{reais(exposed)} are owed and to come of a limit of {reais(limit)}")
    if card.closing is not None and card.posted <= card.closing:
        card.billed = after
    elif row["transaction_type"] == "Payment":
        card.paid += amount


def check_debts(bank: Bank, rows: CardRows) -> None:
    """Check that every card owes what its rows lead to, and that debts are given up in turn."""
    for key, card in rows.cards.items():
        expect, record = bank.report.on("M8", "credit_cards", key), card.record
        _says(record, "current_balance", card.owed, expect)
        if bank.as_of > bank.history_start + ALL_SEEN:
            _says(record, "upcoming_installments", sum(card.rests.values()), expect)
        if card.closing is not None and card.closing >= bank.history_start - timedelta(days=1):
            _says(record, "last_bill_amount", card.billed, expect)
            _says(record, "last_bill_paid", card.paid, expect)
        _given_up(record, expect)
        young = day_of(record["created_at"]) >= bank.history_start
        expect(not young or not cents(record["opening_balance"]), "issued within the history, but not with 0")


def _says(record: Record, column: str, wanted: int, expect: Expect) -> None:
    expect(cents(record[column]) == wanted, f"{column} {record[column]}, but its rows say {reais(wanted)}")


def _given_up(record: Record, expect: Expect) -> None:
    defaulted, given_up = record["defaulted_on"], record["written_off_on"]
    if given_up is not None:
        expect(defaulted is not None and defaulted <= given_up, f"in default since {defaulted}, given up {given_up}")
        expect(record["status"] not in ("Active", "Blocked"), f"given up, but {record['status']}")
