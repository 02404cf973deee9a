"""M5: how loans end otherwise than by their schedule, and what late instalments cost besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .bank import Bank
from .bank_days import day_of
from .reading import Record, cents, reais
from .report import Expect
from .schedules import Instalment
from .settlements import Settlement

DEFAULT, WRITE_OFF = timedelta(days=90), timedelta(days=360)


@dataclass
class Ending:
    """The debits of a loan, by what they are."""

    instalments: list[Settlement]
    settlements: list[Settlement]  # by the loan that renegotiates it
    prepayments: list[Settlement]
    recoveries: list[Settlement]
    charges: list[Settlement]
    newer: Record | None


def ending(loan: Record, loans: Mapping[str, Record], debits: list[Settlement]) -> Ending:
    """Tell a loan's debits apart."""
    newer, lost = loans.get(loan["renegotiated_loan_id"] or ""), loan["written_off_on"]
    settled_on = newer and newer["start_date"]
    early = loan["prepaid_on"] and day_of(loan["prepaid_on"])
    found = Ending([], [], [], [], [], newer)
    for debit in debits:
        if debit.category != "Loan":
            found.charges.append(debit)
        elif lost and debit.day >= day_of(lost):
            found.recoveries.append(debit)
        elif settled_on and debit.day == day_of(settled_on):
            found.settlements.append(debit)
        elif early and debit.day == early:
            found.prepayments.append(debit)
        else:
            found.instalments.append(debit)
    return found


def is_paid_off(loan: Record) -> bool:
    """Whether nothing is left to pay: by the schedule, by another loan, or all at once."""
    by_schedule: bool = loan["installments_paid"] == loan["term"]
    return by_schedule or loan["renegotiated_loan_id"] is not None or loan["prepaid_on"] is not None


def charges(bank: Bank, payments: list[Settlement], dues: list[date], found: list[Settlement]) -> None:
    """Each instalment that is paid late costs 2 % and 1 % a month by the day, in the same second; nothing else does."""
    due = {}
    for payment, day in zip(payments, dues, strict=True):
        late, amount = max(0, (payment.day - day).days), Decimal(payment.amount)
        if late:
            due[payment.moment, "Fee"] = _rounded(amount * 2 / 100), payment
            due[payment.moment, "Interest"] = _rounded(amount * late / 3000), payment
    for charge in found:
        expect = bank.report.on("M5", "transactions", charge.transaction_id)
        cost, _ = due.pop((charge.moment, charge.category), (0, None))
        expect(charge.amount == cost, f"{charge.category} of {reais(charge.amount)}, but {reais(cost)} is due")
    for (_, category), (cost, payment) in due.items():
        expect = bank.report.on("M5", "transactions", payment.transaction_id)
        expect(cost == 0, f"paid late, but there is no {category} of {reais(cost)}")


def _rounded(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_UP))


def has_ended_well(bank: Bank, loan: Record, plan: list[Instalment], end: Ending, expect: Expect) -> None:
    """Default, write-off, recovery and renegotiation fit the schedule and the postings."""
    paid, lost, defaulted = loan["installments_paid"], loan["written_off_on"], loan["defaulted_on"]
    done = is_paid_off(loan)
    oldest = None if done else plan[paid].due
    gone = oldest + WRITE_OFF if oldest and bank.as_of >= oldest + WRITE_OFF else None
    expect((lost and day_of(lost)) == gone, f"written_off_on {lost}, but it should be {gone}")
    late = oldest is not None and bank.as_of >= oldest + DEFAULT
    explained = [each.due + DEFAULT for each in plan[: paid + 1]]
    expect(defaulted is None or day_of(defaulted) in explained, f"no instalment explains a default on {defaulted}")
    expect(defaulted is None or day_of(defaulted) <= bank.as_of, f"defaults on {defaulted}, after as_of")
    in_time = defaulted is not None and oldest is not None and day_of(defaulted) <= oldest + DEFAULT
    expect(not late or in_time, f"90 days past due, but defaulted_on is {defaulted}")
    _recovered(bank, loan, end, expect)
    _renegotiated(bank, loan, end, expect)
    _prepaid(bank, loan, plan, end, expect)


def _recovered(bank: Bank, loan: Record, end: Ending, expect: Expect) -> None:
    lost, stated = loan["written_off_on"], loan["recovered_amount"]
    expect((lost is None) == (stated is None), f"recovered_amount {stated}, but written_off_on {lost}")
    if lost is not None and stated is not None:
        total = sum(each.amount for each in end.recoveries)
        whole = day_of(lost) >= bank.history_start
        right = cents(stated) == total if whole else cents(stated) >= total
        expect(right, f"recovered_amount {stated}, but its postings come to {reais(total)}")


def _renegotiated(bank: Bank, loan: Record, end: Ending, expect: Expect) -> None:
    named, newer = loan["renegotiated_loan_id"], end.newer
    if named is None or not expect(newer is not None, f"there is no loan {named}") or newer is None:
        return
    expect(newer["account_id"] == loan["account_id"], f"{named} is of another account")
    expect(newer["risk_band"] is None, f"{named} was granted on its own")
    if day_of(newer["start_date"]) < bank.history_start:
        return
    paid = [each.amount for each in end.settlements]
    expect(paid == [cents(newer["loan_amount"])], f"paid off by {paid}, but {named} is of {newer['loan_amount']}")


def _prepaid(bank: Bank, loan: Record, plan: list[Instalment], end: Ending, expect: Expect) -> None:
    """Paid off before its time: between two instalments, by the principal left and the interest of the days since."""
    stated, paid = loan["prepaid_on"], loan["installments_paid"]
    if stated is None or not expect(paid < len(plan), f"prepaid on {stated}, with nothing left to pay"):
        return
    day, following = day_of(stated), plan[paid]
    last = plan[paid - 1].due if paid else day_of(loan["start_date"])
    expect(loan["renegotiated_loan_id"] is None, "it is both prepaid and renegotiated")
    expect(last <= day <= following.due, f"prepaid on {day}, not between {last} and {following.due}")
    if day < bank.history_start:
        return
    owed = plan[paid - 1].balance if paid else cents(loan["loan_amount"])
    interest = Decimal(following.amount - (owed - following.balance))
    right = owed + _rounded(interest * (day - last).days / (following.due - last).days)
    expect([each.amount for each in end.prepayments] == [right], f"prepaid by {end.prepayments}, but {right} was owed")
