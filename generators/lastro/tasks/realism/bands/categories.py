"""Categories: when each is bought, how it is paid, what its amounts look like."""

from __future__ import annotations

from lastro.bank.choices import Category
from lastro.tasks.realism.measure import Measure, at_most, ratio, share

_SHOP = "payment_method IN ('Debit Card', 'Pix') AND direction = 'Debit' AND category"
_RETAIL = (
    "('Groceries', 'Clothing', 'Electronics', 'Household', 'Pharmacy', 'Online Shopping', 'Leisure', 'Restaurants')"
)
_CNC = "CNC with IBGE data, 2012; Serasa Experian 2000-2013"


def _december(categories: str) -> str:
    """SQL: how often customers of old buy on a day of December against a day of August to October."""
    where = f"joined < (SELECT start FROM bank) AND {_SHOP} IN {categories} AND month(day)"
    bought = f"SELECT count(*) / nullif(count(DISTINCT day), 0) FROM posting WHERE {where}"
    return ratio(f"{bought} = 12", f"{bought} BETWEEN 8 AND 10")


def _day(category: Category, weekday: int) -> str:
    """SQL: purchases on a weekday against a seventh of all."""
    return f"SELECT 7 * avg(CAST(weekday = {weekday} AS INTEGER)) FROM posting WHERE {_SHOP} = '{category.text}'"


CATEGORIES = (
    Measure(
        "Restaurants: purchases from 12 to 14 h",
        20,
        45,
        "%",
        "ASSUMED: lunch",
        share("hour IN (12, 13)", f"{_SHOP} = 'Restaurants'"),
    ),
    Measure(
        "Restaurants: purchases from 19 to 22 h",
        20,
        45,
        "%",
        "ASSUMED: dinner",
        share("hour BETWEEN 19 AND 21", f"{_SHOP} = 'Restaurants'"),
    ),
    Measure(
        "Clothing by card in a shop after 22 h",
        *at_most(0.5),
        "%",
        "ASSUMED: shopping centres close",
        share("hour >= 22 OR hour < 8", "category = 'Clothing' AND channel = 'POS'"),
    ),
    Measure("Fuel on a Friday against the mean day", 1.08, 1.6, "times", "ASSUMED", _day(Category.FUEL, 5)),
    Measure("Groceries on a Saturday against the mean day", 1.08, 1.7, "times", "ASSUMED", _day(Category.GROCERIES, 6)),
    Measure(
        "Clothing: purchases in December against August to October",
        1.6,
        2.6,
        "times",
        f"{_CNC}: 2.2 and 1.64",
        _december("('Clothing')"),
    ),
    Measure(
        "Electronics: purchases in December against August to October",
        1.15,
        1.7,
        "times",
        "Serasa Experian 2000-2013: 1.37",
        _december("('Electronics')"),
    ),
    Measure(
        "Retail: purchases in December against August to October",
        1.12,
        1.5,
        "times",
        "IBGE, PMC 2014-2019: 1.29",
        _december(_RETAIL),
    ),
    Measure(
        "Purchases on 25 December and 1 January against the mean day",
        *at_most(0.4),
        "times",
        "ASSUMED: shops are closed",
        ratio(
            "SELECT count(*) / nullif(count(DISTINCT day), 0) FROM posting WHERE channel = 'POS' "
            "AND strftime(day, '%m-%d') IN ('12-25', '01-01')",
            "SELECT count(*) / nullif(count(DISTINCT day), 0) FROM posting WHERE channel = 'POS'",
        ),
    ),
    Measure(
        "Boletos for restaurants, fuel, groceries",
        *at_most(0.5),
        "%",
        "ASSUMED: a boleto is for what is billed",
        share("category IN ('Restaurants', 'Fuel', 'Groceries')", "payment_method = 'Boleto' AND direction = 'Debit'"),
    ),
    Measure(
        "Card settlements in whole reais",
        *at_most(5),
        "%",
        "arithmetic: gross less a fee in percent",
        share("amount = floor(amount)", "payment_method = 'Card Settlement'"),
    ),
    Measure(
        "TED in whole reais",
        *at_most(60),
        "%",
        "ASSUMED: suppliers and payroll have cents",
        share("amount = floor(amount)", "payment_method = 'TED'"),
    ),
    Measure(
        "Largest Pix",
        0,
        1_000_000,
        "R$",
        "ASSUMED: a retail bank of this size",
        "SELECT max(amount) FROM posting WHERE payment_method = 'Pix'",
    ),
)
