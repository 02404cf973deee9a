"""Cards: what is bought by credit card, in how many parts, and what is owed and paid."""

from __future__ import annotations

from lastro.bank.choices import Category
from lastro.tasks.realism.bands.statutes import MINIMUM_WAGE
from lastro.tasks.realism.measure import Measure, at_most, ratio, share

_ABECS = "Abecs, third quarter of 2025"
_BOUGHT = """(SELECT *, entry_mode IN ('Online', 'Recurring') AS from_afar, month(transaction_date) AS in_month
    FROM card_transactions WHERE transaction_type IN ('Purchase', 'Instalment') AND installment_number = 1
    AND CAST(transaction_date AS DATE) >= (SELECT start FROM bank)) bought"""
_USED = "credit_cards WHERE status IN ('Active', 'Blocked') AND current_balance + upcoming_installments > 0"
_USE = "(current_balance + upcoming_installments) / credit_limit"
_BILLS = (
    "FROM credit_cards JOIN customers USING (customer_id) WHERE customer_type = 'Individual' AND last_bill_amount > 0"
)
_BILLS_SEEN = (
    "SELECT count(DISTINCT (card_id, bill_due_date)) FROM card_transactions WHERE transaction_type <> 'Payment'"
)
_REVOLVED_AGAIN = """SELECT count(*) FROM (
    SELECT posted_on, lag(posted_on) OVER (PARTITION BY card_id ORDER BY posted_on) AS before
    FROM card_transactions WHERE transaction_type = 'Interest'
) WHERE date_diff('day', before, posted_on) < 45"""


def _of_value(condition: str, where: str = "true") -> str:
    """SQL: how many percent of what is bought fulfil a condition, by value."""
    return f"SELECT 100 * sum(purchase_amount) FILTER ({condition}) / sum(purchase_amount) FROM {_BOUGHT} WHERE {where}"


def _ticket(category: Category) -> str:
    return f"SELECT avg(purchase_amount) FROM {_BOUGHT} WHERE category = '{category.text}'"


def _a_day(months: str) -> str:
    """SQL: what is bought on a day of some months, in reais, null where the history has none of them."""
    return f"""SELECT sum(purchase_amount) / count(DISTINCT CAST(transaction_date AS DATE))
        FROM {_BOUGHT} WHERE in_month IN ({months})"""


def _bill(incomes: str) -> str:
    return f"SELECT avg(last_bill_amount) {_BILLS} AND monthly_income {incomes}"


CARDS = (
    Measure(
        "Purchase by credit card, mean",
        110,
        185,
        "R$",
        f"{_ABECS}: R$ 144",
        f"SELECT avg(purchase_amount) FROM {_BOUGHT}",
    ),
    Measure("Credit value that is bought in parts", 35, 49, "%", f"{_ABECS}: 42.7 %", _of_value("installments > 1")),
    Measure(
        "Value in parts: in up to six",
        58,
        76,
        "%",
        f"{_ABECS}: 64.5 %",
        _of_value("installments <= 6", "installments > 1"),
    ),
    Measure(
        "Value in parts: in two or three",
        28,
        50,
        "%",
        "37 %: Abecs 2024, split as by BCB in 2015",
        _of_value("installments <= 3", "installments > 1"),
    ),
    Measure(
        "Value in parts: in more than twelve",
        *at_most(4),
        "%",
        "1.4 %: Abecs 2024",
        _of_value("installments > 12", "installments > 1"),
    ),
    Measure(
        "Credit value that is bought from afar", 17, 34, "%", f"{_ABECS}: 25.7 % of all cards'", _of_value("from_afar")
    ),
    Measure(
        "Contactless, of value in person",
        64,
        81,
        "%",
        f"{_ABECS}: 72.8 %",
        _of_value("entry_mode = 'Contactless'", "NOT from_afar"),
    ),
    Measure(
        "Groceries by credit card, mean",
        75,
        210,
        "R$",
        "food voucher R$ 95 (2025); more by card (ASSUMED)",
        _ticket(Category.GROCERIES),
    ),
    Measure(
        "Restaurants by credit card, mean",
        40,
        120,
        "R$",
        "meal voucher R$ 51 (2025); more by card (ASSUMED)",
        _ticket(Category.RESTAURANTS),
    ),
    Measure("Electronics by credit card, mean", 450, 1_700, "R$", "ASSUMED", _ticket(Category.ELECTRONICS)),
    Measure(
        "Credit value a day in December against March and April",
        1.05,
        1.6,
        "times",
        "all retail about 1.25 (CNC)",
        ratio(_a_day("12"), _a_day("3, 4")),
    ),
    Measure(
        "Purchases by credit card that are refunded",
        0.3,
        1.2,
        "%",
        "0.5 to 1 % (ASSUMED)",
        ratio(
            "SELECT 100 * count(*) FROM card_transactions WHERE transaction_type = 'Refund'",
            f"SELECT count(*) FROM {_BOUGHT}",
        ),
    ),
    Measure(
        "Limit in use, median of cards that owe", 12, 55, "%", "ASSUMED", f"SELECT 100 * median({_USE}) FROM {_USED}"
    ),
    Measure(
        "Bill up to two minimum wages, mean",
        250,
        900,
        "R$",
        "R$ 408 up to one (first half of 2024)",
        _bill(f"<= {2 * MINIMUM_WAGE}"),
    ),
    Measure(
        "Bill above ten minimum wages, mean",
        2_300,
        7_000,
        "R$",
        "R$ 3,847 (first half of 2024)",
        _bill(f"> {10 * MINIMUM_WAGE}"),
    ),
    Measure(
        "Bills that bear revolving interest",
        2,
        24,
        "%",
        "24 % of users (SPC/CNDL, February 2018), a survey",
        ratio(
            "SELECT 100 * count(*) FROM card_transactions WHERE transaction_type = 'Interest'",
            _BILLS_SEEN,
        ),
    ),
    Measure(
        "Debts that revolve for a second month",
        0,
        0,
        "",
        "Res. CMN 4.549: until the next bill at most",
        _REVOLVED_AGAIN,
    ),
    Measure(
        "Cards given up while they are used",
        0,
        0,
        "",
        "by definition",
        share("written_off_on IS NOT NULL", "status IN ('Active', 'Blocked')", "credit_cards"),
    ),
)
