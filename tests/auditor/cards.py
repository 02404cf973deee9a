"""M6: card balances, the last bill, and its payments."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from .bank import Bank
from .bank_days import day_of, next_bank_day
from .reading import Record, cents, reais
from .report import Expect
from .settlements import Settlement, Settlements, check_account

CEILING = (13, 10)  # a card's debt stops at 1.3 times its limit
IN_USE = ("Active", "Blocked")


def check_cards(bank: Bank, settlements: Settlements) -> None:
    """Check every card's balance, status and last bill."""
    for key, card in bank.rows("credit_cards"):
        expect = bank.report.on("M6", "credit_cards", key)
        payments = settlements.of("card_id", key)
        check_account(bank.report, "M6", card, payments)
        _postings(bank, card, payments)
        _balance(bank, card, expect)
        if card["last_bill_due_date"] is not None:
            _last_bill(bank, card, payments, expect)
        else:
            _no_bill(bank, card, payments, expect)


def _postings(bank: Bank, card: Record, payments: list[Settlement]) -> None:
    for payment in payments:
        expect = bank.report.on("M6", "transactions", payment.transaction_id)
        expect(payment.direction == "Debit", "a card bill is paid to the account, not from it")
        expect(payment.day >= day_of(card["created_at"]), "paid before the card was issued")


def _balance(bank: Bank, card: Record, expect: Expect) -> None:
    balance, limit = cents(card["current_balance"]), cents(card["credit_limit"])
    expect(balance >= 0, f"current_balance {reais(balance)} is negative")
    ceiling = limit * CEILING[0] // CEILING[1]
    expect(balance <= ceiling, f"current_balance {reais(balance)} is above {reais(ceiling)}, 1.3 x its limit")
    reached = limit > 0 and balance == ceiling
    expect(not reached or card["status"] != "Active", "it has reached 1.3 limits, but is Active")
    billed, paid = cents(card["last_bill_amount"]), cents(card["last_bill_paid"])
    expect(billed >= 0 and paid >= 0, f"last bill {reais(billed)}, paid {reais(paid)}")
    expired = day_of(card["expiry_date"]) < bank.as_of
    expect(not expired or card["status"] not in IN_USE, f"it has expired, but is {card['status']}")
    expect(expired or card["status"] != "Expired", "it is Expired before its expiry_date")


@dataclass(frozen=True)
class Bill:
    """When a bill closes and falls due."""

    closing: date
    due: date


def _last_bill(bank: Bank, card: Record, payments: list[Settlement], expect: Expect) -> None:
    bill = bill_due(day_of(card["last_bill_due_date"]), card["due_day"], card["closing_day"])
    if not expect(bill is not None, f"last_bill_due_date {card['last_bill_due_date']} is not on its due day"):
        return
    assert bill is not None
    latest = _last_day(bank.as_of, card["closing_day"])
    expect(bill.closing <= latest, f"its last bill closes on {bill.closing}, after {bank.as_of}")
    if card["status"] in IN_USE:
        expect(bill.closing == latest, f"its last bill closed on {bill.closing}, but one closed on {latest}")
    if bill.closing >= bank.history_start:
        _paid(card, payments, bill.closing, expect)


def _paid(card: Record, payments: list[Settlement], closing: date, expect: Expect) -> None:
    """What is paid on the closing day itself may count for either bill."""
    stated = cents(card["last_bill_paid"])
    later = sum(payment.amount for payment in payments if payment.day > closing)
    same_day = sum(payment.amount for payment in payments if payment.day == closing)
    wrong = f"last_bill_paid {reais(stated)}, but {reais(later)} was paid since {closing}"
    expect(stated in (later, later + same_day), wrong)


def _no_bill(bank: Bank, card: Record, payments: list[Settlement], expect: Expect) -> None:
    """Only a card too young for a bill, or out of use, has none."""
    expect(not cents(card["last_bill_amount"]), "its last bill has an amount, but no due date")
    young = day_of(card["created_at"]) >= _last_day(bank.as_of, card["closing_day"]) - relativedelta(months=1)
    expect(young or card["status"] not in IN_USE, "it has no last bill")
    expect(not (young and payments), "a bill was paid before one closed")


@lru_cache(maxsize=4096)
def bill_due(due: date, due_day: int, closing_day: int) -> Bill | None:
    """The bill due on a day, whether or not that day was moved to a bank day."""
    for back in range(8):
        nominal = due - timedelta(days=back)
        moved = back == 0 or next_bank_day(nominal) == due
        if moved and nominal == _in_month(nominal, due_day):
            return Bill(_last_day(nominal - timedelta(days=1), closing_day), due)
    return None


def _last_day(until: date, day: int) -> date:
    """The last date with this day of the month up to a date; short months end on their last day."""
    found = _in_month(until, day)
    return found if found <= until else _in_month(until - relativedelta(months=1), day)


def _in_month(month: date, day: int) -> date:
    return month.replace(day=min(day, calendar.monthrange(month.year, month.month)[1]))
