"""Statutes: what laws, decrees and the Central Bank's rules leave no choice about."""

from __future__ import annotations

from lastro.tasks.realism.measure import Measure, at_most, ratio, share

_BENEFIT = "description LIKE 'Benefício INSS%'"
_CEILING = "(CASE WHEN day < DATE '2026-01-20' THEN 8157.41 ELSE 8475.55 END)"
MINIMUM_WAGE = 1_621  # reais a month in 2026 (Decree 12,797/2025), the money of base_date
_FLOOR = f"(CASE WHEN day < DATE '2026-01-20' THEN 1518 ELSE {MINIMUM_WAGE} END)"
_SINCE = "day >= DATE '2025-01-20'"
_HALVES = (
    "SELECT min(amount) / max(amount) AS part FROM posting WHERE description LIKE '13º salário%' "
    "GROUP BY account_id, year(day) HAVING count(*) = 2"
)
_PEOPLE = "customer_type = 'Individual'"
_NIGHT = "(hour >= 20 OR hour < 6)"
_PIX_OUT = (
    "payment_method = 'Pix' AND direction = 'Debit' AND customer_type = 'Individual' AND category <> 'Own Transfer'"
)
_WITHDRAWN = (
    "SELECT account_id, day, sum(amount) AS taken FROM posting WHERE description LIKE 'Saque%' AND channel = 'ATM' "
    "GROUP BY account_id, day"
)
_INSS = "MPS/MF: ceiling R$ 8,157.41 in 2025, R$ 8,475.55 in 2026"

STATUTES = (
    Measure(
        "INSS benefits above the ceiling",
        0,
        0,
        "",
        _INSS,
        f"SELECT count(*) FROM posting WHERE {_BENEFIT} AND {_SINCE} AND amount > {_CEILING}",
    ),
    Measure(
        "INSS benefits below the minimum wage",
        0,
        0,
        "",
        "Constitution, art. 201 § 2",
        f"SELECT count(*) FROM posting WHERE {_BENEFIT} AND {_SINCE} AND amount < {_FLOOR}",
    ),
    Measure(
        "INSS benefits at the floor",
        62,
        78,
        "%",
        "INSS: 70 % of benefits are of one minimum wage",
        share(f"abs(amount - {_FLOOR}) < 0.005", f"{_BENEFIT} AND {_SINCE}"),
    ),
    Measure(
        "13th wages whose second half is the commonest part of the first",
        *at_most(40),
        "%",
        "Law 4,749/1965; INSS and income tax by bracket",
        f"SELECT 100 * max(n) / sum(n) FROM (SELECT count(*) AS n FROM ({_HALVES}) GROUP BY round(part, 3))",
    ),
    Measure(
        "Pix of people at night above R$ 1,000",
        *at_most(3),
        "%",
        "BCB, Res. 142/2021: R$ 1,000 from 20 to 6 h unless raised; share ASSUMED",
        share("amount > 1000", f"{_PIX_OUT} AND {_NIGHT}"),
    ),
    Measure(
        "Cash machines: days with more than R$ 3,000",
        0,
        0,
        "",
        "large banks: R$ 1,500 to 5,000 by profile; ASSUMED",
        f"SELECT count(*) FROM ({_WITHDRAWN}) WHERE taken > 3000",
    ),
    Measure(
        "Cash machines: more than R$ 300 at night",
        0,
        0,
        "",
        "Febraban, circular of 2011: R$ 300 from 22 to 6 h",
        "SELECT count(*) FROM posting WHERE description LIKE 'Saque%' AND channel = 'ATM' AND amount > 300 "
        "AND (hour >= 22 OR hour < 6)",
    ),
    Measure(
        "Fees that cost exactly R$ 12.90",
        *at_most(40),
        "%",
        "BCB Res. 3,919/2010: packages by the customer's use; ASSUMED",
        share("amount = 12.90", "category = 'Fee'"),
    ),
    Measure(
        "IOF rows against rows of overdraft interest",
        0.9,
        1.1,
        "times",
        "Decree 6,306/2007, art. 7",
        ratio(
            "SELECT count(*) FROM posting WHERE category = 'IOF' AND loan_id IS NULL",
            "SELECT count(*) FROM posting WHERE description LIKE 'Juros do%'",
        ),
    ),
    Measure(
        "IOF of loans in the sum paid out, people, but for homes",
        1.2,
        3.38,
        "%",
        "Decree 6,306/2007, art. 7: 0.38 % and 0.0082 % a day, a year at most",
        ratio(
            f"SELECT 100 * sum(amount) FROM posting WHERE category = 'IOF' AND loan_id IS NOT NULL AND {_PEOPLE}",
            f"SELECT sum(amount) FROM posting WHERE category = 'Loan' AND direction = 'Credit' AND {_PEOPLE} "
            "AND description NOT LIKE '%imobiliário'",
        ),
    ),
    Measure(
        "Fees for single services in all fees",
        3,
        40,
        "%",
        "BCB Res. 3,919/2010: what a package does not include; ASSUMED",
        share("description NOT LIKE '%pacote%'", "category = 'Fee'"),
    ),
    Measure(
        "People who ever send more than R$ 1,000 in a night by Pix",
        *at_most(15),
        "%",
        "BCB, Res. 142/2021: R$ 1,000 from 20 to 6 h unless raised; share ASSUMED",
        ratio(
            "SELECT 100 * count(DISTINCT account_id) FROM (SELECT account_id FROM posting "
            f"WHERE {_PIX_OUT} AND {_NIGHT} GROUP BY account_id, CAST(transaction_date - INTERVAL 6 HOUR AS DATE) "
            "HAVING sum(amount) > 1000)",
            f"SELECT count(DISTINCT account_id) FROM posting WHERE {_PIX_OUT} AND {_NIGHT}",
        ),
    ),
    Measure(
        "Customers whose accounts are restricted, since they were refused",
        0.2,
        1.3,
        "%",
        "BCB Circular 3,978/2020: no relationship without identification; share ASSUMED",
        ratio(
            "SELECT 100 * count(DISTINCT customer_id) FROM accounts WHERE restricted_on IS NOT NULL",
            "SELECT count(*) FROM customers",
        ),
    ),
)
