"""Own money: what companies do with their sales, and what people move to their accounts elsewhere."""

from __future__ import annotations

from lastro.bank.choices import Category
from lastro.tasks.realism.measure import Measure, at_most, ratio

_COMPANIES = "FROM posting WHERE customer_type = 'Business'"
_SALES = f"SELECT sum(amount) {_COMPANIES} AND category = 'Sales'"
_OWN_OUT = "category = 'Own Transfer' AND direction = 'Debit' AND counterparty_account_id IS NULL"
_PAID = (
    "SELECT customer_id, sum(amount) FILTER (WHERE category = 'Salary') AS pay, "
    f"coalesce(sum(amount) FILTER (WHERE {_OWN_OUT}), 0) AS own FROM posting WHERE customer_type = 'Individual' "
    "GROUP BY customer_id"
)
_TOP_UP = "description LIKE 'Cobertura de saldo%'"


def _of_sales(category: Category) -> str:
    spent = f"SELECT 100 * sum(amount) {_COMPANIES} AND direction = 'Debit' AND category = '{category.text}'"
    return ratio(spent, _SALES)


OWN_MONEY = (
    Measure(
        "Company sales that leave as own transfers",
        *at_most(33),
        "%",
        "ASSUMED",
        ratio(f"SELECT 100 * sum(amount) {_COMPANIES} AND {_OWN_OUT}", _SALES),
    ),
    Measure(
        "Company sales that go to suppliers",
        35,
        82,
        "%",
        "IBGE, PAC: cost of goods about 79 % of trade's revenue",
        _of_sales(Category.SUPPLIERS),
    ),
    Measure(
        "Company sales that go to payroll",
        4,
        15,
        "%",
        "IBGE, PAC: wages 6 to 7 % of trade's revenue; services more (ASSUMED)",
        _of_sales(Category.PAYROLL),
    ),
    Measure(
        "Company sales that go to taxes",
        3,
        15,
        "%",
        "Simples Nacional, LC 123/2006, annexes: from 4 % on",
        _of_sales(Category.TAXES),
    ),
    Measure(
        "FGTS against what companies pay their staff",
        7.5,
        10.5,
        "%",
        "Lei 8.036/1990: 8 % of wages before tax; of what is paid out some tenth more",
        ratio(
            f"SELECT 100 * sum(amount) {_COMPANIES} AND counterparty_name = 'Caixa Econômica Federal'",
            f"SELECT sum(amount) {_COMPANIES} AND category = 'Payroll'",
        ),
    ),
    Measure(
        "Guides of FGTS and INSS that are paid after the 20th",
        0,
        0,
        "",
        "Lei 8.036/1990, Lei 8.212/1991, art. 30: the 20th, or the business day before",
        f"SELECT count(*) {_COMPANIES} AND (counterparty_name = 'Caixa Econômica Federal' "
        "OR description LIKE 'Pagamento de DARF%') AND dayofmonth(day) > 20",
    ),
    Measure(
        "What people send of their pay to their own accounts elsewhere, median",
        *at_most(25),
        "%",
        "ASSUMED",
        f"SELECT 100 * median(own / pay) FROM ({_PAID}) WHERE pay > 0",
    ),
    Measure(
        "Own transfers that leave an account overdrawn",
        0,
        0,
        "",
        "ASSUMED: nobody borrows to save",
        f"SELECT count(*) FROM posting WHERE {_OWN_OUT} AND balance_after < 0",
    ),
    Measure(
        "Money fetched in the second in which it is sent to an own account",
        *at_most(2),
        "",
        "ASSUMED: nobody does, but who lacks for a contract what a crime has taken",
        f"SELECT count(*) FROM posting AS up JOIN posting AS out USING (account_id, transaction_date) "
        f"WHERE up.{_TOP_UP} AND out.category = 'Own Transfer' AND out.direction = 'Debit'",
    ),
)
