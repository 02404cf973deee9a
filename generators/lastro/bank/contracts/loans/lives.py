"""Loan lives: what is paid of each loan in each month, and how it ends: paid off, prepaid, renegotiated, written off.

A life follows from the loan's unchanging columns and its borrower's path alone: neither other loans nor as_of move it.
In each month a loan pays at most once: on the day on which its instalment falls due or some days later.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from lastro.bank.contracts.loans.amortization import Terms, terms_of
from lastro.bank.contracts.loans.arrears import (
    DEFAULTED,
    LAST,
    Stress,
    Turns,
    after_death,
    before_leaving,
    chances,
    is_negotiable,
    is_renegotiation,
    strain,
    turns,
)
from lastro.bank.people.path.death import heard_on
from lastro.bank.people.path.leaving import leaving
from lastro.brazil.calendar import add_months, month_index, next_business_day
from lastro.engine import Run
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.random.quantiles import exponential
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

DEFAULT_DAYS = 90  # days past due from which a loan counts as defaulted (Resolução CMN 4.966/2021)
WRITE_OFF_DAYS = 360  # days past due after which it is written off: the rule until 2024, the bank's policy since
LONGEST_DELAY = 12  # days from a due date to a late payment, ASSUMED; short of a month, so that order stays
RECOVERED = 0.30  # share of written-off loans of which something is recovered, ASSUMED
RECOVERED_AFTER = exponential(240.0)  # days from the write-off, ASSUMED
RECOVERED_SHARE = (0.05, 0.60)  # of what is owed, ASSUMED
PREPAID_AFTER = (1, 16)  # days after the month's instalment on which all the rest is paid, ASSUMED; before the next one
LATEST = 10**6  # a day after all others


@dataclass(frozen=True)
class Ends(Columnar):
    """How lives end, one value a loan; days since 1970-01-01, LATEST where it never comes to that."""

    defaulted: Integers  # the first day on which it is DEFAULT_DAYS past due
    written_off: Integers
    renegotiated: Integers
    prepaid: Integers
    recovered: Integers  # on which something is paid after the write-off
    share: Floats  # of what is owed then

    @property
    def paid_off(self) -> Integers:
        """On which loans are paid off before their time: prepaid, or by another loan."""
        return np.minimum(self.renegotiated, self.prepaid)


@dataclass(frozen=True)
class LoanLives:
    """The lives of loans through consecutive months."""

    run: Run
    loans: Any  # their unchanging columns
    first: int  # month of the tables' first column
    before: Integers  # instalments paid before it
    paid: Integers  # instalments paid after each month's payment, (loans, months)
    late: Flags  # a payment that is not behind comes some days late, (loans, months)
    ends: Ends

    def on(self, day: int) -> Integers:
        """How many instalments of each loan were paid by the end of a day."""
        every = np.arange(len(self.before))
        return self.paid_by(every, np.full(len(every), day))

    def paid_by(self, loan: Integers, day: Integers) -> Integers:
        """How many instalments of loans (positions) were paid by the end of days."""
        column = month_index(day) - self.first
        paid = self.paid_after(loan, column - 2)
        for each in (column - 1, column):
            paid = np.where(self.day(loan, each) <= day, self.paid_after(loan, each), paid)
        return paid

    def is_late(self, loan: Integers, day: Integers) -> Flags:
        """Whether an instalment of loans is unpaid when days begin that was due before them."""
        paid = self.paid_by(loan, day - 1)
        oldest = due_days(self.loans, loan, np.minimum(paid + 1, self.loans.term[loan]))
        late: Flags = (paid < self.loans.term[loan]) & (oldest < day) & (self.ends.paid_off[loan] >= day)
        return late

    def paid_after(self, loan: Integers, column: Integers) -> Integers:
        """Instalments paid after the payments of months (columns of the tables)."""
        known = self.paid[loan, column.clip(0, self.paid.shape[1] - 1)]
        return np.where(column < 0, self.before[loan], known)

    def is_behind(self, loan: Integers, column: Integers) -> Flags:
        """Whether an older instalment than the month's own is unpaid before the month's payment."""
        number = column + self.first - month_index(self.loans.start_date[loan])
        behind: Flags = self.paid_after(loan, column - 1) < number - 1
        return behind

    def day(self, loan: Integers, column: Integers) -> Integers:
        """On which day loans pay in months, if they pay: when the month's instalment falls due, or late."""
        month = column + self.first
        due = due_days(self.loans, loan, month - month_index(self.loans.start_date[loan]))
        late = self.late[loan, column.clip(0, self.late.shape[1] - 1)] | self.is_behind(loan, column)
        return np.where(late, next_business_day(due + _delay(self.draws.at(loan), month)), due)

    @cached_property
    def schedule(self) -> Terms:
        """The terms that the loans' schedules follow from."""
        return terms_of(self.loans)

    @cached_property
    def draws(self) -> Draws:
        """Of the loans."""
        return self.run.draws("loans", self.loans.loan_id)

    def take(self, rows: Flags | Integers) -> LoanLives:
        """Those of some of the loans."""
        loans, ends = self.loans.take(rows), self.ends.take(rows)
        return LoanLives(self.run, loans, self.first, self.before[rows], self.paid[rows], self.late[rows], ends)

    def and_others(self, others: LoanLives) -> LoanLives:
        """These and those of other loans, through the same months."""
        loans, ends = self.loans.together([self.loans, others.loans]), Ends.together([self.ends, others.ends])
        before = np.concatenate([self.before, others.before])
        paid, late = np.concatenate([self.paid, others.paid]), np.concatenate([self.late, others.late])
        return LoanLives(self.run, loans, self.first, before, paid, late, ends)


def due_days(loans: Any, loan: Integers, number: Integers) -> Integers:
    """When instalments of the loans at the given positions fall due, moved to bank business days."""
    return next_business_day(add_months(loans.start_date[loan], number))


def _delay(draws: Draws, month: Integers) -> Integers:
    return draws.integer("late days", 1, LONGEST_DELAY + 1, month)


def lives_of(run: Run, loans: Any, income: Integers, stress: Stress) -> LoanLives:
    """The lives of loans; income: the borrowers', in cents a month, in money of base_date."""
    months, begun = stress.months, month_index(loans.start_date)
    number = months.numbers[None, :] - begun[:, None]
    before = np.clip(months.first - 1 - begun, 0, loans.term)
    paid = np.clip(number, 0, loans.term[:, None])
    would = turns(run, loans, strain(run, loans, terms_of(loans), income), stress, number)
    borrowers = run.draws("customers", loans.customer_id)
    leaves = leaving(borrowers, loans.start_date * DAY)
    would = before_leaving(would, months, leaves)
    would = after_death(would, loans, stress, heard_on(borrowers, stress.died), number)
    misses = would.misses & (number > 0) & (number <= loans.term[:, None])
    eventful = np.flatnonzero((misses | would.prepays).any(axis=1))
    walk = _Walk.of(loans, number, before, would, eventful)
    paid[eventful] = walk.paid.T
    lives = LoanLives(run, loans, months.first, before, paid, would.late, _nothing_ends(len(begun)))
    _write_ends(lives, eventful, walk)
    gone = np.minimum(leaves // DAY, stress.died)
    lives.ends.recovered[lives.ends.recovered >= gone] = LATEST  # whoever has left or died pays nothing here
    return lives


@dataclass
class _Walk:
    """The months of the loans that are ever behind or prepaid, one after the other."""

    negotiable: Flags
    would: Turns  # tables of (months, loans)
    paid: Integers  # (months, loans)
    renegotiated: Integers  # column, NULL for never
    prepaid: Integers  # column, NULL for never
    written_off: Integers  # number of the instalment that is never paid, NULL for none
    waiting: list[
        tuple[Integers, Integers, Integers]
    ]  # loans, numbers that have waited so long as defaults do, columns

    @classmethod
    def of(cls, loans: Any, number: Integers, before: Integers, would: Turns, rows: Integers) -> _Walk:
        """Of the loans at some positions; number: of the instalment that falls due, (loans, months)."""
        never, term = np.full(len(rows), NULL), loans.term[rows]
        may = is_negotiable(loans.loan_type[rows]) & ~is_renegotiation(loans)[rows]
        due = np.ascontiguousarray(number[rows].T)
        walk = cls(may, would.by_month(rows), np.empty_like(due), never.copy(), never.copy(), never.copy(), [])
        walk._go(due, term, before[rows])
        return walk

    def _go(self, due: Integers, term: Integers, have: Integers) -> None:
        running = have < term
        for column in range(len(due)):
            waited = due[column] - 1 - have
            pays = (running & (waited >= 0) & ~self.would.misses[column]).astype(np.int64)
            at = np.flatnonzero(running & (waited > 0))
            if len(at):
                owed = np.minimum(due[column, at], term[at]) - have[at]
                pays[at], gone = self._of_those_behind(at, waited[at], owed, have[at] + 1, column)
                running[at[gone]] = False
            have = have + pays
            all_at_once = running & self.would.prepays[column] & (waited == 0)
            self.prepaid[all_at_once] = column
            running &= (have < term) & ~all_at_once
            self.paid[column] = have

    def _of_those_behind(
        self, at: Integers, waited: Integers, owed: Integers, oldest: Integers, column: int
    ) -> tuple[Integers, Flags]:
        """What loans pay whose oldest unpaid instalment has waited for some months, and which are gone from now on:
        given up after a year, or renegotiated."""
        given_up = waited > LAST
        self.written_off[at[given_up]] = oldest[given_up]
        long = np.flatnonzero(waited == DEFAULTED)
        self.waiting.append((at[long], oldest[long], np.full(len(long), column)))
        luck, asked = self.would.luck[column, at], chances(np.minimum(waited, LAST), self.would.ease[column, at])
        renegotiated = self.negotiable[at] & (luck < asked.renegotiate) & ~given_up
        self.renegotiated[at[renegotiated]] = column
        gone = given_up | renegotiated
        pays = np.where(luck >= asked.all, owed, luck >= asked.one)
        pays[gone] = 0
        return pays, gone


def _nothing_ends(count: int) -> Ends:
    never = np.full(count, LATEST)
    return Ends(never, never.copy(), never.copy(), never.copy(), never.copy(), np.zeros(count))


def _write_ends(lives: LoanLives, rows: Integers, walk: _Walk) -> None:
    """Put the days of the ends that a walk has found into the lives."""
    ends = lives.ends
    gone = np.flatnonzero(walk.renegotiated != NULL)
    column = walk.renegotiated[gone]
    ends.renegotiated[rows[gone]] = lives.day(rows[gone], column)
    early = np.flatnonzero(walk.prepaid != NULL)
    ends.prepaid[rows[early]] = _prepayment_days(lives, rows[early], walk.prepaid[early])
    lost = np.flatnonzero(walk.written_off != NULL)
    loan = rows[lost]
    ends.written_off[loan] = due_days(lives.loans, loan, walk.written_off[lost]) + WRITE_OFF_DAYS
    draws = lives.draws.at(loan)
    some = draws.chance("recovery", RECOVERED)
    wait = 10 + RECOVERED_AFTER(draws.uniform("recovered after")).astype(np.int64)
    ends.recovered[loan] = np.where(some, next_business_day(ends.written_off[loan] + wait), LATEST)
    low, high = RECOVERED_SHARE
    ends.share[loan] = low + (high - low) * draws.uniform("recovered share")
    if walk.waiting:
        at, number, month = (np.concatenate(parts) for parts in zip(*walk.waiting, strict=True))
        _default(lives, rows[at], number, month)


def _prepayment_days(lives: LoanLives, loan: Integers, column: Integers) -> Integers:
    """When loans are prepaid whose last instalment is paid in some months: on a business day before the next is due."""
    wait = lives.draws.at(loan).integer("prepaid after", *PREPAID_AFTER, column + lives.first)
    days: Integers = next_business_day(lives.day(loan, column) + wait)
    return days


def _default(lives: LoanLives, loan: Integers, number: Integers, column: Integers) -> None:
    """Loans default whose instalment is still unpaid DEFAULT_DAYS after its due date."""
    day = due_days(lives.loans, loan, number) + DEFAULT_DAYS
    ends_now = (lives.paid[loan, column] >= number) | (lives.ends.renegotiated[loan] <= day)
    settled = np.where(ends_now, np.minimum(lives.day(loan, column), lives.ends.renegotiated[loan]), LATEST)
    late = settled > day
    np.minimum.at(lives.ends.defaulted, loan[late], day[late])
