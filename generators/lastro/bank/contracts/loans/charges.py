"""Charges of loans: what is paid beside instalments that are late, and what it takes to pay a whole loan off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.contracts.loans.amortization import Terms, instalment_parts
from lastro.engine.arrays import Integers

LATE_FEE = 200  # hundredths of a percent of the instalment: 2 % at most (Lei 8.078/1990, art. 52)
DEFAULT_INTEREST = 100  # hundredths of a percent a month, by the day: 1 % (Código Civil, art. 406; CTN, art. 161)
MONTH = 30  # days by which it is reckoned


@dataclass(frozen=True)
class Charges:
    """What late instalments cost beside their amount, in cents; 0 for those in time."""

    fee: Integers
    interest: Integers

    @property
    def total(self) -> Integers:
        """Both."""
        return self.fee + self.interest


def charges(amount: Integers, days_late: Integers) -> Charges:
    """The charges of instalments of some amounts that are paid so many days late; half up to the cent."""
    late = np.maximum(days_late, 0)
    fee = np.where(late > 0, _half_up(amount * LATE_FEE, 10_000), 0)
    return Charges(fee, _half_up(amount * DEFAULT_INTEREST * late, 10_000 * MONTH))


def _half_up(numerator: Integers, denominator: int | Integers) -> Integers:
    return (2 * numerator + denominator) // (2 * denominator)


def prepayment(schedule: Terms, loan: Integers, paid: Integers, elapsed: Integers, period: Integers) -> Integers:
    """What it takes to pay whole loans off before their time, in cents: the principal, and of the next instalment's
    interest what the days that have gone by bear; all later interest falls away (Lei 8.078/1990, art. 52, § 2).

    loan: positions in the schedule, which must have unpaid instalments. paid: instalments paid. elapsed, period: days
    from the last due date on, and from that to the next.
    """
    following = instalment_parts(schedule, loan, paid + 1)
    return following.principal + following.balance + _half_up(following.interest * elapsed, period)


def payoff(schedule: Terms, loan: Integers, paid: Integers, due: Integers, late: Integers) -> Integers:
    """What it takes to pay whole loans off, in cents: what is overdue with its charges, and the principal after it.

    loan: positions in the schedule. paid, due: instalments paid, and fallen due. late: (loans, overdue ones) days that
    each overdue instalment is late, as many columns as any loan has.
    """
    total = np.where(due > 0, instalment_parts(schedule, loan, np.maximum(due, 1)).balance, schedule.amount[loan])
    for place in range(late.shape[1]):
        at = np.flatnonzero(paid + place < due)
        amount = instalment_parts(schedule, loan[at], paid[at] + place + 1).amount
        total[at] += amount + charges(amount, late[at, place]).total
    return total
