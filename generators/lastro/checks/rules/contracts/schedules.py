"""Schedules: what loans cost month by month, by the conventions of DATASETS (M5), for many loans at a time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

import numpy as np

from lastro.engine.arrays import Flags, Integers

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
ONE = 10**12  # of the monthly rate
_MILLION = 10**6


@lru_cache(maxsize=100_000)
def monthly_rate(rate: int) -> int:
    """(1 + rate / 100) ** (1 / 12) - 1, rounded to 12 places and held in units of the last; rate in hundredths of %."""
    growth = EXACT.power(1 + Decimal(rate).scaleb(-4), EXACT.divide(Decimal(1), Decimal(12)))
    return _half_up((growth - 1).scaleb(12, EXACT))


@lru_cache(maxsize=100_000)
def _discount(rate: int, term: int) -> Decimal:
    """What a unit owed costs each month: i / (1 - (1 + i) ** -term)."""
    monthly = Decimal(monthly_rate(rate)).scaleb(-12)
    if monthly == 0:
        return EXACT.divide(Decimal(1), Decimal(term))
    return EXACT.divide(monthly, EXACT.subtract(Decimal(1), EXACT.power(1 + monthly, Decimal(-term))))


def price_instalment(amount: int, rate: int, term: int) -> int:
    """The constant instalment of a Price loan, half up to the cent."""
    return _half_up(EXACT.multiply(Decimal(amount), _discount(rate, term)))


def _half_up(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_UP))


def interest(balance: Integers, monthly: Integers) -> Integers:
    """balance x rate, half up to the cent, in whole numbers that stay below 2**63."""
    upper, lower = np.divmod(monthly, _MILLION)
    whole, rest = np.divmod(balance * upper, _MILLION)
    return whole + (rest * _MILLION + balance * lower + ONE // 2) // ONE


def months(amount: Integers, rate: Integers, term: Integers, price: Flags) -> Iterator[tuple[Integers, ...]]:
    """(instalment, balance after it) of each month from the first to the longest term; nothing after a loan's last."""
    monthly = np.array([monthly_rate(each) for each in rate.tolist()], dtype=np.int64)
    terms = zip(amount.tolist(), rate.tolist(), term.tolist(), price.tolist(), strict=True)
    constant = np.array([price_instalment(a, r, n) if p else 0 for a, r, n, p in terms], dtype=np.int64)
    balance = amount.copy()
    for month in range(1, int(term.max(initial=0)) + 1):
        due = interest(balance, monthly)
        principal = np.where(price, constant - due, amount // term)
        principal = np.where(month >= term, balance, principal)
        balance = balance - principal
        yield principal + due, balance
