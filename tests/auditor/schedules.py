"""Price and SAC schedules as the bank's contracts define them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from .bank_days import day_of, next_bank_day
from .reading import Record, cents

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
PLACES = 12  # of the monthly rate
ONE = 10**PLACES


class Instalment(NamedTuple):
    """One month of a loan: when it falls due, what is paid, what is owed afterwards."""

    due: date
    amount: int
    balance: int


@lru_cache(maxsize=4096)
def monthly_rate(yearly: Decimal | int) -> int:
    """(1 + rate / 100) ** (1 / 12) - 1, in units of the twelfth place."""
    yearly_growth = EXACT.add(1, EXACT.divide(Decimal(yearly), 100))
    monthly_growth = EXACT.power(yearly_growth, EXACT.divide(1, 12))
    return _half_up(EXACT.subtract(monthly_growth, 1).scaleb(PLACES, EXACT))


def price_instalment(amount: int, rate: int, term: int) -> int:
    """The constant instalment: amount * i / (1 - (1 + i) ** -term), half up to the cent."""
    if rate == 0:
        return _half_up(EXACT.divide(Decimal(amount), Decimal(term)))
    monthly = Decimal(rate).scaleb(-PLACES)
    discount = EXACT.subtract(1, EXACT.power(1 + monthly, -term))
    return _half_up(EXACT.divide(EXACT.multiply(Decimal(amount), monthly), discount))


def schedule(loan: Record) -> list[Instalment]:
    """A loan's instalments, first to last."""
    terms = (cents(loan["loan_amount"]), monthly_rate(loan["interest_rate"]), loan["term"])
    steps = list(_steps(loan["amortization"], *terms))
    start = day_of(loan["start_date"])
    return [Instalment(_due(start, k), *step) for k, step in enumerate(steps, start=1)]


@lru_cache(maxsize=4096)
def _steps(amortization: str, amount: int, rate: int, term: int) -> tuple[tuple[int, int], ...]:
    """(instalment, balance after it), month by month; the last one takes what is left."""
    constant = price_instalment(amount, rate, term) if amortization == "Price" else 0
    balance, steps = amount, []
    for month in range(1, term + 1):
        interest = (balance * rate + ONE // 2) // ONE
        principal = constant - interest if amortization == "Price" else amount // term
        if month == term:
            principal = balance
        balance -= principal
        steps.append((principal + interest, balance))
    return tuple(steps)


@lru_cache(maxsize=1 << 14)
def _due(start: date, month: int) -> date:
    return next_bank_day(start + relativedelta(months=month))


def _half_up(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_UP))
