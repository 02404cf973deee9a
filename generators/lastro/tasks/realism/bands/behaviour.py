"""Behaviour: how often, how unevenly, where and with whom."""

from __future__ import annotations

import math

from lastro.tasks.realism.measure import Measure, at_least, at_most, ratio, share

_USUAL = "payment_method IN ('Debit Card', 'Pix') AND category NOT IN ('Own Transfer', 'Sales', 'Payroll')"
_MONTHS = "(SELECT 12 * years FROM bank)"
_EACH = (
    f"SELECT count(amount) / {_MONTHS} AS n FROM customers LEFT JOIN posting USING (customer_id) GROUP BY customer_id"
)
_SPREAD = f"SELECT account_id, date_trunc('month', day) AS m, count(*) AS n FROM posting WHERE {_USUAL} GROUP BY ALL"
_OWN = f"SELECT account_id, day, date_trunc('month', day) AS m FROM posting WHERE {_USUAL}"
_SAME = f"SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM ({_OWN}) GROUP BY account_id, day)"
_CHANCE = f"SELECT sum(n * (n - 1) / 2) / 30.4 FROM (SELECT count(*) AS n FROM ({_OWN}) GROUP BY account_id, m)"
_BILLS = (
    "SELECT count(*) AS n, max(payment_method) = min(payment_method) AS same, "
    "max(dayofmonth(day)) - min(dayofmonth(day)) AS days FROM posting WHERE customer_type = 'Individual' "
    "AND category IN ('Utilities', 'Telecom', 'Rent', 'Education') "
    "GROUP BY account_id, category, counterparty_name HAVING count(*) >= 10"
)
_SHOPS = (
    "SELECT count(*) AS n, count(DISTINCT counterparty_name) AS names FROM posting "
    f"WHERE {_USUAL} AND direction = 'Debit' AND customer_type = 'Individual' GROUP BY account_id"
)
_MAIN = (
    "FROM accounts JOIN customers USING (customer_id), bank WHERE account_type = 'Checking' AND closed_at IS NULL "
    "AND accounts.created_at < start"
)
_HERE = (
    "FROM accounts, bank WHERE account_type IN ('Checking', 'Business') AND accounts.created_at < start "
    "AND (closed_at IS NULL OR closed_at >= start)"
)
_DEBITS = "SELECT amount, percent_rank() OVER (ORDER BY amount) AS place FROM posting WHERE direction = 'Debit'"
_MOVED = "SELECT sum(amount) AS moved FROM posting WHERE customer_type = 'Individual' GROUP BY customer_id"
_MOVERS = f"SELECT moved, percent_rank() OVER (ORDER BY moved) AS place FROM ({_MOVED})"
_OF_65 = "BCB 2024: some 65 payments a month over all banks, of which one sees a part"
_BENFORD = ", ".join(str(math.log10(1 + 1 / digit)) for digit in range(1, 10))


def _benford(where: str) -> str:
    """SQL: the mean absolute deviation of first digits from Benford's law."""
    digit = "CAST(substr(ltrim(replace(CAST(amount AS VARCHAR), '.', ''), '0'), 1, 1) AS INTEGER)"
    counted = f"SELECT {digit} AS digit, count(*) AS n FROM posting WHERE {where} GROUP BY digit"
    total = f"SELECT sum(n) AS total FROM ({counted})"
    return f"SELECT sum(abs(n / total - [{_BENFORD}][digit])) / 9 FROM ({counted}), ({total})"


BEHAVIOUR = (
    Measure("Postings of a customer a month, median", 3.5, 7, "", _OF_65, f"SELECT median(n) FROM ({_EACH})"),
    Measure("Postings of a customer a month, mean", 7, 10, "", _OF_65, f"SELECT avg(n) FROM ({_EACH})"),
    Measure(
        "Postings of a customer a month, the 99th hundredth",
        *at_least(25),
        "",
        "ASSUMED: a long tail",
        f"SELECT quantile_cont(n, 0.99) FROM ({_EACH})",
    ),
    Measure(
        "Purchases a month: variance against mean, within an account, median",
        *at_least(1.3),
        "times",
        "ASSUMED: over-dispersed",
        f"SELECT median(r) FROM (SELECT var_samp(n) / avg(n) AS r FROM ({_SPREAD}) GROUP BY account_id "
        "HAVING count(*) >= 12)",
    ),
    Measure(
        "Purchases a month: variance against mean, over accounts",
        *at_least(4),
        "times",
        "ASSUMED: over-dispersed",
        f"SELECT var_samp(n) / avg(n) FROM ({_SPREAD})",
    ),
    Measure(
        "Purchases of one day against chance",
        *at_least(1.4),
        "times",
        "ASSUMED: purchases come in bursts",
        ratio(_SAME, _CHANCE),
    ),
    Measure(
        "Accounts with a posting",
        *at_least(80),
        "%",
        "ASSUMED",
        "SELECT 100 * count(DISTINCT account_id) / (SELECT count(*) FROM accounts) FROM posting",
    ),
    Measure(
        "Dormant checking accounts",
        0.5,
        10,
        "%",
        "ASSUMED",
        share("status = 'Dormant'", "account_type = 'Checking'", "accounts"),
    ),
    Measure(
        "Main accounts closed in a year",
        2,
        6,
        "%",
        "ASSUMED: people leave banks",
        f"SELECT 100 * count(*) FILTER (WHERE closed_at IS NOT NULL) / count(*) / any_value(years) {_HERE}",
    ),
    Measure(
        "Jobs that end a month, of those whose wages come here",
        0.7,
        3,
        "%",
        "Novo Caged, 2025: 4.4 % of all jobs, short ones several times",
        "SELECT 100 * count(*) FILTER (WHERE category = 'Severance') / count(*) FILTER (WHERE category = 'Salary') "
        "FROM posting WHERE description NOT LIKE '13%'",
    ),
    Measure("Purchases in a shop away from home", 0.5, 8, "%", "ASSUMED", share("city <> home", "channel = 'POS'")),
    Measure(
        "Bills that recur and are always paid the same way",
        *at_least(95),
        "%",
        "ASSUMED",
        f"SELECT 100 * avg(CAST(same AS INTEGER)) FROM ({_BILLS})",
    ),
    Measure(
        "Days of the month over which a bill moves, median",
        *at_most(4),
        "",
        "ASSUMED: weekends and holidays",
        f"SELECT median(days) FROM ({_BILLS})",
    ),
    Measure(
        "Different payees among purchases of busy accounts",
        25,
        75,
        "%",
        "ASSUMED: people return",
        f"SELECT 100 * sum(names) / sum(n) FROM ({_SHOPS}) WHERE n > 60",
    ),
    Measure(
        "Opening balance of main accounts in incomes, median",
        0.05,
        0.6,
        "times",
        "ASSUMED",
        f"SELECT median(opening_balance / monthly_income) {_MAIN}",
    ),
    Measure(
        "Balance of main accounts against their opening, medians",
        1,
        4.5,
        "times",
        "ASSUMED: no piling up",
        f"SELECT median(balance / monthly_income) / nullif(median(opening_balance / monthly_income), 0) {_MAIN}",
    ),
    Measure(
        "Checking accounts overdrawn",
        1,
        10,
        "%",
        "ASSUMED",
        share("balance < 0", "account_type = 'Checking' AND closed_at IS NULL", "accounts"),
    ),
    Measure(
        "Top-ups from another bank among postings",
        *at_most(2),
        "%",
        "ASSUMED",
        share("description LIKE 'Cobertura de saldo%'"),
    ),
    Measure(
        "First digits of amounts, distance from Benford's law",
        *at_most(0.015),
        "",
        "Nigrini 2012: 0.012 to 0.015 is marginal",
        _benford("category NOT IN ('Salary', 'Pension', 'Fee', 'Cash')"),
    ),
    Measure(
        "First digits of wages and pensions, distance from Benford's law",
        *at_least(0.03),
        "",
        "Nigrini 2012: no conformity; sums repeat",
        _benford("category IN ('Salary', 'Pension')"),
    ),
    Measure(
        "What the largest tenth of debits makes of all",
        60,
        97,
        "%",
        "BCB 2024: 22 % of the number is 58 % of the value",
        f"SELECT 100 * sum(amount) FILTER (WHERE place > 0.9) / sum(amount) FROM ({_DEBITS})",
    ),
    Measure(
        "What the busiest tenth of people moves of all",
        35,
        85,
        "%",
        "9 % of clients hold 64 % (Estadão 2018)",
        f"SELECT 100 * sum(moved) FILTER (WHERE place > 0.9) / sum(moved) FROM ({_MOVERS})",
    ),
)
