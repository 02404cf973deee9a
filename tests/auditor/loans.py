"""M5: loans stand where their schedule and their payments put them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from .bank import Bank
from .bank_days import day_of, next_bank_day
from .loan_ends import Ending, charges, ending, has_ended_well, is_paid_off
from .reading import Record, cents, reais
from .report import Expect
from .schedules import Instalment, schedule
from .settlements import Settlement, Settlements, check_account

DEFAULT_DAYS = 90
EARLY_DAYS = 20  # nobody pays an instalment longer than this before it falls due
NUMBER_OF = re.compile(r"(\d+)\s*(?:/|de)\s*(\d+)")  # "Parcela 3/48", where a description says so


@dataclass
class Case:
    """One loan with its schedule and its postings within the history."""

    loan: Record
    plan: list[Instalment]
    payouts: list[Settlement]
    payments: list[Settlement]
    expect: Expect
    end: Ending

    @property
    def paid(self) -> int:
        """How many instalments the loan says are paid."""
        return int(self.loan["installments_paid"])


def check_loans(bank: Bank, settlements: Settlements) -> None:
    """Check every loan's terms, state, pay-out and instalments."""
    loans = dict(bank.rows("loans"))
    newer = {loan["renegotiated_loan_id"] for loan in loans.values()}
    for key, loan in loans.items():
        expect = bank.report.on("M5", "loans", key)
        if not _has_terms(loan, expect):
            continue
        postings = settlements.of("loan_id", key)
        check_account(bank.report, "M5", loan, postings)
        end = ending(loan, loans, [posting for posting in postings if posting.direction == "Debit"])
        credits = [posting for posting in postings if posting.direction == "Credit"]
        case = Case(loan, schedule(loan), credits, end.instalments, expect, end)
        _state(bank, case)
        _payout(bank, case)
        _payments(bank, case)
        has_ended_well(bank, loan, case.plan, end, expect)
        old = day_of(loan["start_date"]) < bank.history_start
        expect(loan["risk_band"] or key in newer or old, "it has no risk band, but renegotiates no loan")


def _has_terms(loan: Record, expect: Expect) -> bool:
    amount, term, paid = cents(loan["loan_amount"]), loan["term"], loan["installments_paid"]
    rate = loan["interest_rate"]
    sound = amount > 0 and term > 0 and rate >= 0
    expect(sound, f"amount {loan['loan_amount']}, term {term}, rate {rate}")
    return expect(0 <= paid <= term, f"{paid} instalments paid of {term}") and sound


def _state(bank: Bank, case: Case) -> None:
    loan, plan, paid, expect = case.loan, case.plan, case.paid, case.expect
    done = is_paid_off(loan)
    owed = plan[paid - 1].balance if paid else cents(loan["loan_amount"])
    owed = 0 if done else owed
    stated = cents(loan["outstanding_balance"])
    expect(stated == owed, f"outstanding_balance {reais(stated)}, but the schedule owes {reais(owed)}")
    if done:
        expect(loan["installment_amount"] is None, "it is paid off, but has a next instalment")
    else:
        due, amount = plan[paid].amount, loan["installment_amount"]
        wrong = f"installment_amount {amount}, but instalment {paid + 1} is {reais(due)}"
        expect(amount is not None and cents(amount) == due, wrong)
    late = 0 if done else max(0, (bank.as_of - plan[paid].due).days)
    expect(loan["days_past_due"] == late, f"days_past_due {loan['days_past_due']}, but it should be {late}")
    status = "Paid Off" if done else "Default" if late >= DEFAULT_DAYS else "Active"
    expect(loan["loan_status"] == status, f"loan_status {loan['loan_status']}, but it is {status}")


def _payout(bank: Bank, case: Case) -> None:
    """A loan of the history is paid out once, on its first day or the next bank day."""
    start = day_of(case.loan["start_date"])
    latest = next_bank_day(start)
    if not case.payouts:
        case.expect(start < bank.history_start or latest > bank.as_of, "its pay-out is no transaction")
        return
    case.expect(len(case.payouts) == 1, f"it is paid out {len(case.payouts)} times")
    for payout in case.payouts:
        expect = bank.report.on("M5", "transactions", payout.transaction_id)
        amount = cents(case.loan["loan_amount"])
        expect(payout.amount == amount, f"pays out {reais(payout.amount)} of a loan of {reais(amount)}")
        expect(start <= payout.day <= latest, f"pays out on {payout.day}, but the loan starts on {start}")


def _payments(bank: Bank, case: Case) -> None:
    """The payments of the history are the last ones paid, in the schedule's order."""
    before = case.paid - len(case.payments)
    if not case.expect(before >= 0, f"{case.paid} instalments paid, but {len(case.payments)} transactions"):
        return
    if before:
        due = case.plan[before - 1].due
        gone = due < bank.history_start + timedelta(days=EARLY_DAYS)
        gone = gone and day_of(case.loan["start_date"]) < bank.history_start
        case.expect(gone, f"instalment {before}, due on {due}, is paid, but is no transaction")
    for number, payment in enumerate(case.payments, start=before + 1):
        _payment(bank, case, number, payment)
    dues = [case.plan[number].due for number in range(before, case.paid)]
    charges(bank, case.payments, dues, case.end.charges)


def _payment(bank: Bank, case: Case, number: int, payment: Settlement) -> None:
    expect = bank.report.on("M5", "transactions", payment.transaction_id)
    instalment = case.plan[number - 1]
    text = f"pays {reais(payment.amount)}, but instalment {number} is {reais(instalment.amount)}"
    expect(payment.amount == instalment.amount, text)
    early = payment.day < instalment.due - timedelta(days=EARLY_DAYS)
    expect(not early, f"paid on {payment.day}, but instalment {number} is due on {instalment.due}")
    expect(payment.day >= day_of(case.loan["start_date"]), "paid before the loan started")
    said = NUMBER_OF.search(payment.description)
    if said and int(said[2]) == len(case.plan):
        expect(int(said[1]) == number, f"calls itself {said[0]}, but is instalment {number}")
