"""Loan payments: pay-outs and instalments with their moments and amounts, and where they leave each loan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import LoanStatus
from lastro.bank.contracts.loans.amortization import Terms, steps, terms
from lastro.bank.contracts.loans.arrears import SPELL_MONTHS, default_from, payments, strain
from lastro.brazil.calendar import add_months, month_index, next_business_day
from lastro.engine import Run
from lastro.engine.arrays import Bytes, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

DEFAULT_DAYS = 90  # days past due from which a loan counts as defaulted (Resolução CMN 4.966/2021)
_OFFICE = (10 * 3600, 16 * 3600)  # banking hours, in which loans are paid out; ASSUMED


@dataclass(frozen=True)
class Instalments:
    """Instalments, loan by loan and in order; money in cents."""

    loan: Integers  # position of the loan
    number: Integers  # from 1
    due: Integers  # day, moved to a bank business day
    paid_on: Integers  # day, NULL where it is never paid
    second: Integers  # of that day
    amount: Integers
    principal: Integers
    interest: Integers
    balance: Integers  # principal owed after it

    @property
    def moment(self) -> Integers:
        """When each is paid, in seconds; NULL where never."""
        return np.where(self.paid_on == NULL, NULL, self.paid_on * DAY + self.second)


@dataclass(frozen=True)
class Standing:
    """Where loans stand at the end of a day, by the names of loans.Loan."""

    loan_status: Bytes
    installment_amount: Integers
    installments_paid: Integers
    outstanding_balance: Integers
    days_past_due: Integers


def payout_moments(run: Run, loans: Any) -> Integers:
    """When loans are paid out: on their first day, in banking hours."""
    moment: Integers = loans.start_date * DAY + run.draws("loans", loans.loan_id).integer("payout", *_OFFICE)
    return moment


def due_days(loans: Any, loan: Integers, number: Integers) -> Integers:
    """When instalments of the loans at the given positions fall due, moved to bank business days."""
    return next_business_day(add_months(loans.start_date[loan], number))


def instalments(run: Run, loans: Any, income: Integers, first_day: int, last_day: int) -> Instalments:
    """The instalments due by last_day, without those that were settled long before first_day.

    loans: their unchanging columns. income: the borrowers', in cents a month. Payments may fall after last_day.
    """
    plan = _terms(loans)
    low, high = _window(loans, first_day, last_day)
    counts = np.maximum(high - low + 1, 0)
    loan = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(loan)) - np.repeat(np.cumsum(counts) - counts - low, counts)
    due = due_days(loans, loan, number)
    by_then = due <= last_day
    loan, number, due = loan[by_then], number[by_then], due[by_then]
    paid_on, second = payments(run, loans, strain(run, loans, plan, income), loan, number, due)
    step = steps(plan, loan, number)
    return Instalments(loan, number, due, paid_on, second, step.amount, step.principal, step.interest, step.balance)


def standing(run: Run, loans: Any, income: Integers, as_of: int) -> Standing:
    """Where loans stand at the end of as_of: the next instalment to be paid, what is owed, how late it is."""
    paid = _paid(run, loans, income, as_of)
    every = np.arange(len(paid))
    done = paid >= loans.term
    step = steps(_terms(loans), every, np.minimum(paid + 1, loans.term))
    late = np.maximum(as_of - due_days(loans, every, np.minimum(paid + 1, loans.term)), 0)
    late[done] = 0
    running = np.where(late >= DEFAULT_DAYS, LoanStatus.DEFAULT, LoanStatus.ACTIVE)
    return Standing(
        loan_status=np.where(done, LoanStatus.PAID_OFF, running).astype(np.uint8),
        installment_amount=np.where(done, NULL, step.amount),
        installments_paid=paid,
        outstanding_balance=np.where(done, 0, step.balance + step.principal),
        days_past_due=late,
    )


def _paid(run: Run, loans: Any, income: Integers, as_of: int) -> Integers:
    """How many instalments were paid by the end of as_of; they are paid in order."""
    recent = instalments(run, loans, income, as_of, as_of)
    paid = recent.loan[(recent.paid_on != NULL) & (recent.paid_on <= as_of)]
    low, _ = _window(loans, as_of, as_of)
    stopped = default_from(run, loans, strain(run, loans, _terms(loans), income))
    before = np.minimum(np.minimum(low, stopped) - 1, loans.term)
    paid_in_all: Integers = before + np.bincount(paid, minlength=len(low))
    return paid_in_all


def _terms(loans: Any) -> Terms:
    return terms(loans.loan_amount, loans.interest_rate, loans.term, loans.amortization)


def _window(loans: Any, first_day: int, last_day: int) -> tuple[Integers, Integers]:
    """The numbers of the first and the last instalment of each loan that matter between two days."""
    first, last = (int(month_index(np.array([limit]))[0]) for limit in (first_day, last_day))
    begun = month_index(loans.start_date)
    return np.maximum(first - SPELL_MONTHS - begun, 1), np.minimum(last - begun, loans.term)
