"""Schedules to the cent, against plain decimal arithmetic."""

from decimal import ROUND_HALF_UP, Decimal, getcontext

import numpy as np
import pytest

from lastro.bank.choices import Amortization
from lastro.bank.contracts.loans.amortization import instalment_parts, monthly_rate, price_instalment, terms

getcontext().prec = 50
CENT = Decimal(1)
CASES = [
    (amount, yearly, term, plan)
    for amount in (100, 99_999, 1_234_567, 35_000_000, 98_765_432_100)
    for yearly in (0, 1, 1175, 2650, 10_675, 44_990)
    for term in (1, 2, 7, 48, 96, 420)
    for plan in (Amortization.PRICE, Amortization.SAC)
]


def in_decimals(amount: int, yearly: int, term: int, plan: int) -> list[tuple[Decimal, Decimal]]:
    """(instalment, balance after it) as one would do it on paper."""
    i = ((1 + Decimal(yearly) / 10_000) ** (Decimal(1) / 12) - 1).quantize(Decimal("1e-12"), ROUND_HALF_UP)
    price = (amount * i / (1 - (1 + i) ** -term) if i else Decimal(amount) / term).quantize(CENT, ROUND_HALF_UP)
    balance, rows = Decimal(amount), []
    for month in range(1, term + 1):
        interest = (balance * i).quantize(CENT, ROUND_HALF_UP)
        principal = Decimal(amount // term) if plan == Amortization.SAC else price - interest
        principal = balance if month == term else principal
        balance -= principal
        rows.append((principal + interest, balance))
    return rows


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_schedule_is_what_decimal_arithmetic_says(case: tuple[int, int, int, int]) -> None:
    amount, yearly, term, plan = (np.array([value]) for value in case)
    loans = terms(amount, yearly, term, plan)
    found = instalment_parts(loans, np.zeros(case[2], dtype=np.int64), np.arange(1, case[2] + 1))
    assert list(zip(found.amount.tolist(), found.balance.tolist(), strict=True)) == in_decimals(*case)


def test_principal_adds_up_to_the_amount() -> None:
    loans = terms(np.array([5_000_001]), np.array([3_250]), np.array([60]), np.array([Amortization.PRICE]))
    found = instalment_parts(loans, np.zeros(60, dtype=np.int64), np.arange(1, 61))
    assert found.principal.sum() == 5_000_001
    assert found.balance[-1] == 0


def test_an_exact_half_cent_is_rounded_up() -> None:
    assert price_instalment(np.array([25]), np.array([0]), np.array([2])).tolist() == [13]


def test_twelve_per_cent_a_year_is_less_than_one_a_month() -> None:
    assert monthly_rate(np.array([1200])).tolist() == [9_488_792_935]
