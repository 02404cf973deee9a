"""Prices, wages, interest and instruments move with the years: a bank whose history begins in 2021, on two seeds."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builds import make
from projects import once

Ask = Callable[[str], list[tuple[Any, ...]]]
SEEDS = ("20261031", "7")
NAMES = ["customers", "branches", "accounts", "loans", "credit_cards", "investments", "transactions"]
BIT = ("customers", "accounts", "transactions")


@pytest.fixture(scope="module", params=SEEDS)
def ask(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks 300 customers (some ten of them pensioners) from 2021 to 2026; `p` are the postings, with `year`."""

    def build(to: Path) -> None:
        to.mkdir()
        make(to, NAMES, customers="300", branches="5", history_start="2021-01-01", seed=request.param)

    folder = once(tmp_path_factory, f"levels {request.param}", build)
    connection = importlib.import_module("duckdb").connect()
    for name in BIT:
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM read_json('{folder}/{name}.json')")
    connection.execute("CREATE VIEW p AS SELECT *, year(transaction_date) AS year FROM transactions")
    return lambda sql: connection.execute(sql).fetchall()


def test_groceries_cost_more_from_year_to_year(ask: Ask) -> None:
    """IPCA from 2021 to 2026: some 30 % (IBGE). Of the same accounts: who joins later may be richer or poorer."""
    levels = "SELECT account_id, year, avg(ln(amount)) AS level, count(*) AS n"
    paid = f"{levels} FROM p WHERE category = 'Groceries' GROUP BY 1, 2"
    both = f"({paid}) a JOIN ({paid}) z USING (account_id) WHERE a.year = 2021 AND z.year = 2026"
    weight = "(a.n * z.n / (a.n + z.n))"
    rise = ask(f"SELECT exp(sum((z.level - a.level) * {weight}) / sum({weight})) FROM {both}")[0][0]
    assert 1.12 < rise < 1.6


def test_pix_spreads_from_year_to_year(ask: Ask) -> None:
    """16 % of all instruments in 2021, 29 in 2022, 45 in 2024 (Banco Central); of what accounts pay, without cards."""
    ways = "payment_method NOT IN ('Direct Credit', 'Card Settlement') AND category <> 'Own Transfer'"
    share = "avg(CAST(payment_method = 'Pix' AS INTEGER))"
    by_year = dict(ask(f"SELECT year, {share} FROM p WHERE {ways} GROUP BY year"))
    assert by_year[2021] < 0.8 * by_year[2023] < 0.9 * by_year[2026]
    assert by_year[2021] < 0.40


def test_savings_earn_what_the_law_says_in_each_month_and_not_all_on_the_first(ask: Ask) -> None:
    """70 % of a Selic of 2 % in early 2021, above half a percent since the Selic passed 8.5 % (Lei 12.703/2012)."""
    interest = "description = 'Rendimento da poupança'"
    earned = "median(amount / (balance_after - amount))"
    low = ask(f"SELECT {earned} FROM p WHERE {interest} AND transaction_date < '2021-04-01' AND amount > 2")[0][0]
    high = ask(f"SELECT {earned} FROM p WHERE {interest} AND year >= 2025 AND amount > 2")[0][0]
    assert low < 0.0013
    assert 0.004 < high < 0.008
    on_the_first = f"SELECT avg(CAST(day(transaction_date) = 1 AS INTEGER)) FROM p WHERE {interest}"
    assert ask(on_the_first)[0][0] < 0.4


def test_wages_and_pensions_rise_once_a_year(ask: Ask) -> None:
    """Pensions are net: the tax tables of May 2023, February 2024 and May 2025, and a 65th birthday, move them too."""
    paid = "category = 'Pension' AND description NOT LIKE '13%'"
    steps = f"SELECT account_id, count(DISTINCT amount) AS sums, count(*) AS months FROM p WHERE {paid} GROUP BY 1"
    assert all(2 <= sums <= months / 12 + 3 + 4 for _, sums, months in ask(steps) if months > 24)
    salary = "description LIKE 'Salário%'"
    rise = f"SELECT account_id, max(amount) / min(amount) FROM p WHERE {salary} GROUP BY 1 HAVING count(*) > 60"
    rises = sorted(found for _, found in ask(rise))
    assert 1.25 < rises[len(rises) // 2] < 2.2


def test_nobody_is_paid_less_than_the_minimum_wage_of_the_day(ask: Ask) -> None:
    """R$ 1,212 in 2022, 1,518 in 2025, 1,621 in 2026; of a wage the INSS takes 7.5 % of that, and what is owed to other
    lenders at most 40 % (Law 10,820/2003), which few owe."""
    for words, left, bound in (("Benefício", 1.0, 1.0), ("Salário", 0.925, 0.6)):
        paid = f"description LIKE '{words}%'"
        least = dict(ask(f"SELECT year, min(amount) FROM p WHERE {paid} AND month(transaction_date) > 2 GROUP BY year"))
        floors = {year: round(floor * left, 2) - 0.01 for year, floor in ((2022, 1_212), (2025, 1_518))}
        assert all(least[year] >= floor * bound for year, floor in floors.items())
        less = f"avg((amount < CASE year WHEN 2022 THEN {floors[2022]} ELSE {floors[2025]} END)::INT)"
        asked = f"{paid} AND month(transaction_date) > 2 AND year IN (2022, 2025)"
        assert ask(f"SELECT {less} FROM p WHERE {asked}")[0][0] <= (1 - bound) / 2
        at_2026 = f"SELECT count(*) FROM p WHERE {paid} AND abs(amount - {1_621 * left}) < 0.01 AND year < 2026"
        assert ask(at_2026)[0][0] <= 1


def test_a_rent_is_put_up_once_a_year(ask: Ask) -> None:
    rents = "SELECT account_id, count(DISTINCT amount), count(*) FROM p WHERE category = 'Rent' GROUP BY 1"
    assert all(steps <= months / 12 + 2 for _, steps, months in ask(rents))


def test_the_inss_pays_no_more_than_its_ceiling_and_by_the_benefits_last_digit(ask: Ask) -> None:
    """R$ 8,157.41 in 2025, 8,475.55 in 2026 (INSS)."""
    most = dict(ask("SELECT year, max(amount) FROM p WHERE description = 'Benefício INSS' GROUP BY year"))
    assert most[2025] <= 8_157.41
    assert most[2026] <= 8_475.55
    days = ask("SELECT count(DISTINCT day(transaction_date)) FROM p WHERE description = 'Benefício INSS'")
    assert days[0][0] > 6


def test_the_13th_of_pensions_was_brought_forward_by_decree(ask: Ask) -> None:
    """April and May 2022, paid in the following first days too (decrees of 2020 to 2025)."""
    halves = "description LIKE '13º benefício%' AND year = 2022"
    months = {row[0] for row in ask(f"SELECT DISTINCT month(transaction_date) FROM p WHERE {halves}")}
    assert months <= {4, 5, 6}


def test_the_second_half_of_a_13th_salary_is_net_of_inss_and_tax(ask: Ask) -> None:
    halves = (
        "SELECT max(amount) FILTER (WHERE description LIKE '%1ª%'), max(amount) FILTER (WHERE description LIKE '%2ª%')"
        " FROM p WHERE description LIKE '13º salário%' AND year = 2025 GROUP BY account_id"
    )
    shares = [second / first for first, second in ask(halves) if first and second]
    assert max(shares) <= 0.90
    assert len({round(share, 2) for share in shares}) > 3
