"""Amounts: Benford where many sources flow together, none where a salary repeats, notes from machines, prices' ends."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

Find = Callable[[str], float]
Rows = Callable[[str], list[tuple[Any, ...]]]

BENFORD = [math.log10(1 + 1 / digit) for digit in range(1, 10)]


def _distance(rows: Rows, where: str) -> float:
    """The mean absolute deviation of first digits from Benford's law."""
    digit = "CAST(substr(ltrim(replace(CAST(amount AS VARCHAR), '.', ''), '0'), 1, 1) AS INTEGER)"
    counts = dict(rows(f"SELECT {digit} AS digit, count(*) FROM posting WHERE {where} GROUP BY digit"))
    total = sum(counts.values())
    return sum(abs(counts.get(d, 0) / total - BENFORD[d - 1]) for d in range(1, 10)) / 9


def test_pooled_amounts_follow_benford(rows: Rows) -> None:
    """Below 0.015 is conformity or nearly so (Nigrini 2012: 0.012 to 0.015 marginal)."""
    assert _distance(rows, "category NOT IN ('Salary', 'Pension', 'Fee', 'Cash')") < 0.015


def test_salaries_do_not(rows: Rows) -> None:
    assert _distance(rows, "category IN ('Salary', 'Pension')") > 0.03


def test_cash_comes_in_notes(number: Find) -> None:
    """Machines give notes; the smallest that they hold is R$ 10 here (ASSUMED)."""
    assert number("SELECT avg(CAST(amount % 10 = 0 AS INTEGER)) FROM posting WHERE payment_method = 'Cash'") == 1
    heaps = "SELECT avg(CAST(amount IN (50, 100, 150, 200, 300) AS INTEGER)) FROM posting WHERE payment_method = 'Cash'"
    assert number(heaps) > 0.2


def test_prices_end_in_90_99_and_00(number: Find) -> None:
    """ASSUMED from shelf prices."""
    ends = "avg(CAST(CAST(amount * 100 AS BIGINT) % 100 IN (0, 90, 99) AS INTEGER))"
    assert 0.5 < number(f"SELECT {ends} FROM posting WHERE payment_method = 'Debit Card'") < 0.9


def test_most_salaries_repeat_to_the_cent_until_they_rise_and_some_vary(number: Find) -> None:
    """Overtime and commission in three jobs of ten, a rise a year and few promotions: ASSUMED."""
    monthly = "SELECT count(DISTINCT amount) AS sums FROM posting WHERE description LIKE 'Salário%' GROUP BY account_id"
    assert 0.6 < number(f"SELECT avg(CAST(sums <= 3 AS INTEGER)) FROM ({monthly})") < 0.95


def test_few_payments_make_up_most_of_the_value(number: Find) -> None:
    """Heavy tails: 22 % of the number, TED and transfers inside banks, is 58 % of the value in 2024 (BCB)."""
    ranked = "SELECT amount, percent_rank() OVER (ORDER BY amount) AS place FROM posting WHERE direction = 'Debit'"
    top = number(f"SELECT sum(amount) FILTER (WHERE place > 0.9) / sum(amount) FROM ({ranked})")
    assert 0.6 < top < 0.97


def test_few_customers_move_most_of_the_money(number: Find) -> None:
    """9 % of clients hold 64 % of the volume (Estadão 2018)."""
    moved = "SELECT sum(amount) AS moved FROM posting WHERE customer_type = 'Individual' GROUP BY customer_id"
    ranked = f"SELECT moved, percent_rank() OVER (ORDER BY moved) AS place FROM ({moved})"
    assert 0.35 < number(f"SELECT sum(moved) FILTER (WHERE place > 0.9) / sum(moved) FROM ({ranked})") < 0.85
