"""Renegotiations: new loans that pay older ones off, charges included, at a lower rate and over more months."""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.bank.choices import Amortization, LoanType
from lastro.bank.contracts.investments.indices import selic
from lastro.bank.contracts.loans.charges import payoff
from lastro.bank.contracts.loans.lives import LATEST, LoanLives, due_days
from lastro.bank.contracts.loans.terms import Loans, loan_keys
from lastro.brazil.calendar import month_index
from lastro.engine import Run
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.rows.tables import NULL_CODE

# Yearly rate = base + slope x Selic + spread, in percent, at most the older loan's: BCB's "composição de dívidas" has
# some 40 to 50 % in 2025; ASSUMED
_RATE_BASE, _RATE_SLOPE, _RATE_SPREAD, _RATE_STEP = 20.0, 1.0, 12.0, 50
_STRETCH, _SHORTEST = 1.5, 12  # the new term against the months left, and the least; ASSUMED
_LONGEST = np.array(LoanType.by_code(MORTGAGE=420, AUTO=60, PERSONAL=48, BUSINESS=48))  # months; ASSUMED
_TERM_STEP = 6  # months


def renegotiation_keys(loans: Any) -> Keys:
    """The keys of the loans that would pay loans off, from their unchanging columns."""
    return loan_keys(loans.customer_id, month_index(loans.start_date), renegotiates=True)


def renegotiations(lives: LoanLives, loan: Integers) -> Loans:
    """The loans that pay off those at some positions, which must be renegotiated at some time."""
    run, older = lives.run, lives.loans.take(loan)
    keys, day = renegotiation_keys(older), lives.ends.renegotiated[loan]
    left = older.term - lives.paid[loan, -1]
    stretched = np.maximum((left * _STRETCH).astype(np.int64) // _TERM_STEP * _TERM_STEP, _SHORTEST)
    return Loans(
        loan_id=keys,
        customer_id=older.customer_id,
        account_id=older.account_id,
        loan_type=older.loan_type,
        loan_amount=settled(lives, loan),
        interest_rate=np.minimum(_rate(run, run.draws("loans", keys), day), older.interest_rate),
        term=np.minimum(stretched, _LONGEST[older.loan_type]),
        start_date=day,
        amortization=np.full(len(loan), Amortization.PRICE, dtype=np.uint8),
        risk_band=np.full(len(loan), NULL_CODE, dtype=np.uint8),
    )


def _rate(run: Run, draws: Draws, day: Integers) -> Integers:
    percent = _RATE_BASE + _RATE_SLOPE * selic(run, day) + _RATE_SPREAD * draws.uniform("rate")
    quoted: Integers = (percent * 100).astype(np.int64) // _RATE_STEP * _RATE_STEP
    return quoted


def settled(lives: LoanLives, loan: Integers) -> Integers:
    """What it takes to pay loans off on the days on which they are renegotiated, in cents."""
    day, paid, term = lives.ends.renegotiated[loan], lives.paid[loan, -1], lives.loans.term[loan]
    assert (day < LATEST).all()
    due = month_index(day) - month_index(lives.loans.start_date[loan])
    due = np.clip(due - (due_days(lives.loans, loan, due) > day), 0, term)
    overdue = np.arange(int((due - paid).max(initial=0)))
    numbers = paid[:, None] + 1 + overdue[None, :]
    rows = np.broadcast_to(loan[:, None], numbers.shape)
    late = day[:, None] - due_days(lives.loans, rows.ravel(), numbers.ravel()).reshape(numbers.shape)
    return payoff(lives.schedule, loan, paid, due, late)
