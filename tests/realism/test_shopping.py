"""Purchases: each category has its hours, weekdays, months and instruments; feasts are quiet, sums have cents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Find = Callable[[str], float]
Rows = Callable[[str], list[tuple[Any, ...]]]
PAID = "transaction_type = 'Payment' AND payment_method IN ('Debit Card', 'Pix', 'Boleto')"
SHOPS = ("Groceries", "Restaurants", "Fuel", "Pharmacy", "Clothing", "Electronics", "Household", "Transport", "Leisure")


def busiest(rows: Rows, what: str, category: str, count: int) -> set[int]:
    """The hours or weekdays with most purchases of a category."""
    found = rows(
        f"SELECT {what} FROM posting WHERE category = '{category}' AND {PAID} GROUP BY 1 ORDER BY count(*) DESC"
    )
    return {row[0] for row in found[:count]}


def december(number: Find, categories: tuple[str, ...]) -> float:
    """What December brings against the mean of the other months."""
    spent = f"FROM posting WHERE category IN {categories} AND {PAID}" if len(categories) > 1 else (
        f"FROM posting WHERE category = '{categories[0]}' AND {PAID}"
    )  # fmt: skip
    return 11 * number(
        f"SELECT sum(amount) FILTER (WHERE month(day) = 12) / sum(amount) FILTER (WHERE month(day) <> 12) {spent}"
    )


def test_people_eat_at_noon_and_in_the_evening(rows: Rows) -> None:
    assert {12, 13, 20} <= busiest(rows, "hour", "Restaurants", 4)


def test_clothes_shops_are_closed_at_night(number: Find) -> None:
    late = "avg(CAST(hour >= 22 OR hour < 8 AS INTEGER))"
    assert number(f"SELECT {late} FROM posting WHERE category = 'Clothing' AND {PAID}") == 0


def test_fuel_is_for_fridays_and_groceries_are_for_saturdays(rows: Rows) -> None:
    assert busiest(rows, "weekday", "Fuel", 1) == {5}
    assert busiest(rows, "weekday", "Groceries", 1) == {6}


def test_december_sells_more(number: Find) -> None:
    """Clothing 1.6 to 2.2 times, all retail about 1.25 times an ordinary month (CNC 2012, IBGE PMC)."""
    assert 1.4 < december(number, ("Clothing",)) < 2.6
    assert 1.05 < december(number, SHOPS) < 1.5


def test_christmas_day_and_new_year_are_nearly_empty(number: Find) -> None:
    bought = f"FROM posting WHERE category IN {SHOPS} AND {PAID}"
    usual = number(f"SELECT count(*) / count(DISTINCT day) {bought}")
    for day in ("2025-12-25", "2026-01-01"):
        assert number(f"SELECT count(*) {bought} AND day = '{day}'") < 0.3 * usual


def test_no_restaurant_petrol_station_or_grocer_sends_a_boleto(number: Find) -> None:
    assert number(f"SELECT count(*) FROM posting WHERE payment_method = 'Boleto' AND category IN {SHOPS}") == 0


def test_what_businesses_receive_and_teds_have_cents(number: Find) -> None:
    whole = "SELECT avg(CAST(amount = floor(amount) AS INTEGER)) FROM posting WHERE"
    assert number(f"{whole} payment_method = 'Card Settlement'") < 0.03
    assert number(f"{whole} category = 'Sales'") < 0.45
    assert number(f"{whole} payment_method = 'TED'") < 0.6
