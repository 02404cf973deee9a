"""Amortisation: Price and SAC schedules to the cent, in whole numbers.

Monthly rate = (1 + yearly rate / 100) ** (1/12) - 1, rounded to twelve places. A month's interest is balance times
rate, half up to the cent. Price pays one constant instalment, half up to the cent; SAC repays amount / term rounded
down each month. The last instalment takes what is left. Products are split in two, so that nothing overflows 64 bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from lastro.bank.choices import Amortization
from lastro.engine.arrays import Bytes, Flags, Integers

_PLACES = 12  # decimals of a monthly rate
_MILLION = 1_000_000  # half of those decimals
_LIMBS = 4  # a factor has 24 decimals, in four groups of six
_MOST, _LONGEST, _DEAREST = 10**12, 9_999, 10**7  # cents, months, hundredths of a percent a year
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Terms:
    """What a schedule follows from, one value a loan."""

    amount: Integers  # cents
    rate: Integers  # a month, in units of the twelfth decimal
    term: Integers  # months
    sac: Flags
    instalment: Integers  # cents a month by Price; the repayment a month by SAC


@dataclass(frozen=True)
class InstalmentParts:
    """Single instalments of schedules, in cents: what is paid, how it splits, what is owed afterwards."""

    amount: Integers
    principal: Integers
    interest: Integers
    balance: Integers


def terms(amount: Integers, yearly: Integers, term: Integers, amortization: Bytes) -> Terms:
    """The terms of loans; yearly is the interest in hundredths of a percent a year.

    What nobody lends (an edit by hand may say so) counts as the nearest that can be reckoned with.
    """
    amount, term = np.clip(amount, 0, _MOST), np.clip(term, 1, _LONGEST)
    yearly = np.clip(yearly, 0, _DEAREST)
    rate, sac = monthly_rate(yearly), amortization == Amortization.SAC
    return Terms(amount, rate, term, sac, np.where(sac, amount // term, price_instalment(amount, rate, term)))


def terms_of(loans: Any) -> Terms:
    """The terms of loans as their columns have them."""
    return terms(loans.loan_amount, loans.interest_rate, loans.term, loans.amortization)


def monthly_rate(yearly: Integers) -> Integers:
    """The monthly rates, in units of the twelfth decimal, of rates in hundredths of a percent a year."""
    distinct, which = np.unique(yearly, return_inverse=True)
    return np.array([_monthly_rate(rate) for rate in distinct.tolist()], dtype=np.int64)[which]


@lru_cache(maxsize=65_536)
def _monthly_rate(yearly: int) -> int:
    growth = _EXACT.add(1, Decimal(yearly).scaleb(-4))
    rate = _EXACT.subtract(_EXACT.power(growth, _EXACT.divide(Decimal(1), Decimal(12))), Decimal(1))
    return int(rate.scaleb(_PLACES).to_integral_value(ROUND_HALF_UP))


def price_instalment(amount: Integers, rate: Integers, term: Integers) -> Integers:
    """The constant instalments in cents: amount * i / (1 - (1 + i) ** -term), half up."""
    pairs, which = np.unique(rate * 100_000 + term, return_inverse=True)
    limbs = np.array([_factor(*divmod(pair, 100_000)) for pair in pairs.tolist()], dtype=np.int64).reshape(-1, _LIMBS)
    carried = np.zeros_like(amount)
    for limb in range(_LIMBS - 1, 0, -1):
        carried = (amount * limbs[which, limb] + carried) // _MILLION
    return _half_up(amount * limbs[which, 0] + carried)


@lru_cache(maxsize=65_536)
def _factor(rate: int, term: int) -> list[int]:
    """Instalment per cent borrowed: 24 decimals, six a limb, rounded up so that an exact half stays one."""
    monthly = Decimal(rate).scaleb(-_PLACES)
    discount = _EXACT.subtract(1, _EXACT.power(1 + monthly, -term))
    exact = _EXACT.divide(monthly, discount) if rate else _EXACT.divide(Decimal(1), Decimal(term))
    digits = int(exact.scaleb(6 * _LIMBS, _EXACT).to_integral_value(ROUND_CEILING))
    return [digits // _MILLION ** (_LIMBS - 1), *(digits // _MILLION**k % _MILLION for k in range(_LIMBS - 2, -1, -1))]


def _half_up(millionths: Integers) -> Integers:
    return (millionths + _MILLION // 2) // _MILLION


def month_interest(balance: Integers, rate: Integers) -> Integers:
    """Interest of one month in cents, half up."""
    return _half_up(balance * (rate // _MILLION) + balance * (rate % _MILLION) // _MILLION)


def instalment_parts(loans: Terms, loan: Integers, number: Integers) -> InstalmentParts:
    """The instalments with the given numbers (from 1) of the loans at the given positions."""
    amount, rate, term, sac = loans.amount[loan], loans.rate[loan], loans.term[loan], loans.sac[loan]
    before = np.where(sac, amount - (number - 1) * loans.instalment[loan], 0)
    price = np.flatnonzero(~sac)
    before[price] = _price_balances(loans, loan[price], number[price] - 1)
    interest = month_interest(before, rate)
    principal = np.where(sac, loans.instalment[loan], loans.instalment[loan] - interest)
    principal = np.where(number == term, before, principal)
    return InstalmentParts(principal + interest, principal, interest, before - principal)


def _price_balances(loans: Terms, loan: Integers, number: Integers) -> Integers:
    """What Price loans owe after the given instalments, none of them the last: month by month, all loans at once."""
    if len(loan) == 0:
        return np.zeros(0, dtype=np.int64)
    who, row = np.unique(loan, return_inverse=True)
    high, low = loans.rate[who] // _MILLION, loans.rate[who] % _MILLION
    paid = loans.instalment[who]
    owed = np.empty((int(number.max()) + 1, len(who)), dtype=np.int64)
    owed[0] = loans.amount[who]
    for month in range(1, len(owed)):
        balance = owed[month - 1]
        owed[month] = balance + _half_up(balance * high + balance * low // _MILLION) - paid
    return owed[number, row]
