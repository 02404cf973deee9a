"""Products: who owes, how cards are used, what is invested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Find = Callable[[str], float]
Rows = Callable[[str], list[tuple[Any, ...]]]


def test_arrears_differ_by_product(rows: Rows) -> None:
    """90 days late: mortgage 0.8 %, auto 3.9, personal 7.1 (about 2016); 3.9 % of all credit in August 2025 (BCB)."""
    late = dict(
        rows("""SELECT loan_type, avg(CAST(loan_status = 'Default' AS INTEGER)) FROM loans
            WHERE loan_status <> 'Paid Off' GROUP BY loan_type""")
    )
    assert late["Mortgage"] < 0.04
    assert late["Mortgage"] < late["Personal"]
    assert 0.02 < late["Personal"] < 0.15


def test_mortgages_are_long_and_other_loans_short(rows: Rows) -> None:
    """Up to 420 months, typically 30 years; cars 40 to 48 months (ASSUMED); personal loans up to 96."""
    terms = dict(rows("SELECT loan_type, median(term) FROM loans GROUP BY loan_type"))
    assert 240 <= terms["Mortgage"] <= 420
    assert 36 <= terms["Auto"] <= 60
    assert terms["Personal"] <= 60


def test_the_use_of_card_limits_is_u_shaped(number: Find) -> None:
    """Published card data: many near nothing, many near the limit, few between; falls as limits rise."""
    open_cards = "credit_cards WHERE status IN ('Active', 'Blocked')"
    used = f"FROM (SELECT current_balance / credit_limit AS share FROM {open_cards})"
    low, middle, high = (
        number(f"SELECT count(*) {used} WHERE share >= {a} AND share < {b}")
        for a, b in ((0, 0.15), (0.65, 0.8), (0.95, 1.31))
    )
    assert low > 3 * middle
    assert high > middle


def test_limits_are_round_and_follow_income(number: Find) -> None:
    assert number("SELECT avg(CAST(credit_limit % 50 = 0 AS INTEGER)) FROM credit_cards") > 0.98
    together = "SELECT corr(ln(credit_limit), ln(monthly_income)) FROM credit_cards JOIN customers USING (customer_id)"
    assert 0.4 < number(together) < 0.99


def test_four_in_five_card_bills_are_paid_on_time(number: Find) -> None:
    """80.7 % pay on time (first half of 2024); a bill that fell due ten days ago or more and was billed at all."""
    due = "last_bill_amount > 0 AND last_bill_due_date < DATE '2026-10-21'"
    assert (
        0.70
        < number(f"SELECT avg(CAST(last_bill_paid >= last_bill_amount AS INTEGER)) FROM credit_cards WHERE {due}")
        < 0.97
    )


def test_some_invest_and_few_hold_most(number: Find) -> None:
    """37 % of Brazilians invest, most in savings (ANBIMA 2024); 9 % of clients hold 64 % of volume (Estadão 2018)."""
    investors = number("SELECT count(DISTINCT customer_id) FROM investments WHERE status = 'Active'")
    assert 0.10 < investors / 2000 < 0.40
    held = "SELECT sum(current_value) AS held FROM investments WHERE status = 'Active' GROUP BY customer_id"
    ranked = f"SELECT held, percent_rank() OVER (ORDER BY held) AS place FROM ({held})"
    assert 0.45 < number(f"SELECT sum(held) FILTER (WHERE place > 0.9) / sum(held) FROM ({ranked})") < 0.95


def test_the_savings_account_is_the_commonest_investment(number: Find) -> None:
    """A quarter of Brazilians save in one (ANBIMA/Datafolha 2024); accounts that lie nearly empty come on top."""
    holders = number(
        "SELECT count(DISTINCT customer_id) FROM accounts WHERE account_type = 'Savings' AND status <> 'Closed'"
    )
    assert 0.25 < holders / 2000 < 0.45
