"""Prices and wages: that they move with the years, and no further than the country's."""

from __future__ import annotations

from lastro.tasks.realism.bands.statutes import MINIMUM_WAGE
from lastro.tasks.realism.measure import Measure, at_most, ratio, share

_WAGE = "description LIKE 'Salário%'"
_PAID = f"SELECT account_id, date_trunc('month', day) AS m, max(amount) AS paid FROM posting WHERE {_WAGE} GROUP BY ALL"
_STEPS = (
    "SELECT account_id, count(*) AS months, count(DISTINCT paid) AS sums, "
    f"arg_max(paid, m) / arg_min(paid, m) AS grown FROM ({_PAID}) GROUP BY account_id HAVING count(*) >= 12"
)
_SUMS = f"SELECT count(DISTINCT amount) AS sums FROM posting WHERE {_WAGE} GROUP BY account_id, year(day)"
_PAIRS = f"SELECT paid, lag(paid) OVER (PARTITION BY account_id ORDER BY m) AS before FROM ({_PAID})"
_GROCERIES = "FROM posting WHERE category = 'Groceries' AND payment_method = 'Debit Card' AND year(day)"
_SPAN = "(SELECT min(year(day)) AS first, max(year(day)) AS last FROM posting)"
_CARDS_OUT = "payment_method NOT IN ('Direct Credit', 'Card Settlement') AND year(day)"

PRICES = (
    Measure(
        "Wages that change within a year",
        75,
        100,
        "%",
        "CLT art. 611 ff.: agreements of each trade, once a year; ASSUMED",
        f"SELECT 100 * avg(CAST(sums > 1 AS INTEGER)) FROM ({_STEPS})",
    ),
    Measure(
        "Wages that repeat the month before to the cent",
        60,
        95,
        "%",
        "ASSUMED: overtime and commission move some",
        f"SELECT 100 * avg(CAST(paid = before AS INTEGER)) FROM ({_PAIRS}) WHERE before IS NOT NULL",
    ),
    Measure(
        "Salaries of at most three sums in a year",
        60,
        95,
        "%",
        "ASSUMED: overtime and commission in three jobs of ten",
        f"SELECT 100 * avg(CAST(sums <= 3 AS INTEGER)) FROM ({_SUMS})",
    ),
    Measure(
        "Growth of a wage a year, median",
        3,
        10,
        "%",
        "IBGE: INPC of 2025 about 4 %; real rises ASSUMED",
        f"SELECT 100 * (median(pow(grown, 12.0 / (months - 1))) - 1) FROM ({_STEPS})",
    ),
    Measure(
        "People with two wages in a month, of those with wages",
        0.3,
        4,
        "%",
        "ASSUMED: teachers and nurses; who has two jobs in PNAD is some 3 % of all at work",
        ratio(
            f"SELECT 100 * count(DISTINCT account_id) FROM (SELECT account_id FROM posting WHERE {_WAGE} "
            "GROUP BY account_id, date_trunc('month', day) HAVING count(*) > 1)",
            f"SELECT count(DISTINCT account_id) FROM posting WHERE {_WAGE}",
        ),
    ),
    Measure(
        f"Wages and pensions of R$ {MINIMUM_WAGE:,}.00 before it was the minimum wage",
        0,
        0,
        "",
        "minimum wage of 2026, from January",
        f"SELECT count(*) FROM posting WHERE (description LIKE 'Benefício INSS%' AND amount = {MINIMUM_WAGE} "
        f"OR {_WAGE} AND amount = 1499.42) "  # net of 7.5 % for the INSS
        "AND day < DATE '2025-12-20'",
    ),
    Measure(
        "Growth of a grocery purchase a year, over three years and more",
        2,
        9,
        "%",
        "IBGE: IPCA 33 % from 2021 to 2026",
        f"SELECT 100 * (pow((SELECT avg(amount) {_GROCERIES} = last) / (SELECT avg(amount) {_GROCERIES} = first), "
        f"1.0 / nullif(last - first, 0)) - 1) FROM {_SPAN} WHERE last - first >= 3",
    ),
    Measure(
        "Pix, share of payments in 2021",
        15,
        29,
        "%",
        "BCB: 22 % of the same instruments",
        share("payment_method = 'Pix'", f"{_CARDS_OUT} = 2021"),
    ),
    Measure(
        "Pix, share of payments in 2022",
        33,
        46,
        "%",
        "BCB: 39 % of the same instruments",
        share("payment_method = 'Pix'", f"{_CARDS_OUT} = 2022"),
    ),
    Measure(
        "Savings interest at 00:00:00 on the first of a month",
        *at_most(10),
        "%",
        "Law 12,703/2012: credited on each deposit's day of the month",
        share(
            "dayofmonth(day) = 1 AND strftime(transaction_date, '%H:%M:%S') = '00:00:00'",
            "description LIKE 'Rendimento%'",
        ),
    ),
)
