"""Loan payments: pay-outs, instalments, prepayments, settlements and recoveries, with their moments and amounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.contracts.loans.amortization import instalment_parts
from lastro.bank.contracts.loans.charges import Charges, charges, prepayment
from lastro.bank.contracts.loans.lives import LATEST, LoanLives, due_days
from lastro.bank.contracts.loans.renegotiation import renegotiation_keys, settled
from lastro.brazil.calendar import month_index
from lastro.engine import Run
from lastro.engine.arrays import Integers
from lastro.engine.rows.moments import DAY

_OFFICE = (10 * 3600, 16 * 3600)  # banking hours, in which loans are paid out; ASSUMED
_AUTOMATIC = (6 * 3600, 7 * 3600 + 1800)  # seconds of the day in which direct debits run; ASSUMED
_BY_HAND = (8 * 3600, 21 * 3600)  # in which people pay by themselves; ASSUMED


@dataclass(frozen=True)
class Instalments:
    """Paid instalments, loan by loan and in order; money in cents."""

    loan: Integers  # position of the loan
    number: Integers  # from 1
    due: Integers  # day, moved to a bank business day
    moment: Integers  # when it is paid
    amount: Integers
    principal: Integers
    interest: Integers
    balance: Integers  # principal owed after it

    @property
    def paid_on(self) -> Integers:
        """The day on which each is paid."""
        return self.moment // DAY

    @property
    def charges(self) -> Charges:
        """What each costs for being late."""
        return charges(self.amount, self.paid_on - self.due)


@dataclass(frozen=True)
class Payments:
    """Payments of other kinds, each of one loan."""

    loan: Integers  # position of the loan
    moment: Integers
    amount: Integers  # cents


def payout_moments(run: Run, loans: Any) -> Integers:
    """When loans are paid out: on their first day, in banking hours."""
    moment: Integers = loans.start_date * DAY + run.draws("loans", loans.loan_id).integer("payout", *_OFFICE)
    return moment


def instalments(lives: LoanLives, first_day: int, last_day: int) -> Instalments:
    """The instalments that are paid between two days, both included."""
    first, last = (int(month_index(np.array([day]))[0]) - lives.first for day in (first_day, last_day))
    columns = np.arange(max(first - 1, 0), min(last + 1, lives.paid.shape[1]))
    every = np.arange(len(lives.before))
    loan, column = (part.ravel() for part in np.meshgrid(every, columns, indexing="ij"))
    earlier = lives.paid_after(loan, column - 1)
    counts = lives.paid_after(loan, column) - earlier
    event = np.repeat(np.arange(len(loan)), counts)
    place = np.arange(len(event)) - np.repeat(np.cumsum(counts) - counts, counts)
    found = _moments(lives, loan[event], column[event], place)
    inside = (found >= first_day * DAY) & (found < (last_day + 1) * DAY)
    number = (earlier[event] + place + 1)[inside]
    return _parts(lives, loan[event][inside], number, found[inside])


def _parts(lives: LoanLives, loan: Integers, number: Integers, moment: Integers) -> Instalments:
    parts = instalment_parts(lives.schedule, loan, number)
    due = due_days(lives.loans, loan, number)
    return Instalments(loan, number, due, moment, parts.amount, parts.principal, parts.interest, parts.balance)


def _moments(lives: LoanLives, loan: Integers, column: Integers, place: Integers) -> Integers:
    """When the instalments of months' payments are paid: by direct debit on the due date, by hand when they are late;
    several on one day, one second after the other."""
    draws, month = lives.draws.at(loan), column + lives.first
    late = lives.late[loan, column] | lives.is_behind(loan, column)
    second = np.where(late, draws.integer("late second", *_BY_HAND, month), draws.integer("second", *_AUTOMATIC, month))
    return lives.day(loan, column) * DAY + second + place


def last_payment(lives: LoanLives, day: int) -> Integers:
    """When each loan was last paid by the end of a day, its pay-out where it was not (moments)."""
    month = int(month_index(np.array([day]))[0]) - lives.first
    moment = payout_moments(lives.run, lives.loans)
    paid = lives.on(day)
    some = np.flatnonzero(paid > 0)
    reached = lives.paid[some] >= paid[some][:, None]
    column = np.where(reached.any(axis=1), reached.argmax(axis=1), 0)
    column = np.minimum(column, max(month, 0))
    place = paid[some] - lives.paid_after(some, column - 1) - 1
    moment[some] = _moments(lives, some, column, np.maximum(place, 0))
    return moment


def settlements(lives: LoanLives) -> Payments:
    """What renegotiations pay of older loans, when the new loan is paid out."""
    loan = np.flatnonzero(lives.ends.renegotiated < LATEST)
    return Payments(loan, settlement_moments(lives, loan), settled(lives, loan))


def settlement_moments(lives: LoanLives, loan: Integers) -> Integers:
    """When loans (positions) that are renegotiated are paid off: when the new loan is paid out."""
    draws = lives.run.draws("loans", renegotiation_keys(lives.loans.take(loan)))
    return lives.ends.renegotiated[loan] * DAY + draws.integer("payout", *_OFFICE)


def prepayments(lives: LoanLives) -> Payments:
    """What pays loans off before their time."""
    loan = np.flatnonzero(lives.ends.prepaid < LATEST)
    day, paid = lives.ends.prepaid[loan], lives.paid[loan, -1]
    last, following = due_days(lives.loans, loan, paid), due_days(lives.loans, loan, paid + 1)
    amount = prepayment(lives.schedule, loan, paid, day - last, following - last)
    return Payments(loan, prepayment_moments(lives, loan), amount)


def prepayment_moments(lives: LoanLives, loan: Integers) -> Integers:
    """When loans (positions) that are prepaid are."""
    return lives.ends.prepaid[loan] * DAY + lives.draws.at(loan).integer("prepayment second", *_BY_HAND)


def recoveries(lives: LoanLives) -> Payments:
    """What is paid of loans that have been written off."""
    loan = np.flatnonzero(lives.ends.recovered < LATEST)
    second = lives.draws.at(loan).integer("recovery second", *_BY_HAND)
    return Payments(loan, lives.ends.recovered[loan] * DAY + second, recovered_amounts(lives)[loan])


def recovered_amounts(lives: LoanLives) -> Integers:
    """What is ever recovered of each loan, in cents: a share of the principal that is owed at the end."""
    owed = _owed_at_the_end(lives)
    found: Integers = np.where(
        lives.ends.recovered < LATEST, np.maximum((owed * lives.ends.share).astype(np.int64), 1), 0
    )
    return found


def _owed_at_the_end(lives: LoanLives) -> Integers:
    """The principal after all that is paid in the tables, in cents."""
    every = np.arange(len(lives.before))
    paid = lives.paid[:, -1] if lives.paid.shape[1] else lives.before
    parts = instalment_parts(lives.schedule, every, np.maximum(paid, 1))
    owed: Integers = np.where(paid > 0, parts.balance, lives.loans.loan_amount)
    return owed
