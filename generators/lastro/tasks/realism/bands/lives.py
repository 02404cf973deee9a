"""Lives: what somebody who reads one customer's year would doubt: payees, what is put by, bills of a home, cards."""

from __future__ import annotations

from lastro.bank.ledger.firms.firms import MEI_MOST
from lastro.tasks.realism.bands.statutes import MINIMUM_WAGE
from lastro.tasks.realism.measure import Measure, at_least, at_most, share

_MEI = MEI_MOST // 100  # reais a month
_PAID_BY = "payment_method IN ('Pix', 'Boleto', 'Direct Debit') AND direction = 'Debit'"


def _payees(names: str) -> str:
    """SQL: of each customer, how many payees with such names (a pattern) were paid."""
    return (
        "(SELECT customer_id, split_part(counterparty_name, ' ', 1) AS kind, count(DISTINCT counterparty_name) AS n "
        f"FROM posting WHERE regexp_matches(counterparty_name, '^({names}) ') AND {_PAID_BY} "
        "AND NOT regexp_matches(counterparty_name, '(Ltda|S[.]A[.])$') "
        "AND category IN ('Rent', 'Housing', 'Telecom') GROUP BY ALL)"
    )


_PAID_HERE = (  # people who are paid here in all months but one at most, and not to send all of it on
    "SELECT customer_id, any_value(monthly_income) AS income, "
    "sum(amount) FILTER (WHERE category IN ('Salary', 'Pension')) AS pay, "
    "coalesce(sum(CASE WHEN direction = 'Debit' THEN amount ELSE -amount END) FILTER "
    "(WHERE category IN ('Own Transfer', 'Investment')), 0) AS put_by, "
    "count(DISTINCT date_trunc('month', day)) FILTER (WHERE direction = 'Debit' AND amount > 0 "
    "AND category IN ('Rent', 'Utilities', 'Housing')) AS months_of_bills, "
    "count(DISTINCT date_trunc('month', day)) FILTER (WHERE category IN ('Salary', 'Pension')) AS months, "
    "count(*) FILTER (WHERE description LIKE 'Portabilidade%') AS sent_on "
    "FROM posting WHERE customer_type = 'Individual' AND account_type = 'Checking' GROUP BY customer_id"
)
_YEAR = f"({_PAID_HERE}) CROSS JOIN bank WHERE months >= 11 * greatest(years, 1) AND sent_on = 0"
_BOUGHT = (  # what people's bills bring that is new
    "(SELECT customer_id, bill_due_date, any_value(monthly_income) AS income, "
    "sum(CASE WHEN transaction_type = 'Refund' "
    "THEN -ct.amount ELSE ct.amount END) AS bought FROM card_transactions ct JOIN credit_cards USING (card_id) "
    "JOIN customers USING (customer_id) WHERE customer_type = 'Individual' "
    "AND transaction_type IN ('Purchase', 'Instalment', 'Refund') GROUP BY customer_id, bill_due_date)"
)
_OF_MEI = f"FROM posting WHERE customer_type = 'Business' AND monthly_income <= {_MEI}"
_FIRMS = (  # companies with staff: what they sell and pay, and to how many in a month
    "(SELECT customer_id, sum(amount) FILTER (WHERE category = 'Sales') AS sold, "
    "sum(amount) FILTER (WHERE category = 'Payroll') AS paid, "
    "count(*) FILTER (WHERE category = 'Payroll' AND month(day) NOT IN (11, 12)) "
    "/ nullif(count(DISTINCT date_trunc('month', day)) FILTER (WHERE month(day) NOT IN (11, 12)), 0) AS staff "
    "FROM posting WHERE customer_type = 'Business' GROUP BY customer_id HAVING paid > 0)"
)

LIVES = (
    Measure(
        "Landlords and condominiums that change while somebody lives there",
        *at_most(0),
        "%",
        "by definition: nobody here moves",
        share("n > 1", table=_payees("Imobiliária|Condomínio")),
    ),
    Measure(
        "Phone and internet contracts that change in a year",
        *at_most(11),
        "%",
        "ASSUMED: contracts last",
        f"SELECT 100 * avg(CAST(n > 1 AS INTEGER)) / greatest(any_value(years), 1) "
        f"FROM {_payees('Telefonia|Fibra')} CROSS JOIN bank",
    ),
    Measure(
        "Of a minimum wage, what is put by elsewhere, the 90th hundredth",
        *at_most(30),
        "%",
        "ASSUMED: nobody saves much of a minimum wage",
        f"SELECT 100 * quantile_cont(put_by / pay, 0.9) FROM {_YEAR} AND income <= {MINIMUM_WAGE}",
    ),
    Measure(
        "People paid here who pay for a home from here",
        *at_least(86),
        "%",
        "ASSUMED: bills, or a share to the person who pays them",
        f"SELECT 100 * avg(CAST(months_of_bills >= 8 * greatest(years, 1) AS INTEGER)) FROM {_YEAR}",
    ),
    Measure(
        "Package of services of a firm as small as a MEI, the dearest",
        0,
        60,
        "R$",
        "ASSUMED: as people's",
        f"SELECT max(amount) {_OF_MEI} AND description LIKE 'Tarifa pacote%'",
    ),
    Measure(
        "Part of a vehicle tax of a firm as small as a MEI, the 90th hundredth",
        0,
        700,
        "R$",
        "ASSUMED: motorbikes and old vans",
        f"SELECT quantile_cont(amount, 0.9) {_OF_MEI} AND counterparty_name LIKE 'Secretaria da Fazenda%'",
    ),
    Measure(
        "Months in which people buy by card for more than four fifths of their income",
        *at_most(1),
        "%",
        "ASSUMED: issuers know incomes",
        share("bought > 0.8 * income", "bought > 0", _BOUGHT),
    ),
    Measure(
        "Companies with staff: twenty people and more",
        1.5,
        16,
        "%",
        "ASSUMED: near RAIS, a tenth of all that employ",
        f"SELECT CASE WHEN count(*) >= 60 THEN 100 * avg(CAST(staff >= 19.5 AS INTEGER)) END FROM {_FIRMS}",
    ),
    Measure(
        "Payroll in the sales of a company with staff, the 90th hundredth",
        *at_most(60),
        "%",
        "ASSUMED: services pay half of what they sell at most",
        f"SELECT 100 * quantile_cont(paid / nullif(sold, 0), 0.9) FROM {_FIRMS}",
    ),
    Measure(
        "Cash deposit of a company of R$ 10,000 and more in its monthly revenue, the largest",
        *at_most(35),
        "%",
        "ASSUMED",
        "SELECT 100 * max(amount / monthly_income) FROM posting WHERE customer_type = 'Business' "
        "AND description LIKE 'Depósito em dinheiro%' AND amount >= 10000",
    ),
)
