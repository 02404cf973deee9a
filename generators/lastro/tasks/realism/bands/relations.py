"""Relations: whom people pay, with whom they live and for whom they work, where shops are, and what comes back."""

from __future__ import annotations

from lastro.bank.choices import PaymentMethod
from lastro.tasks.realism.measure import Measure, at_least, at_most, ratio, share

_PAIRS = "(SELECT count(*) AS n FROM between_customers GROUP BY least(payer, payee), greatest(payer, payee))"
_PAID = "(SELECT DISTINCT payer, payee FROM between_customers)"
_BACK = (
    f"(SELECT back.payer IS NOT NULL AS mutual FROM {_PAID} paid "
    f"LEFT JOIN {_PAID} back ON back.payer = paid.payee AND back.payee = paid.payer)"
)
_KNOWN = (
    "(SELECT count(*) AS n FROM (SELECT payer AS one, payee AS other FROM between_customers "
    "UNION SELECT payee, payer FROM between_customers) GROUP BY one)"
)
_HOMES = (
    "(SELECT household_id, count(*) AS n, count(DISTINCT address || postal_code || city || state) AS addresses, "
    "count(DISTINCT regexp_extract(regexp_replace(name, ' (Júnior|Filho|Neto)$', ''), '[^ ]+$')) AS surnames "
    "FROM customers WHERE household_id IS NOT NULL GROUP BY household_id)"
)
_DEVICES = (
    "(SELECT max(n) > 1 AS shared FROM (SELECT household_id, count(DISTINCT customer_id) AS n FROM digital_activity "
    "JOIN customers USING (customer_id) WHERE household_id IS NOT NULL GROUP BY household_id, device_id) "
    "GROUP BY household_id)"
)
_SHOPS = (
    "(SELECT count(DISTINCT state) AS states FROM posting WHERE payment_method = 'Debit Card' AND direction = 'Debit' "
    "GROUP BY counterparty_document)"
)
_BY_CARD = "SELECT count(*) FROM posting WHERE payment_method = 'Debit Card' AND direction = 'Debit'"
_BY_PIX = (
    "SELECT count(*) FROM posting WHERE payment_method = 'Pix' AND direction = 'Debit' "
    "AND counterparty_account_id IS NULL AND category <> 'Own Transfer'"
)
_DEBITED = (
    "SELECT count(*) FROM posting WHERE payment_method = 'Direct Debit' AND direction = 'Debit' "
    "AND category NOT IN ('Fee', 'Interest', 'IOF', 'Refund', 'Card Bill')"
)
_ON_A_SCREEN = (
    "(SELECT * FROM transactions WHERE channel IN ('Mobile', 'Web') AND direction = 'Debit' "
    "AND payment_method <> 'Debit Card')"
)


def _refunds(method: str, of: str) -> str:
    """SQL: refunds by one instrument in a hundred of what they may be of."""
    count = f"SELECT 100 * count(*) FROM posting WHERE category = 'Refund' AND payment_method = '{method}'"
    return ratio(f"{count} AND direction = 'Credit'", of)


RELATIONS = (
    Measure("Transfers between customers that stay in the city", 62, 72, "%", "ASSUMED: two in three",
            "SELECT 100 * avg(CAST(c.city = d.city AND c.state = d.state AS INTEGER)) "
            "FROM between_customers JOIN customers c ON c.customer_id = payer "
            "JOIN customers d ON d.customer_id = payee"),
    Measure("Pairs of customers who deal with each other more than once", 40, 80, "%", "ASSUMED: contacts",
            share("n > 1", table=_PAIRS)),
    Measure("Payers whom the payee pays too", 35, 65, "%", "ASSUMED: people who know each other", 
            share("mutual", table=_BACK)),
    Measure("Customers with whom a customer deals, median", 2, 4, "", "ASSUMED",
            f"SELECT median(n) FROM {_KNOWN}"),
    Measure("Customers with whom one deals, the 99th hundredth against the median", *at_least(3.5), "times",
            "ASSUMED: a heavy tail", f"SELECT quantile_cont(n, 0.99) / median(n) FROM {_KNOWN}"),
    Measure("Customers with whom one deals, the most against the median", *at_least(6), "times",
            "ASSUMED: treasurers, employers", f"SELECT max(n) / median(n) FROM {_KNOWN}"),
    Measure("People who live with another customer", 25, 50, "%", "ASSUMED: two in five",
            "SELECT 100 * count(household_id) / count(*) FROM customers WHERE customer_type = 'Individual'"),
    Measure("Addresses of a household, at most", *at_most(1), "", "by definition",
            f"SELECT max(addresses) FROM {_HOMES}"),
    Measure("Households in which two share their last surname", 50, 85, "%", "ASSUMED: couples and children",
            share("surnames < n", "n > 1", _HOMES)),
    Measure("Households on a screen in which two share a device", 20, 55, "%", "ASSUMED",
            share("shared", table=_DEVICES)),
    Measure("Wages that an employer with an account here pays", 5, 25, "%", "ASSUMED",
            share("counterparty_account_id IS NOT NULL", "category = 'Salary' AND direction = 'Credit'")),
    Measure("States in which a shop sells by debit card, median", 1, 1, "", "ASSUMED: shops are local, chains are few",
            f"SELECT median(states) FROM {_SHOPS}"),
    Measure("States in which a shop sells by debit card, the most", *at_least(8), "", "ASSUMED: chains",
            f"SELECT max(states) FROM {_SHOPS}"),
    Measure("Purchases by debit card that are refunded", 0.3, 1.2, "%", "ASSUMED: 0.5 to 1 %",
            _refunds(PaymentMethod.DEBIT_CARD.text, _BY_CARD)),
    Measure("Pix to others that are returned", 0.15, 0.6, "%", "ASSUMED: 0.3 %",
            _refunds(PaymentMethod.PIX.text, _BY_PIX)),
    Measure("Direct debits that are given back for want of funds", 0.2, 1.2, "%", "ASSUMED",
            _refunds(PaymentMethod.DIRECT_CREDIT.text, _DEBITED)),
    Measure("Payments on a screen outside any session", *at_most(0), "", "by definition",
            f"SELECT count(*) FROM {_ON_A_SCREEN} ANTI JOIN digital_activity USING (transaction_id)"),
    Measure("Customers who pay on a screen in the last half year, and do not log in", *at_most(0), "", "by definition",
            f"SELECT count(*) FROM (SELECT DISTINCT customer_id FROM {_ON_A_SCREEN} JOIN accounts USING (account_id), "
            "bank WHERE transaction_date >= as_of - INTERVAL 6 MONTH) ANTI JOIN (SELECT customer_id "
            "FROM digital_activity, bank WHERE activity_type = 'Login' "
            "AND timestamp >= as_of - INTERVAL 6 MONTH - INTERVAL 1 HOUR) USING (customer_id)"),
)  # fmt: skip
