"""Card charges: interest and IOF on what a bill leaves unpaid, late fees, annual fees, and plans for old debts.

What is left of a bill bears interest until the next one; of that one it is divided into parts, with interest, if
anything was paid (Res. CMN 4.549). All that a card owes stops at 1.3 times its limit, and a debt of 90 days bears
nothing any more (Res. CMN 4.966).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.contracts.cards.holders import Holders
from lastro.bank.contracts.cards.use import Use
from lastro.brazil.calendar import month_index
from lastro.brazil.levels.credit_tax import MOST_DAYS, CreditTax, borrowers, rounded
from lastro.brazil.levels.fees import Fees
from lastro.engine import Run
from lastro.engine.arrays import Integers
from lastro.engine.random.draws import Weights
from lastro.engine.rows.moments import DAY

CEILING = (13, 10)  # a debt stops at 1.3 times the limit, ASSUMED
LATE_FINE = 2  # percent of a bill paid late or not at all (Código de Defesa do Consumidor, art. 52, § 1)
DEFAULT_INTEREST = 1  # percent a month of delay (Código Civil, art. 406; Código Tributário, art. 161)
ACCRUING = 3  # bills in a row of which nothing was paid, that are charged for; ASSUMED
PLAN_RATE = 0.6  # of revolving interest, ASSUMED; 9 % a month against 15 % (Banco Central, 2025)
PLAN_PARTS = np.array([4, 6, 8, 10, 12])  # ASSUMED
_MEAN_DAYS = 15  # that a plan's money is owed, for each part
_PLAN_CHOICE = Weights([15, 25, 15, 20, 25])  # ASSUMED
ANNUAL_FEE, PAYS_FEE = "card_year", 0.35  # of fees.csv, and the share of used cards that pay it, ASSUMED


@dataclass(frozen=True)
class Charges:
    """What is charged with each bill, and what is moved from it into a plan; (cards, months), money in cents."""

    late_fee: Integers
    interest: Integers
    iof: Integers
    annual_fee: Integers
    moved: Integers  # of the bill before, into a plan
    plan: Integers  # what the plan comes to, with its interest
    plan_parts: Integers  # of which the first stands on this bill; 1 where there is no plan

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> Charges:
        """Nothing as yet."""
        late_fee, interest, iof, annual_fee, moved, plan = np.zeros((6, *shape), np.int64)
        return cls(late_fee, interest, iof, annual_fee, moved, plan, np.ones(shape, np.int64))


@dataclass(frozen=True)
class Terms:
    """What charges follow from besides the debt, (cards, months) unless a comment says otherwise."""

    ceiling: Integers  # one value a card
    rate: int  # of revolving interest, hundredths of a percent a month
    factors: Integers  # millionths that plans of PLAN_PARTS come to, by their place
    choice: Integers  # place in PLAN_PARTS
    annual_fee: Integers
    iof_a_day: Integers  # ten-millionths
    iof: Integers  # of the whole, ten-millionths


@dataclass(frozen=True)
class Unpaid:
    """What the last bills have left, one value a card."""

    bill: Integers
    paid: Integers
    late: Integers  # days after the due date at which it was paid, or at which the next bill closes
    days: Integers  # between the closings
    missed: Integers  # bills in a row of which nothing was paid
    carried: Integers  # what the bill had in it that the one before it left


def terms(run: Run, cards: Any, used: Use, closing: Integers, who: Holders) -> Terms:
    """The terms of cards for the bills that close on given days."""
    months = who.months
    rate = round(float(run.setting("ledger.card_interest")) * 100)
    draws = run.draws("credit_cards", cards.card_id)
    cells = np.repeat(np.arange(len(draws)), months.count)
    choice = draws.at(cells).choice("plan", _PLAN_CHOICE, np.tile(months.numbers, len(draws))).reshape(closing.shape)
    issued = month_index(cards.created_at // DAY)[:, None]
    due = (months.numbers % 12 == issued % 12) & (months.numbers > issued) & (used.wanted > 0)
    last = np.minimum(cards.expiry_date, used.cancelled_on - 1)[:, None]
    due &= draws.chance("annual fee", PAYS_FEE)[:, None] & (closing <= last)
    fees = np.zeros(closing.shape, np.int64)
    fees[due] = run.once(Fees).on(ANNUAL_FEE, closing[due])
    ceiling = cards.credit_limit * CEILING[0] // CEILING[1]
    borrower = np.repeat(borrowers(who.business, who.income, cards.credit_limit), months.count)
    daily, whole = (each.reshape(closing.shape) for each in run.once(CreditTax).rates(borrower, closing.ravel()))
    return Terms(ceiling, rate, _factors(rate / 10_000 * PLAN_RATE), choice, fees, daily, whole)


def _factors(rate: float) -> Integers:
    """What equal parts with interest (Price) come to against the debt, in millionths."""
    found = []
    for parts in PLAN_PARTS.tolist():
        grown = 1.0
        for _ in range(parts):
            grown *= 1 + rate
        found.append(round(1e6 * parts * rate * grown / (grown - 1)) if rate > 0 else 10**6)
    return np.array(found)


def divide(found: Charges, of: Terms, month: int, last: Unpaid, owed: Integers) -> Integers:
    """Fill in the plans of a month; owed: all that cards owe and will owe before them. Gives what is carried on.

    A debt that has been carried on already is moved into a plan, if its bill was paid in part.
    """
    rest, choice = last.bill - last.paid, of.choice[:, month]
    moved = np.where((last.carried > 0) & (last.paid > 0), rest, 0)
    interest = np.minimum(moved * of.factors[choice] // 10**6 - moved, np.maximum(of.ceiling - owed, 0))
    found.moved[:, month], found.plan[:, month] = moved, moved + interest
    found.plan_parts[:, month] = np.where(moved > 0, PLAN_PARTS[choice], 1)
    carried: Integers = rest - moved
    return carried


def charge(found: Charges, of: Terms, month: int, last: Unpaid, carried: Integers, owed: Integers) -> Integers:
    """Fill in the charges of a month; owed: all that cards owe and will owe before them. Gives what they come to."""
    bears = (carried > 0) & (last.carried == 0)
    days = PLAN_PARTS[of.choice[:, month]] * _MEAN_DAYS
    asked = {
        "late_fee": np.where(last.missed <= ACCRUING, _late_fee(last), 0),
        "interest": np.where(bears, (carried * of.rate + 5_000) // 10_000, 0),
        "iof": _iof(of, month, np.where(bears, carried, 0), last.days) + _iof(of, month, found.moved[:, month], days),
        "annual_fee": np.where(last.missed == 0, of.annual_fee[:, month], 0),
    }
    space = np.maximum(of.ceiling - owed, 0)
    total: Integers = np.zeros_like(space)
    for name, value in asked.items():
        getattr(found, name)[:, month] = taken = np.minimum(value, space - total)
        total += taken
    return total


def _late_fee(last: Unpaid) -> Integers:
    """Fine and default interest: the fine once, with the first bill that is missed or paid late."""
    late = (last.bill > 0) & (last.late > 0)
    fine = np.where(last.missed <= 1, last.bill * LATE_FINE, 0)
    found: Integers = np.where(late, (fine + last.bill * DEFAULT_INTEREST * last.late // 30 + 50) // 100, 0)
    return found


def _iof(of: Terms, month: int, amount: Integers, days: Integers) -> Integers:
    rate = of.iof[:, month] + of.iof_a_day[:, month] * np.minimum(days, MOST_DAYS)
    return rounded(amount * rate)
