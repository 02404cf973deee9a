"""Loan arrears: who pays late and who stops paying, drawn beforehand from the loan and what it weighs on the income.

Never from a balance or from as_of. Each dozen instalments may hold one spell of arrears, after which all that was
missed is paid on one day, each instalment for its own amount; a loan in default pays nothing from then on.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.bank.choices import LoanType
from lastro.bank.contracts.loans.amortization import Terms, instalment_parts
from lastro.bank.people.levels import prices
from lastro.brazil.calendar import add_months, month_index, next_business_day
from lastro.engine import Run
from lastro.engine.arrays import Floats, Integers
from lastro.engine.random.draws import Weights
from lastro.engine.random.quantiles import EXP, NORMAL, exponential
from lastro.engine.rows.tables import NULL

# The order of arrears is that of about 2016: mortgage 0.8 %, auto 3.9 %,
# personal 7.1 %; the levels are set so that some 4 to 5 % of running loans are 90 days late (3.9 % in August 2025).
# A month, at an average burden; ASSUMED
DEFAULT_HAZARD = np.array(LoanType.by_code(MORTGAGE=0.00022, AUTO=0.0006, PERSONAL=0.0023, BUSINESS=0.0010))
# A dozen instalments; ASSUMED
SPELL_CHANCE = np.array(LoanType.by_code(MORTGAGE=0.05, AUTO=0.12, PERSONAL=0.17, BUSINESS=0.13))
# An instalment paid some days late; ASSUMED
LATE_CHANCE = np.array(LoanType.by_code(MORTGAGE=0.03, AUTO=0.06, PERSONAL=0.08, BUSINESS=0.06))
# First instalment over monthly income; ASSUMED
AVERAGE_BURDEN = np.array(LoanType.by_code(MORTGAGE=0.27, AUTO=0.17, PERSONAL=0.14, BUSINESS=0.10))
BURDEN_RANGE = (0.4, 2.5)  # how far the burden moves the chances; ASSUMED
FRAILTY = 1.0  # sigma of what arrears owe to the borrower's unseen circumstances, with mean 1; ASSUMED
DOZEN = 12  # instalments
MISSED = Weights([62, 22, 9, 4, 3])  # instalments missed in a spell, from one on; ASSUMED
LONGEST_DELAY = 12  # days from the (last missed) due date to the payment; short of a month, so that order stays
SPELL_MONTHS = 7  # after so many months any spell is over

_WAIT = exponential(1.0)
_AUTOMATIC = (6 * 3600, 7 * 3600 + 1800)  # seconds of the day in which direct debits run; ASSUMED
_BY_HAND = (8 * 3600, 21 * 3600)


def strain(run: Run, loans: Any, schedule: Terms, income: Integers) -> Floats:
    """How much likelier than usual arrears are: by the first instalment's weight on income, [ledger] delinquency, and
    what nobody sees of a borrower, so that whoever pays late is likelier to default."""
    first = instalment_parts(schedule, np.arange(len(income)), np.ones(len(income), dtype=np.int64)).amount
    then = income * prices(run, month_index(loans.start_date))  # the income when the loan began, nearly
    burden = first / np.maximum(then, 1)
    chance = np.clip(burden / AVERAGE_BURDEN[loans.loan_type], *BURDEN_RANGE)
    unseen = EXP(FRAILTY * NORMAL(run.draws("loans", loans.loan_id).uniform("frailty")) - FRAILTY**2 / 2)
    factor: Floats = chance * unseen * float(run.setting("ledger.delinquency"))
    return factor


def default_from(run: Run, loans: Any, strained: Floats) -> Integers:
    """The number of the first instalment that is never paid; beyond the term where all are."""
    hazard = DEFAULT_HAZARD[loans.loan_type] * strained
    wait = _WAIT(run.draws("loans", loans.loan_id).uniform("default"))
    number: Integers = 1 + np.minimum(wait / np.maximum(hazard, 1e-9), 1e6).astype(np.int64)
    return number


def payments(
    run: Run, loans: Any, strained: Floats, loan: Integers, number: Integers, due: Integers
) -> tuple[Integers, Integers]:
    """Day (NULL where never) and second of the payment of the given instalments of the loans at the given positions."""
    draws = run.draws("loans", loans.loan_id).at(loan)
    kind, pressed = loans.loan_type[loan], strained[loan]
    dozen = (number - 1) // DOZEN
    spell = draws.chance("spell", SPELL_CHANCE[kind] * pressed, dozen)
    late = draws.chance("late", LATE_CHANCE[kind] * pressed, number)
    second = draws.integer("second", *_AUTOMATIC, number)
    paid_on = due.copy()
    for rows, pay in ((np.flatnonzero(late), _late), (np.flatnonzero(spell), _after_spell)):
        pay(run, loans, loan, number, rows, paid_on, second)
    paid_on[number >= default_from(run, loans, strained)[loan]] = NULL
    return paid_on, second


def _late(
    run: Run, loans: Any, loan: Integers, number: Integers, rows: Integers, paid_on: Integers, second: Integers
) -> None:
    """Some days after the due date."""
    draws = run.draws("loans", loans.loan_id[loan[rows]])
    delay = draws.integer("late days", 1, LONGEST_DELAY + 1, number[rows])
    paid_on[rows] = next_business_day(paid_on[rows] + delay)
    second[rows] = draws.integer("late second", *_BY_HAND, number[rows])


def _after_spell(
    run: Run, loans: Any, loan: Integers, number: Integers, rows: Integers, paid_on: Integers, second: Integers
) -> None:
    """All that was missed, some days after the last missed due date; one second after the other."""
    dozen = (number[rows] - 1) // DOZEN
    draws = run.draws("loans", loans.loan_id[loan[rows]])
    missed = 1 + draws.choice("missed", MISSED, dozen)
    first = dozen * DOZEN + 1 + draws.integer("first missed", 0, DOZEN - 4, dozen)
    last = np.minimum(first + missed - 1, loans.term[loan[rows]])
    inside = np.flatnonzero((number[rows] >= first) & (number[rows] <= last))
    delay = draws.integer("delay", 1, LONGEST_DELAY + 1, dozen)[inside]
    hour = draws.integer("second", *_BY_HAND, dozen)[inside]
    rows, first, last = rows[inside], first[inside], last[inside]
    due = next_business_day(add_months(loans.start_date[loan[rows]], last))
    paid_on[rows] = next_business_day(due + delay)
    second[rows] = hour + number[rows] - first
