"""Loans: what customers owe by contract, and where each schedule stands."""

from __future__ import annotations

if __name__ == "__main__":  # before all that needs a package, since it says which is missing
    from lastro.engine.tasks.script import main

    main(__file__)

from accounts import Account
from customers import Customer
from lastro.bank.choices import Amortization, LoanStatus, LoanType, RiskBand
from lastro.bank.contracts.loans.grants import credit_of, lives_in_files
from lastro.bank.contracts.loans.standing import LoanStates
from lastro.bank.contracts.loans.terms import Loans
from lastro.bank.contracts.restrictions import is_granted
from lastro.bank.people.holdings import holdings
from lastro.bank.people.traits import traits
from lastro.brazil.calendar import add_months
from lastro.engine import Row, Run, Table, col, table


class Loan(Row):
    loan_id = col.key("Loan identifier")
    customer_id = col.ref(Customer, "Borrower", owner=True)
    loan_type = col.choice("Kind of loan", LoanType)
    loan_amount = col.money("Amount paid out on start_date", minimum=0.01, maximum=1_000_000_000)
    interest_rate = col.decimal(
        "Interest, compounded over the months of a year",
        decimals=2,
        unit="% a year",
        minimum=0,
        maximum=1_000,
        example="26.82",
    )
    term = col.integer("Number of monthly instalments", unit="months", minimum=1, maximum=420, example="48")
    start_date = col.date("Day on which the loan was paid out", born=True)
    end_date = col.date("Day on which the last instalment falls due: start_date and term months", ahead=True)
    loan_status = col.choice(
        "Default from 90 days past due on; Paid Off also where it was renegotiated or prepaid", LoanStatus, state=True
    )
    account_id = col.ref(Account, "Account that receives the pay-out and pays the instalments")
    amortization = col.choice("Price: equal instalments; SAC: equal principal", Amortization)
    installment_amount = col.money(
        "Next instalment to be paid; null when paid off", nullable=True, state=True, minimum=0.01, maximum=1_000_000_000
    )
    installments_paid = col.integer("Instalments paid so far", state=True, minimum=0, maximum=420, example="17")
    outstanding_balance = col.money(
        "Principal not yet repaid, by the schedule", state=True, minimum=0, maximum=1_000_000_000
    )
    days_past_due = col.integer(
        "Days since the oldest unpaid instalment fell due (on a bank business day); 0 when none is late",
        unit="days", state=True, mark=True, minimum=0, example="0",
    )  # fmt: skip
    risk_band = col.choice(
        "How the bank rated the borrower when it granted the loan, A the best; null where it renegotiates an older one",
        RiskBand, nullable=True,
    )  # fmt: skip
    defaulted_on = col.date(
        "First day on which it was 90 days past due; null where it never was", nullable=True, state=True
    )
    written_off_on = col.date(
        "Day on which it was 360 days past due and left the running book; null where it did not",
        nullable=True, state=True,
    )  # fmt: skip
    recovered_amount = col.money(
        "What was paid since it was written off; null where it was not", nullable=True, state=True, minimum=0
    )
    renegotiated_loan_id = col.uuid(
        "Loan that has paid this one off, charges included; null where none has", kind="loans",
        nullable=True, state=True,
    )  # fmt: skip
    prepaid_on = col.date(
        "Day on which it was paid off before its time, with no more interest than until then; null where it was not",
        nullable=True, state=True,
    )  # fmt: skip
    updated_at = col.moment("Pay-out, last payment, or the last day that an instalment is late on", state=True)


def generate(run: Run, customers: Table[Customer], accounts: Table[Account]) -> Table[Loan]:
    """The loans of a block's customers that have started by as_of, and where they stand."""
    credit = credit_of(run, customers, holdings(customers.customer_id, accounts), traits(run, customers))
    rows = is_granted(accounts, credit.loans.account_id, credit.loans.start_date)
    loans, state = credit.loans.take(rows), LoanStates(credit.lives.take(rows)).on(run.as_of)
    return table(Loan, **vars(loans), **vars(state), end_date=add_months(loans.start_date, loans.term))


def states(run: Run, loans: Loans | Table[Loan], customers: Table[Customer]) -> LoanStates:
    """The states of loans on any day."""
    return LoanStates(lives_in_files(run, loans, customers, traits(run, customers)))
