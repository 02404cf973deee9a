"""Where loans stand on a day: what is owed, how late it is, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lastro.bank.choices import LoanStatus
from lastro.bank.contracts.loans.amortization import instalment_parts
from lastro.bank.contracts.loans.lives import DEFAULT_DAYS, LATEST, LoanLives, due_days
from lastro.bank.contracts.loans.payments import (
    last_payment,
    prepayment_moments,
    recovered_amounts,
    settlement_moments,
)
from lastro.bank.contracts.loans.renegotiation import renegotiation_keys
from lastro.engine.arrays import Bytes, Integers, Keys
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, NULL_KEY


@dataclass(frozen=True)
class LoanState:
    """Where loans stand at the end of a day, by the names of loans.Loan."""

    loan_status: Bytes
    installment_amount: Integers
    installments_paid: Integers
    outstanding_balance: Integers
    days_past_due: Integers
    defaulted_on: Integers
    written_off_on: Integers
    recovered_amount: Integers
    renegotiated_loan_id: Keys
    prepaid_on: Integers
    updated_at: Integers


@dataclass
class LoanStates:
    """The states of loans on any day, from their lives."""

    lives: LoanLives

    def on(self, day: int) -> LoanState:
        """The next instalment to be paid, what is owed, how late it is, at the end of a day."""
        lives, loans, ends = self.lives, self.lives.loans, self.lives.ends
        paid, every = lives.on(day), np.arange(len(lives.before))
        settled = ends.renegotiated <= day
        done = (ends.paid_off <= day) | (paid >= loans.term)
        following = np.minimum(paid + 1, loans.term)
        parts = instalment_parts(lives.schedule, every, following)
        late = np.where(done, 0, np.maximum(day - due_days(loans, every, following), 0))
        running = np.where(late >= DEFAULT_DAYS, LoanStatus.DEFAULT, LoanStatus.ACTIVE)
        return LoanState(
            loan_status=np.where(done, LoanStatus.PAID_OFF, running).astype(np.uint8),
            installment_amount=np.where(done, NULL, parts.amount),
            installments_paid=paid,
            outstanding_balance=np.where(done, 0, parts.balance + parts.principal),
            days_past_due=late,
            defaulted_on=np.where(ends.defaulted <= day, ends.defaulted, NULL),
            written_off_on=np.where(ends.written_off <= day, ends.written_off, NULL),
            recovered_amount=self._recovered(day),
            renegotiated_loan_id=np.where(settled, self._renegotiation_keys, NULL_KEY),
            prepaid_on=np.where(ends.prepaid <= day, ends.prepaid, NULL),
            updated_at=np.where(late > 0, day * DAY, self._last_change(day)),
        )

    def _recovered(self, day: int) -> Integers:
        """What was recovered by the end of a day, in cents; NULL where nothing is written off."""
        ends = self.lives.ends
        recovered = np.where(ends.recovered <= day, self._recovered_amounts, 0)
        return np.where(ends.written_off <= day, recovered, NULL)

    def _last_change(self, day: int) -> Integers:
        """When each loan was paid last, prepaid or renegotiated."""
        early = self.lives.ends.paid_off <= day
        return np.where(early, self._paid_off_at, last_payment(self.lives, day))

    @cached_property
    def _paid_off_at(self) -> Integers:
        """When each loan is prepaid or renegotiated, NULL where that never happens."""
        moment, ends = np.full(len(self.lives.before), NULL), self.lives.ends
        for days, moments in ((ends.renegotiated, settlement_moments), (ends.prepaid, prepayment_moments)):
            at = np.flatnonzero(days < LATEST)
            moment[at] = moments(self.lives, at)
        return moment

    @cached_property
    def _renegotiation_keys(self) -> Keys:
        return renegotiation_keys(self.lives.loans)

    @cached_property
    def _recovered_amounts(self) -> Integers:
        return recovered_amounts(self.lives)
