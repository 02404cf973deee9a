"""Behaviour: activity with long tails, bursts, places, payees that recur. ASSUMED where no source is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Find = Callable[[str], float]
Rows = Callable[[str], list[tuple[Any, ...]]]

EVERYDAY = "payment_method IN ('Debit Card', 'Pix') AND category NOT IN ('Own Transfer', 'Sales', 'Payroll')"


def test_a_customers_month_has_a_long_tail(number: Find) -> None:
    """Median about 5, mean about 8: one bank sees a fraction of some 65 payments a month (BCB 2024, over all banks)."""
    joined = "customers LEFT JOIN posting USING (customer_id)"
    each = f"SELECT count(transaction_id) / 12 AS n FROM {joined} GROUP BY customer_id"
    assert 3.5 < number(f"SELECT median(n) FROM ({each})") < 7
    assert 7 < number(f"SELECT avg(n) FROM ({each})") < 10
    assert number(f"SELECT quantile_cont(n, 0.99) FROM ({each})") > 25


def test_counts_a_month_are_over_dispersed(number: Find) -> None:
    spread = f"SELECT account_id, month(day) AS m, count(*) AS n FROM posting WHERE {EVERYDAY} GROUP BY ALL"
    within = f"SELECT var_samp(n) / avg(n) AS ratio FROM ({spread}) GROUP BY account_id HAVING count(*) = 12"
    assert number(f"SELECT median(ratio) FROM ({within})") > 1.3
    assert number(f"SELECT var_samp(n) / avg(n) FROM ({spread})") > 4


def test_postings_come_in_bursts(number: Find) -> None:
    """More pairs on one day than if the same days were dealt out among the same months' postings."""
    own = f"SELECT account_id, day, date_trunc('month', day) AS m FROM posting WHERE {EVERYDAY}"
    same = f"SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM ({own}) GROUP BY account_id, day)"
    pairs = f"SELECT sum(n * (n - 1) / 2) / 30.4 FROM (SELECT count(*) AS n FROM ({own}) GROUP BY account_id, m)"
    assert number(same) / number(pairs) > 1.4


def test_most_accounts_are_used_and_some_are_dormant(number: Find) -> None:
    used = "SELECT count(DISTINCT account_id) FROM posting"
    assert number(used) / number("SELECT count(*) FROM accounts") > 0.8
    dormant = "SELECT avg(CAST(status = 'Dormant' AS INTEGER)) FROM accounts WHERE account_type = 'Checking'"
    assert 0.005 < number(dormant) < 0.1


def test_most_purchases_are_made_at_home_and_some_on_a_trip(number: Find) -> None:
    away = number("SELECT avg(CAST(city <> home AS INTEGER)) FROM posting WHERE channel = 'POS'")
    assert 0.005 < away < 0.08


def test_bills_recur_to_the_same_payee_by_the_same_means(number: Find) -> None:
    bills = "category IN ('Utilities', 'Telecom', 'Rent', 'Education') AND customer_type = 'Individual'"
    each = f"""SELECT count(*) AS n, max(payment_method) = min(payment_method) AS same,
        max(dayofmonth(day)) - min(dayofmonth(day)) AS days FROM posting WHERE {bills}
        GROUP BY account_id, category, counterparty_name HAVING count(*) >= 10"""
    assert number(f"SELECT count(*) FROM ({each})") > 500
    assert number(f"SELECT avg(CAST(same AS INTEGER)) FROM ({each})") > 0.95
    assert number(f"SELECT median(days) FROM ({each})") <= 4  # weekends and holidays move them


def test_people_return_to_the_same_shops_and_contacts(number: Find) -> None:
    where = f"{EVERYDAY} AND direction = 'Debit' AND customer_type = 'Individual'"
    counted = "SELECT count(*) AS n, count(DISTINCT counterparty_name) AS names FROM posting"
    each = f"{counted} WHERE {where} GROUP BY account_id"
    assert 0.25 < number(f"SELECT sum(names) / sum(n) FROM ({each}) WHERE n > 60") < 0.75


def test_an_account_stays_near_what_its_owner_likes_to_keep(number: Find) -> None:
    """Balances neither pile up nor sink: the median of main accounts in incomes, as opened and as it stands."""
    share = "JOIN customers USING (customer_id) WHERE account_type = 'Checking' AND closed_at IS NULL"
    early = "AND accounts.created_at < TIMESTAMP '2025-11-01'"
    begin, end = (
        number(f"SELECT median({balance} / monthly_income) FROM accounts {share} {early}")
        for balance in ("opening_balance", "balance")
    )
    assert 0.05 < begin < 0.6
    assert begin < end < 4 * begin


def test_some_live_on_their_overdraft_limit(number: Find) -> None:
    below = (
        "SELECT avg(CAST(balance < 0 AS INTEGER)) FROM accounts WHERE account_type = 'Checking' AND closed_at IS NULL"
    )
    assert 0.01 < number(below) < 0.1


def test_top_ups_are_rare(number: Find) -> None:
    """Below 2 % of postings."""
    assert number("SELECT avg(CAST(description LIKE 'Cobertura de saldo%' AS INTEGER)) FROM posting") < 0.02
