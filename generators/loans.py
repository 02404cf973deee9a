"""Loans: what customers owe by contract, and where each schedule stands."""

from __future__ import annotations

from accounts import Account
from customers import Customer
from engine import Row, col


class Loan(Row):
    loan_id = col.key("Loan identifier")
    customer_id = col.ref(Customer, "Borrower", owner=True)
    loan_type = col.choice("Kind of loan", ("Mortgage", "Auto", "Personal", "Business"))
    loan_amount = col.money("Amount paid out on start_date", minimum=0.01)
    interest_rate = col.decimal("Interest, compounded over the months of a year", places=2, unit="% a year", minimum=0)
    term = col.integer("Number of monthly instalments", unit="months", minimum=1)
    start_date = col.date("Day on which the loan was paid out")
    end_date = col.date("Day on which the last instalment falls due: start_date and term months")
    loan_status = col.choice("Default from 90 days past due on", ("Active", "Paid Off", "Default"), state=True)
    account_id = col.ref(Account, "Account that receives the pay-out and pays the instalments")
    amortization = col.choice("Price: equal instalments; SAC: equal principal", ("Price", "SAC"))
    installment_amount = col.money("Next instalment to be paid; null when paid off", nullable=True, state=True)
    installments_paid = col.integer("Instalments paid so far", state=True, minimum=0)
    outstanding_balance = col.money("Principal not yet repaid, by the schedule", state=True, minimum=0)
    days_past_due = col.integer(
        "Days since the oldest unpaid instalment fell due (on a bank business day); 0 when none is late",
        unit="days", state=True, minimum=0,
    )  # fmt: skip
