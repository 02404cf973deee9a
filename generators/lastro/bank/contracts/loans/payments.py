"""Loan payments: pay-outs and instalments with their moments and amounts, and where they leave each loan."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from lastro.bank.choices import LoanStatus
from lastro.bank.contracts.loans.amortization import Terms, instalment_parts, terms
from lastro.bank.contracts.loans.arrears import SPELL_MONTHS, default_from, payments, strain
from lastro.brazil.calendar import add_months, first_day, month_index, next_business_day
from lastro.engine import Run
from lastro.engine.arrays import Bytes, Floats, Integers
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
class LoanState:
    """Where loans stand at the end of a day, by the names of loans.Loan."""

    loan_status: Bytes
    installment_amount: Integers
    installments_paid: Integers
    outstanding_balance: Integers
    days_past_due: Integers
    updated_at: Integers


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
    schedule = _terms(loans)
    low, high = _window(loans, first_day, last_day)
    counts = np.maximum(high - low + 1, 0)
    loan = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(loan)) - np.repeat(np.cumsum(counts) - counts - low, counts)
    due = due_days(loans, loan, number)
    by_then = due <= last_day
    loan, number, due = loan[by_then], number[by_then], due[by_then]
    paid_on, second = payments(run, loans, strain(run, loans, schedule, income), loan, number, due)
    parts = instalment_parts(schedule, loan, number)
    return Instalments(loan, number, due, paid_on, second, parts.amount, parts.principal, parts.interest, parts.balance)


@dataclass
class LoanStates:
    """The states of loans on any day.

    loans: their unchanging columns. income: the borrowers', in cents a month.
    """

    run: Run
    loans: Any
    income: Integers
    _by_month: dict[int, Instalments] = field(default_factory=dict)  # those due up to the month's end that matter in it

    def on(self, day: int) -> LoanState:
        """The next instalment to be paid, what is owed, how late it is, at the end of a day."""
        paid, loans = self._paid(day), self.loans
        every = np.arange(len(paid))
        done = paid >= loans.term
        following = np.minimum(paid + 1, loans.term)
        parts = instalment_parts(_terms(loans), every, following)
        late = np.where(done, 0, np.maximum(day - due_days(loans, every, following), 0))
        running = np.where(late >= DEFAULT_DAYS, LoanStatus.DEFAULT, LoanStatus.ACTIVE)
        return LoanState(
            loan_status=np.where(done, LoanStatus.PAID_OFF, running).astype(np.uint8),
            installment_amount=np.where(done, NULL, parts.amount),
            installments_paid=paid,
            outstanding_balance=np.where(done, 0, parts.balance + parts.principal),
            days_past_due=late,
            updated_at=np.where(late > 0, day * DAY, self._last_payment(paid)),
        )

    def _paid(self, day: int) -> Integers:
        """How many instalments were paid by the end of a day; they are paid in order."""
        month = int(month_index(np.array([day]))[0])
        if month not in self._by_month:
            last = int(first_day(np.array([month + 1]))[0]) - 1
            self._by_month[month] = instalments(self.run, self.loans, self.income, last, last)
        recent = self._by_month[month]
        paid = recent.loan[(recent.paid_on != NULL) & (recent.due <= day) & (recent.paid_on <= day)]
        low, _ = _window(self.loans, day, day)
        before = np.minimum(np.minimum(low, self._stopped) - 1, self.loans.term)
        paid_in_all: Integers = before + np.bincount(paid, minlength=len(low))
        return paid_in_all

    @cached_property
    def _strained(self) -> Floats:
        return strain(self.run, self.loans, _terms(self.loans), self.income)

    @cached_property
    def _stopped(self) -> Integers:
        return default_from(self.run, self.loans, self._strained)

    def _last_payment(self, paid: Integers) -> Integers:
        """When the last of so many instalments was paid, the pay-out where none was (moments)."""
        some = np.flatnonzero(paid > 0)
        number = paid[some]
        due = due_days(self.loans, some, number)
        paid_on, second = payments(self.run, self.loans, self._strained, some, number, due)
        moment = payout_moments(self.run, self.loans)
        moment[some] = paid_on * DAY + second
        return moment


def _terms(loans: Any) -> Terms:
    return terms(loans.loan_amount, loans.interest_rate, loans.term, loans.amortization)


def _window(loans: Any, first_day: int, last_day: int) -> tuple[Integers, Integers]:
    """The numbers of the first and the last instalment of each loan that matter between two days."""
    first, last = (int(month_index(np.array([limit]))[0]) for limit in (first_day, last_day))
    begun = month_index(loans.start_date)
    return np.maximum(first - SPELL_MONTHS - begun, 1), np.minimum(last - begun, loans.term)
