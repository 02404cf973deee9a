"""Loan arrears: how likely an instalment is missed, and what comes of it, month by month, from the borrower's path.

Drawn by loan and month, never from a balance or from as_of. Two loans of one person read one path, so they go wrong
together; who is in trouble pays late before he stops to pay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import LoanType
from lastro.bank.contracts.loans.amortization import Terms, instalment_parts
from lastro.bank.people.levels import prices
from lastro.bank.people.months import Span
from lastro.bank.people.path.leaving import NEVER
from lastro.brazil.calendar import month_index
from lastro.brazil.levels.delinquency import KINDS, Delinquency
from lastro.engine import Run
from lastro.engine.arrays import Bytes, Days, Flags, Floats, Integers
from lastro.engine.random.quantiles import EXP, LOG
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL_CODE

# Chance a month that an instalment is missed by an untroubled and by a deeply troubled borrower, in an ordinary month
# on book at the usual burden, where 1 % of the country's loans of the kind are 90 days late; ASSUMED, set so that the
# bank's own rates come near the country's (BCB)
CALM, TROUBLED = 0.0017, 0.155
_OF_TYPE = np.array(LoanType.by_code(MORTGAGE=1.2, AUTO=1.28, PERSONAL=1.6, BUSINESS=2.4))
_KIND = np.array([KINDS.index(kind.name.lower()) for kind in LoanType])
LEAD = 6  # months from the misses to the rate that they bring about; ASSUMED
MOST = 0.9  # chance of a miss
# An instalment paid some days late, by the untroubled, and how many times as often by the deeply troubled; ASSUMED
LATE_CHANCE = np.array(LoanType.by_code(MORTGAGE=0.02, AUTO=0.035, PERSONAL=0.045, BUSINESS=0.035))
LATE_TROUBLED = 5.0
TOGETHER = 0.4  # share of months in which one luck, the borrower's, befalls all loans but the home's; ASSUMED
# First instalment over monthly income at which chances are the usual ones: they go with its square, as who has bound
# more of the income has less to fall back on; ASSUMED
USUAL_BURDEN = np.array(LoanType.by_code(MORTGAGE=0.16, AUTO=0.14, PERSONAL=0.12, BUSINESS=0.12))
BURDEN_RANGE = (0.4, 2.2)  # of the usual, between which the burden moves the chances; ASSUMED
# Who earns less has less put by for a bad month: the income at which chances are the usual ones (cents a month, in
# money of base_date), the power by which they fall with it, and between which factors; people only; ASSUMED
USUAL_INCOME, BY_INCOME, INCOME_RANGE = 2_750_00, 1.2, (0.92, 1.75)
RENEGOTIATED = 1.6  # times as often as others a renegotiated loan's instalments are missed; ASSUMED
# By month on book: defaults, three months later, have their hump at 4 to 12 months; ASSUMED
_HUMP = np.array([0.0, 0.7, 1.3, 1.7, 1.8, 1.7, 1.6, 1.5, 1.35, 1.2, 1.05, 0.95, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6])
# Chance a month that an untroubled borrower who is up to date pays the whole loan off (a prepayment), and how many
# times as often in December, with the 13th; ASSUMED
PREPAID = np.array(LoanType.by_code(MORTGAGE=0.0035, AUTO=0.009, PERSONAL=0.010, BUSINESS=0.006))
_DECEMBER = 1.8
_PREPAID_FROM = 3  # instalments paid before, and left at least; ASSUMED
DEFAULTED, LAST = 3, 11  # months that the oldest unpaid instalment has waited
# Chance a month that all that was missed is made up for, and that one instalment is paid, by months waited; ASSUMED
_CURE = np.array([0.0, 0.52, 0.34, 0.10, 0.05, 0.04, 0.03, 0.03, 0.02, 0.02, 0.02, 0.02])
_ONE_PAID = np.array([0.0, 0.16, 0.14, 0.04, *[0.01] * 8])
_EASED = 0.75  # by how much the deepest trouble takes from both; ASSUMED
# Chance a month that a loan is renegotiated, by months waited; ASSUMED. Homes are not: they are lost instead
_RENEGOTIATED = np.array([0.0, 0.0, 0.02, 0.05, 0.06, 0.06, 0.05, 0.05, 0.04, 0.03, 0.02, 0.0])
SETTLES = 3  # months before leaving from which on nothing is missed any more, and what was is paid; ASSUMED
_IDLE_LUCK = 0.1  # at which nothing becomes of a loan that is behind: neither renegotiated nor paid
_NEGOTIABLE = np.array(LoanType.by_code(True, MORTGAGE=False))


@dataclass(frozen=True)
class Stress:
    """The path of each loan's borrower, in consecutive months: one row a loan."""

    months: Span
    hardship: Floats  # (loans, months), 0 to 1
    frailty: Floats  # (loans,), about 1 on average
    died: Integers  # (loans,): the day of death, whether or not it has come


@dataclass(frozen=True)
class Turns:
    """What each month would bring to a loan, by how it stands: tables of (loans, months)."""

    misses: Flags  # one that is not behind misses its instalment
    late: Flags  # or pays it some days late
    prepays: Flags  # or pays it, and all the rest some days later
    luck: Floats  # drawn; what becomes of a loan that is behind
    ease: Floats  # 1 for the untroubled; less where making up for what was missed is harder

    def by_month(self, rows: Integers) -> Turns:
        """Those of some loans, as tables of (months, loans)."""
        return Turns(*(np.ascontiguousarray(table[rows].T) for table in vars(self).values()))


def strain(run: Run, loans: Any, schedule: Terms, income: Integers) -> Floats:
    """How much likelier than usual arrears are: by the first instalment's weight on income, by how little
    that is, and by [ledger] delinquency.

    loans: their unchanging columns. income: the borrowers', in cents a month.
    """
    first = instalment_parts(schedule, np.arange(len(income)), np.ones(len(income), dtype=np.int64)).amount
    then = income * prices(run, month_index(loans.start_date))  # the income when the loan began, nearly
    burden = first / np.maximum(then, 1)
    weight = np.clip(burden / USUAL_BURDEN[loans.loan_type], *BURDEN_RANGE)
    chance = weight * weight * _scarcity(loans, income)
    again = np.where(is_renegotiation(loans), RENEGOTIATED, 1.0)
    factor: Floats = chance * again * float(run.setting("ledger.delinquency"))
    return factor


def _scarcity(loans: Any, income: Integers) -> Floats:
    """How much likelier arrears are because little is earned, and so little put by; 1 for companies."""
    scarce = np.clip(EXP(-BY_INCOME * LOG(np.maximum(income, 1) / USUAL_INCOME)), *INCOME_RANGE)
    return np.where(loans.loan_type == LoanType.BUSINESS, 1.0, scarce)


def is_renegotiation(loans: Any) -> Flags:
    """Which loans pay an older one off: they were not granted anew, so they have no risk band."""
    found: Flags = loans.risk_band == NULL_CODE
    return found


def is_negotiable(kind: Bytes) -> Flags:
    """Which types of loans the bank renegotiates."""
    found: Flags = _NEGOTIABLE[kind]
    return found


def turns(run: Run, loans: Any, strained: Floats, stress: Stress, number: Integers) -> Turns:
    """What each month would bring to each loan.

    number: of the instalment that falls due, (loans, months); what lies outside the term means nothing.
    """
    months, kind = stress.months.numbers, loans.loan_type
    level = run.once(Delinquency).rate(_KIND[kind][:, None], (months + LEAD)[None, :])
    deep = stress.hardship * stress.hardship
    usual = CALM * stress.frailty[:, None] * (1 - deep) + TROUBLED * deep
    hump = _HUMP[number.clip(0, len(_HUMP) - 1)]
    delinquency = float(run.setting("ledger.delinquency"))
    chance = np.minimum((_OF_TYPE[kind] * strained)[:, None] * level * hump * usual, MOST)
    late = LATE_CHANCE[kind][:, None] * (1 + LATE_TROUBLED * stress.hardship) * min(delinquency, 3.0)
    own, luck = _luck(run, loans, months)
    misses, late = luck < chance, luck < np.minimum(chance + late, MOST)
    prepays = ~late & (own >= 1 - _prepayment_chance(loans, stress, number))
    return Turns(misses, late, prepays, luck, 1 - _EASED * stress.hardship)


def _luck(run: Run, loans: Any, months: Integers) -> tuple[Floats, Floats]:
    """Each loan's own luck by month, uniform, (loans, months), and what befalls it: often the same for all loans of a
    borrower, as money that is short is short for all of them. Homes are paid for first."""
    shape = len(loans), len(months)
    rows, columns = (part.ravel() for part in np.indices(shape))
    month = months[columns]
    own = run.draws("loans", loans.loan_id).at(rows).uniform("instalment", month)
    borrowers = run.draws("customers", loans.customer_id).at(rows)
    share = np.where(loans.loan_type == LoanType.MORTGAGE, 0.0, TOGETHER)
    together = borrowers.chance("instalments together", share[rows], month)
    luck = np.where(together, borrowers.uniform("instalments", month), own)
    return own.reshape(shape), luck.reshape(shape)


def _prepayment_chance(loans: Any, stress: Stress, number: Integers) -> Floats:
    """The chance of a prepayment by loan and month."""
    calm = (1 - stress.hardship) ** 2
    season = np.where(stress.months.numbers % 12 == 11, _DECEMBER, 1.0)
    within = (number >= _PREPAID_FROM) & (number <= loans.term[:, None] - _PREPAID_FROM)
    chance: Floats = np.where(within, PREPAID[loans.loan_type][:, None] * season * calm, 0.0)
    return chance


def before_leaving(turns: Turns, months: Span, leaves: Integers) -> Turns:
    """The same where borrowers are going to leave: nothing is renegotiated, and all is made up for before they go."""
    leaver = (leaves < NEVER)[:, None]
    last = month_index(np.where(leaver[:, 0], leaves, 0) // DAY)[:, None]
    settles = leaver & (months.numbers >= last - SETTLES)
    luck = np.where(leaver, np.maximum(turns.luck, _RENEGOTIATED.max()), turns.luck)
    luck = np.where(settles, 1.0, luck)
    return Turns(turns.misses & ~settles, turns.late & ~settles, turns.prepays, luck, turns.ease)


def after_death(turns: Turns, loans: Any, stress: Stress, heard: Days, number: Integers) -> Turns:
    """The same where borrowers have died: what is not behind is paid on, then settled in the month after that in which
    the bank hears of it (heard); what is behind stays so.

    number: of the instalment that falls due, (loans, months).
    """
    months = stress.months.numbers
    dead = months >= month_index(stress.died)[:, None]
    settles = (months > month_index(heard)[:, None]) & (number < loans.term[:, None])
    prepays = np.where(dead, settles, turns.prepays)
    return Turns(turns.misses & ~dead, turns.late & ~dead, prepays, np.where(dead, _IDLE_LUCK, turns.luck), turns.ease)


@dataclass(frozen=True)
class Chances:
    """What loans that are behind do in a month, by their luck: at most `renegotiate`; from `one` on; from `all` on."""

    renegotiate: Floats
    one: Floats
    all: Floats


def chances(waited: Integers, ease: Floats) -> Chances:
    """Of loans whose oldest unpaid instalment has waited for so many months (1 to LAST)."""
    made_up = 1 - _CURE[waited] * ease
    return Chances(_RENEGOTIATED[waited], made_up - _ONE_PAID[waited] * ease, made_up)
