"""IOF on loans: what each bears when it is paid out."""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.bank.choices import LoanType
from lastro.bank.contracts.loans.amortization import instalment_parts, terms
from lastro.brazil.calendar import add_months, next_business_day
from lastro.brazil.levels.credit_tax import MOST_DAYS, CreditTax, borrowers, rounded
from lastro.engine import Run
from lastro.engine.arrays import Cents, Integers

_SOON = 12  # instalments of which some fall due within MOST_DAYS; all later ones bear the tax of so many days


def tax_on_loans(run: Run, loans: Any, revenue: Cents) -> Cents:
    """The tax on each loan, cents: the daily rate on each instalment's principal for the days until it falls due, a
    year's at most, and the additional rate on the whole; none on homes (Decreto 6.306/2007, art. 9, I).

    loans: their unchanging columns. revenue: the borrowers' monthly income, which tells small companies.
    """
    amount = np.clip(loans.loan_amount, 0, 10**12)
    borrower = borrowers(loans.loan_type == LoanType.BUSINESS, revenue, amount)
    daily, additional = run.once(CreditTax).rates(borrower, loans.start_date)
    taxed = _principal_days(loans, amount) * daily + amount * additional
    return np.where(loans.loan_type == LoanType.MORTGAGE, 0, rounded(taxed))


def _principal_days(loans: Any, amount: Cents) -> Integers:
    """The principal of each loan times the days for which it is owed, a year at most, in cents and days."""
    term = np.clip(loans.term, 1, None)
    loan = np.repeat(np.arange(len(loans)), _SOON)
    number = np.tile(np.arange(1, _SOON + 1), len(loans))
    there = number <= term[loan]
    loan, number = loan[there], number[there]
    parts = instalment_parts(terms(loans.loan_amount, loans.interest_rate, term, loans.amortization), loan, number)
    due = next_business_day(add_months(loans.start_date[loan], number))
    days = np.clip(due - loans.start_date[loan], 0, MOST_DAYS)
    less = np.bincount(loan, parts.principal * (MOST_DAYS - days), len(loans))
    found: Integers = amount * MOST_DAYS - less.astype(np.int64)
    return found
