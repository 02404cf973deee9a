"""Products: who owes and pays, how cards are used, what is put aside."""

from __future__ import annotations

from lastro.bank.choices import LoanType
from lastro.tasks.realism.bands.credit import RUNNING
from lastro.tasks.realism.measure import Measure, at_least, at_most, ratio, share

_OPEN = """FROM credit_cards WHERE status IN ('Active', 'Blocked')
    AND (current_balance + upcoming_installments) / credit_limit"""
_HELD = "SELECT sum(current_value) AS held FROM investments WHERE status = 'Active' GROUP BY customer_id"
_RANKED = f"SELECT held, percent_rank() OVER (ORDER BY held) AS place FROM ({_HELD})"
_CUSTOMERS = "SELECT count(*) FROM customers"
_DUE = "last_bill_amount > 0 AND last_bill_due_date < (SELECT as_of FROM bank) - INTERVAL 10 DAY"
_LATE = "BCB: personal 7.1 %, mortgage 0.8 about 2016; all credit 3.9 in August 2025"
_ANBIMA = "ANBIMA/Datafolha 2024"


def _term(loan: LoanType) -> str:
    return f"SELECT median(term) FROM loans WHERE loan_type = '{loan.text}'"


def _late(loan: LoanType) -> str:
    return share("loan_status = 'Default'", f"loan_type = '{loan.text}' AND {RUNNING}", "loans")


PRODUCTS = (
    Measure("Mortgages 90 days late", *at_most(6), "%", f"{_LATE}; a small bank has few", _late(LoanType.MORTGAGE)),
    Measure("Personal loans 90 days late", 2, 15, "%", _LATE, _late(LoanType.PERSONAL)),
    Measure(
        "Mortgages 90 days late against personal loans",
        *at_most(1),
        "times",
        _LATE,
        ratio(_late(LoanType.MORTGAGE), _late(LoanType.PERSONAL)),
    ),
    Measure(
        "Term of mortgages, median",
        240,
        420,
        "months",
        "up to 420 months; typically 30 years (ASSUMED)",
        _term(LoanType.MORTGAGE),
    ),
    Measure(
        "Term of car loans, median",
        36,
        60,
        "months",
        "40 months in 2014 (Automotive Business); longer now (ASSUMED)",
        _term(LoanType.AUTO),
    ),
    Measure("Term of personal loans, median", 6, 60, "months", "ASSUMED", _term(LoanType.PERSONAL)),
    Measure(
        "Cards nearly unused against cards used by two thirds",
        *at_least(3),
        "times",
        "ASSUMED: use is U-shaped",
        ratio(f"SELECT count(*) {_OPEN} < 0.15", f"SELECT count(*) {_OPEN} BETWEEN 0.65 AND 0.7999"),
    ),
    Measure(
        "Cards at their limit against cards used by two thirds",
        *at_least(0.8),
        "times",
        "ASSUMED: use is U-shaped",
        ratio(f"SELECT count(*) {_OPEN} BETWEEN 0.9 AND 1.3099", f"SELECT count(*) {_OPEN} BETWEEN 0.65 AND 0.7999"),
    ),
    Measure(
        "Card limits in steps of R$ 50",
        *at_least(98),
        "%",
        "ASSUMED",
        share("credit_limit % 50 = 0", table="credit_cards"),
    ),
    Measure(
        "Correlation of the logarithms of limit and income",
        0.4,
        0.99,
        "",
        "ASSUMED",
        "SELECT corr(ln(credit_limit), ln(monthly_income)) FROM credit_cards JOIN customers USING (customer_id)",
    ),
    Measure(
        "Card bills that are paid whole",
        70,
        97,
        "%",
        "80.7 % on time, first half of 2024 (E-Commerce Brasil)",
        share("last_bill_paid >= last_bill_amount", _DUE, "credit_cards"),
    ),
    Measure(
        "Customers who invest",
        10,
        40,
        "%",
        f"{_ANBIMA}: 37 % of Brazilians, most of them in savings",
        f"SELECT 100 * count(DISTINCT customer_id) / ({_CUSTOMERS}) FROM investments WHERE status = 'Active'",
    ),
    Measure(
        "What the tenth with the most holds of all investments",
        45,
        95,
        "%",
        "9 % hold 64 % (Estadão 2018)",
        f"SELECT 100 * sum(held) FILTER (WHERE place > 0.9) / sum(held) FROM ({_RANKED})",
    ),
    Measure(
        "Customers with a savings account",
        25,
        45,
        "%",
        f"{_ANBIMA}: 25 % save in one; others lie nearly empty",
        f"SELECT 100 * count(DISTINCT customer_id) / ({_CUSTOMERS}) FROM accounts "
        "WHERE account_type = 'Savings' AND status <> 'Closed'",
    ),
    Measure(
        "What the largest depositor holds of all deposits",
        *at_most(5),
        "%",
        "ASSUMED: a retail bank",
        "SELECT 100 * max(held) / sum(held) FROM (SELECT sum(greatest(balance, 0)) AS held FROM accounts "
        "GROUP BY customer_id)",
    ),
    Measure(
        "Savings held since the history began, growth a year",
        -10,
        12,
        "%",
        "ASSUMED: no more than wages and interest",
        "SELECT 100 * (sum(balance) / nullif(sum(opening_balance), 0) - 1) / greatest(any_value(years), 0.1) "
        "FROM accounts, bank WHERE account_type = 'Savings' AND created_at < start AND closed_at IS NULL",
    ),
)
