"""How people pay: the mix of instruments, amounts, and the rhythm of days and hours.

BCB: Banco Central's quarterly statistics of payment instruments of 2024, credit and prepaid cards left out, the rest
scaled up to 100. Bands are as wide as 2,000 customers and what an account sees of the system ask for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Find = Callable[[str], float]
Rows = Callable[[str], list[tuple[Any, ...]]]

WAYS_IN = "('Direct Credit', 'Card Settlement')"


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [
        ("Pix", 54, 64),  # 59 (BCB)
        ("Debit Card", 12, 18),  # 15
        ("Direct Debit", 10.5, 15.5),  # 13
        ("Boleto", 6.5, 10),  # 8 with tax and utility bills
        ("Cash", 1.8, 3.4),  # 2.5
        ("Book Transfer", 1.0, 3.2),  # 1.4 inside banks; here with savings and investments
        ("TED", 0.5, 1.2),  # 0.8
    ],
)
def test_the_mix_of_instruments_is_that_of_2024(number: Find, method: str, low: float, high: float) -> None:
    share = f"100.0 * count(*) FILTER (WHERE payment_method = '{method}') / count(*)"
    assert low < number(f"SELECT {share} FROM posting WHERE payment_method NOT IN {WAYS_IN}") < high


def test_people_pay_small_sums_by_pix(number: Find) -> None:
    """93.1 % of people's Pix stay below R$ 200 and their mean is R$ 200 (BCB, 2022); own transfers aside."""
    pix = "FROM posting WHERE payment_method = 'Pix' AND direction = 'Debit' AND customer_type = 'Individual'"
    own = "AND category NOT IN ('Own Transfer', 'Vehicle', 'Housing', 'Rent')"
    assert 0.80 < number(f"SELECT avg(CAST(amount < 200 AS INTEGER)) {pix} {own}") < 0.96
    assert 60 < number(f"SELECT avg(amount) {pix} {own}") < 260


def test_a_purchase_by_debit_card_is_small(number: Find) -> None:
    """R$ 59 to 60 on average (BCB 2024, Abecs third quarter of 2024)."""
    card = "FROM posting WHERE payment_method = 'Debit Card' AND customer_type = 'Individual'"
    assert 48 < number(f"SELECT avg(amount) {card}") < 75


def test_little_happens_before_dawn(number: Find) -> None:
    """0.19 % of orders in the hour from 5 h, a plateau from 10 to 22 h (99,441 of Olist); Pix by hour: ASSUMED."""
    bought = "FROM posting WHERE category NOT IN ('Own Transfer') AND payment_method IN ('Debit Card', 'Pix')"
    assert number(f"SELECT avg(CAST(hour BETWEEN 3 AND 4 AS INTEGER)) {bought}") < 0.01
    assert number(f"SELECT avg(CAST(hour BETWEEN 9 AND 21 AS INTEGER)) {bought}") > 0.72


def test_pix_rests_on_weekends_but_does_not_stop(number: Find) -> None:
    """171.4 million on a Saturday against 201.6 on the Friday before (BCB, 5 and 6 April 2024)."""
    pix = "FROM posting WHERE payment_method = 'Pix'"
    sunday, weekday = (
        number(f"SELECT count(*) {pix} AND weekday = 7"),
        number(f"SELECT count(*) / 5 {pix} AND weekday < 6"),
    )
    saturday = number(f"SELECT count(*) {pix} AND weekday = 6")
    assert 0.4 < sunday / weekday < 0.85
    assert sunday < saturday < weekday


def test_no_ted_settles_on_a_weekend(number: Find) -> None:
    assert number("SELECT count(*) FROM posting WHERE payment_method = 'TED' AND weekday > 5") == 0


def test_paydays_are_busier(number: Find) -> None:
    """1.26 to 1.35 times as many Pix on the fifth business day (BCB, April and September 2024)."""
    paid = "SELECT day FROM posting WHERE description LIKE 'Salário%' GROUP BY day HAVING count(*) > 200"
    pix = "SELECT count(*) / count(DISTINCT day) FROM posting WHERE payment_method = 'Pix' AND weekday < 6"
    assert 1.08 < number(f"{pix} AND day IN ({paid})") / number(f"{pix} AND day NOT IN ({paid})") < 1.9


def test_black_friday_and_christmas_sell_more(number: Find) -> None:
    """297.4 million Pix on 28 November 2025 against some 180 million on a usual day (BCB)."""
    bought = "SELECT count(*) / count(DISTINCT day) FROM posting WHERE payment_method = 'Debit Card'"
    usual = number(f"{bought} AND weekday = 5 AND day BETWEEN '2026-01-09' AND '2026-03-31'")
    assert number(f"{bought} AND day = DATE '2025-11-28'") / usual > 1.15
    assert number(f"{bought} AND weekday = 5 AND day BETWEEN '2025-12-10' AND '2025-12-24'") / usual > 1.02
