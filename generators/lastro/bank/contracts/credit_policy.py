"""Credit policy: who may have which credit, for how long, and how much of it by risk, in one table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.brazil.calendar import month_index
from lastro.brazil.levels.payroll_loans import PayrollLoans
from lastro.brazil.work import RETIRED, WAGED
from lastro.engine import Run
from lastro.engine.arrays import Days, Flags, Floats, Integers
from lastro.engine.rows.choice import Code
from lastro.engine.rows.tables import NULL

OLDEST_AT_END = 80 * 12 + 6  # months of age at a long credit's last instalment (Caixa and its insurers)
NO_LIMIT = 1 << 20  # months


class CreditLine(Code):
    """What is asked for: the first four are the LoanTypes; payroll loans are Personal loans."""

    MORTGAGE = 0
    AUTO = 1
    PERSONAL = 2
    BUSINESS = 3
    PAYROLL = 4  # deducted from wages or pension (consignado)


@dataclass(frozen=True)
class CreditPolicy:
    """What the bank grants of a line. Shares and spreads by risk band, A to E, are ASSUMED."""

    longest: int  # months
    ends_by: int  # months of age at the end of the term
    burden: tuple[float, ...]  # the first instalment's highest share of the income; 0: refused
    spread: tuple[float, ...]  # percentage points a year above what the best band pays
    on_payroll: bool = False  # only for who has a payroll from which it is deducted


# Longest mortgage 420 months, margin of payroll loans 35 % (Lei 14.431/2022), 84 months (INSS); the rest ASSUMED
CREDIT_POLICY = CreditLine.by_code(
    MORTGAGE=CreditPolicy(420, OLDEST_AT_END, (0.30, 0.30, 0.25, 0.0, 0.0), (0.0, 0.5, 1.0, 0.0, 0.0)),
    AUTO=CreditPolicy(60, OLDEST_AT_END, (0.30, 0.25, 0.20, 0.15, 0.0), (0.0, 2.0, 5.0, 9.0, 0.0)),
    PERSONAL=CreditPolicy(36, NO_LIMIT, (0.30, 0.25, 0.20, 0.12, 0.08), (0.0, 15.0, 35.0, 70.0, 110.0)),
    BUSINESS=CreditPolicy(60, NO_LIMIT, (0.25, 0.20, 0.15, 0.08, 0.0), (0.0, 3.0, 7.0, 12.0, 0.0)),
    PAYROLL=CreditPolicy(96, OLDEST_AT_END, (0.35, 0.35, 0.35, 0.30, 0.25), (0.0, 1.0, 2.0, 3.0, 4.0), True),
)
BANDS = 5  # A to E
OVERDRAFT_LIMITS = (0.70, 0.60, 0.45, 0.25, 0.0)  # of a month's income at most, by band, ASSUMED
CARD_LIMITS = (4.0, 2.5, 1.5, 0.7, 0.0)  # in months' incomes at most, by band, ASSUMED

_LONGEST = np.array([line.longest for line in CREDIT_POLICY])
_ENDS_BY = np.array([line.ends_by for line in CREDIT_POLICY])
_BURDEN = np.array([line.burden for line in CREDIT_POLICY])
_SPREAD = np.array([line.spread for line in CREDIT_POLICY])
_ON_PAYROLL = np.array([line.on_payroll for line in CREDIT_POLICY])


def age_in_months(birth_date: Integers, days: Days) -> Integers:
    """Whole months lived on days, counted generously: by calendar months, as if born on the 1st; 0 for a business."""
    lived: Integers = month_index(days) - month_index(np.where(birth_date == NULL, days, birth_date))
    return lived


def longest_term(line: Integers, age: Integers) -> Integers:
    """The most months for which a line is granted at an age in months; 0 or less: not at all."""
    longest: Integers = np.minimum(_LONGEST[line], _ENDS_BY[line] - age)
    return longest


def has_payroll(source: Integers) -> Flags:
    """Who has wages, a public servant's pay or a pension to deduct from; source as brazil.work counts."""
    paid: Flags = np.isin(source, WAGED)
    return paid


def is_open_to(line: Integers, source: Integers, band: Integers) -> Flags:
    """Whether a line is granted at all to who has such an income and such a risk."""
    granted: Flags = (_BURDEN[line, band] > 0) & (~_ON_PAYROLL[line] | has_payroll(source))
    return granted


def largest_burden(line: Integers, band: Integers) -> Floats:
    """The highest share of a month's income that the first instalment may take; 0 where nothing is granted."""
    share: Floats = _BURDEN[line, band]
    return share


def risk_spread(line: Integers, band: Integers) -> Floats:
    """What a risk adds to the rate of the best band, percentage points a year."""
    points: Floats = _SPREAD[line, band]
    return points


def highest_rate(run: Run, line: Integers, source: Integers, days: Days) -> Integers:
    """The highest rate that may be agreed on days, in hundredths of a percent a year; only pensioners' payroll loans
    have one (CNPS)."""
    capped = (line == CreditLine.PAYROLL) & np.isin(source, RETIRED)
    ceiling: Integers = np.where(capped, run.once(PayrollLoans).highest_rate(days), np.iinfo(np.int64).max)
    return ceiling
