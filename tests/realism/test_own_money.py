"""Own money and companies, on two seeds: sums follow from what is there, savings are spent, sales pay for costs."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

from builds import make
from projects import once

Number = Callable[[str], float]
SEEDS = ("20261031", "7")
NAMES = ["customers", "branches", "accounts", "loans", "credit_cards", "investments", "transactions"]
OWN_OUT = "category = 'Own Transfer' AND direction = 'Debit'"


@pytest.fixture(scope="module", params=SEEDS)
def number(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Number:
    """Asks 600 customers over a year; `p` are the postings with their accounts and customers."""

    def build(to: Path) -> None:
        to.mkdir()
        make(to, NAMES, customers="600", branches="5", seed=request.param)

    folder = once(tmp_path_factory, f"own money {request.param}", build)
    connection = importlib.import_module("duckdb").connect()
    for name in ("customers", "accounts", "transactions"):
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM read_json('{folder}/{name}.json')")
    connection.execute(
        "CREATE VIEW p AS SELECT t.*, account_type, customer_id, customer_type, monthly_income "
        "FROM transactions t JOIN accounts USING (account_id) JOIN customers USING (customer_id)"
    )
    return lambda sql: float(connection.execute(sql).fetchone()[0])


def test_no_own_transfer_leaves_an_account_overdrawn(number: Number) -> None:
    assert number(f"SELECT count(*) FROM p WHERE {OWN_OUT}") > 500
    assert (
        number(f"SELECT count(*) FROM p WHERE {OWN_OUT} AND counterparty_account_id IS NULL AND balance_after < 0") == 0
    )


def test_savings_never_need_money_from_another_bank(number: Number) -> None:
    assert number("SELECT count(*) FROM p WHERE account_type = 'Savings' AND description LIKE 'Cobertura%'") == 0


def test_nobody_fetches_money_in_the_second_in_which_it_is_sent(number: Number) -> None:
    assert number(
        "SELECT count(*) FROM p AS up JOIN p AS out USING (account_id, transaction_date) "
        "WHERE up.description LIKE 'Cobertura%' AND out.category = 'Own Transfer' AND out.direction = 'Debit'"
    ) == 0  # fmt: skip


def test_people_keep_three_quarters_of_their_pay_here(number: Number) -> None:
    sent = f"{OWN_OUT} AND counterparty_account_id IS NULL"
    paid = f"sum(amount) FILTER (WHERE category = 'Salary') AS pay, sum(amount) FILTER (WHERE {sent}) AS own"
    shares = f"SELECT coalesce(own, 0) / pay AS share FROM (SELECT {paid} FROM p GROUP BY customer_id) WHERE pay > 0"
    assert number(f"SELECT median(share) FROM ({shares})") < 0.30


def test_a_wage_may_go_to_another_bank_whole_within_the_hour(number: Number) -> None:
    forwarded = "SELECT * FROM p WHERE description LIKE 'Portabilidade%'"
    assert number(f"SELECT count(*) FROM ({forwarded})") > 10
    assert number(
        f"SELECT avg(CAST(EXISTS (SELECT 1 FROM p WHERE p.account_id = f.account_id AND p.amount = f.amount AND "
        f"p.category = 'Salary' AND p.transaction_date BETWEEN f.transaction_date - INTERVAL 1 HOUR AND "
        f"f.transaction_date) AS INTEGER)) FROM ({forwarded}) AS f"
    ) > 0.75  # fmt: skip


def test_savings_are_spent_as_well_as_put_by(number: Number) -> None:
    held = "FROM accounts WHERE account_type = 'Savings' AND created_at < '2025-11-01' AND closed_at IS NULL"
    assert 0.8 < number(f"SELECT sum(balance) / sum(opening_balance) {held}") < 1.25
    assert number("SELECT count(*) FROM p WHERE account_type = 'Savings' AND direction = 'Debit' AND amount > 500") > 20


COMPANIES = "FROM p WHERE customer_type = 'Business'"
SOLD = f"SELECT sum(amount) {COMPANIES} AND category = 'Sales'"


@pytest.mark.parametrize(
    ("what", "least", "most"),
    [
        ("category = 'Suppliers'", 0.40, 0.80),  # IBGE, PAC: 79 % of trade's revenue; services need less
        ("category = 'Payroll'", 0.04, 0.15),  # IBGE, PAC: 6 to 7 % of trade's revenue; services pay more
        ("category = 'Taxes'", 0.03, 0.15),  # Simples Nacional, LC 123/2006
        (f"{OWN_OUT} AND counterparty_account_id IS NULL", 0.0, 0.33),
    ],
)
def test_what_companies_sell_pays_for_what_it_costs(number: Number, what: str, least: float, most: float) -> None:
    assert (
        least
        <= number(f"SELECT coalesce(sum(amount), 0) {COMPANIES} AND direction = 'Debit' AND {what}") / number(SOLD)
        <= most
    )


def test_a_business_day_brings_one_batch_of_card_sales_at_most_and_never_whole_reais(number: Number) -> None:
    cards = "FROM p WHERE payment_method = 'Card Settlement' AND direction = 'Credit'"
    assert (
        number(f"SELECT max(n) FROM (SELECT count(*) AS n {cards} GROUP BY account_id, CAST(transaction_date AS DATE))")
        == 1
    )
    assert number(f"SELECT avg(CAST(amount % 1 = 0 AS INTEGER)) {cards}") < 0.05
    assert number(f"SELECT max(isodow(transaction_date)) {cards}") <= 5


def test_a_mei_pays_five_percent_of_the_minimum_wage(number: Number) -> None:
    """R$ 82.05, 86.05 or 87.05 in 2026 (LC 123/2006, art. 18-A; minimum wage of R$ 1,621)."""
    paid = f"{COMPANIES} AND counterparty_name = 'Receita Federal' AND monthly_income <= 6750"
    paid += " AND transaction_date > '2026-02-01'"
    assert number(f"SELECT count(*) {paid}") > 20
    assert number(f"SELECT avg(CAST(amount IN (82.05, 86.05, 87.05) AS INTEGER)) {paid}") > 0.95


def test_companies_pay_the_fgts_and_the_inss_of_their_staff_by_the_20th(number: Number) -> None:
    """8 % of wages before tax (Lei 8.036/1990); INSS and income tax take some tenth of them."""
    in_time = f"{COMPANIES} AND transaction_date >= '2026-02-01' AND counterparty_name = 'Caixa Econômica Federal'"
    able = f"SELECT account_id {in_time} AND category = 'Taxes' GROUP BY 1 HAVING count(*) >= 9"  # others wait
    year = f"{COMPANIES} AND transaction_date >= '2026-02-01' AND account_id IN ({able})"
    payroll = number(f"SELECT sum(amount) {year} AND category = 'Payroll'")
    fund = f"{year} AND category = 'Taxes' AND counterparty_name = 'Caixa Econômica Federal'"
    social = f"{year} AND description LIKE 'Pagamento de DARF%'"
    assert 0.082 < number(f"SELECT sum(amount) {fund}") / payroll < 0.098
    assert number(f"SELECT sum(amount) {social}") / payroll > 0.07
    assert number(f"SELECT max(day(transaction_date)) {fund}") <= 20
    assert number(f"SELECT max(day(transaction_date)) {social}") <= 20
    assert number(f"SELECT count(*) {fund} AND monthly_income <= 6750 AND payment_method <> 'Pix'") == 0


def test_no_company_weighs_on_the_bank(number: Number) -> None:
    held = "SELECT sum(greatest(balance, 0)) AS held FROM accounts GROUP BY customer_id"
    assert number(f"SELECT max(held) / sum(held) FROM ({held})") < 0.10
    assert number("SELECT max(amount) FROM p WHERE payment_method = 'Pix'") < 1_000_000


def test_companies_pay_a_13th_in_november_and_december(number: Number) -> None:
    in_month = ", ".join(f"count(*) FILTER (month(transaction_date) = {month}) AS in_{month}" for month in (3, 11, 12))
    by_person = f"SELECT {in_month} {COMPANIES} AND category = 'Payroll' GROUP BY account_id, counterparty_name"
    staff = f"FROM ({by_person}) WHERE in_3 = 1 AND in_12 > 0"  # who stays through the year
    assert number(f"SELECT count(*) {staff}") >= 5
    assert number(f"SELECT avg((in_11 = 2 AND in_12 = 2)::INT) {staff}") > 0.8
