"""Look-alikes: how often innocent people do what a rule of one line against crime finds.

Bands are what crime needs to hide in: three innocent hits for each case at usual rates of crime, and one for every two
cases where it is made 25 times as frequent (of rings: four times). All numbers are of 10,000 customers in a year.
"""

from __future__ import annotations

from lastro.tasks.realism.measure import Measure, at_least

_NEEDED = "ASSUMED: enough for labelled crime to hide among"
_BETWEEN = "(FROM between_customers WHERE category = 'Transfer')"
_CASH = "(SELECT * FROM posting WHERE category = 'Cash' AND direction = 'Credit')"
_CAME = (
    "(SELECT * FROM posting WHERE direction = 'Credit' AND category = 'Transfer' AND payment_method IN ('Pix', 'TED') "
    "AND amount >= 500 AND customer_type = 'Individual')"
)
_WENT = (
    "(SELECT account_id, transaction_date, amount FROM posting "
    "WHERE direction = 'Debit' AND payment_method IN ('Pix', 'TED', 'Boleto'))"
)
_PAID_ON_SCREEN = "(SELECT * FROM digital_activity WHERE transaction_id IS NOT NULL)"


def _a_year(counted: str) -> str:
    """SQL: so many rows of a query, of 10,000 customers in a year."""
    return f"SELECT 10000 * (SELECT count(*) FROM ({counted})) / (SELECT count(*) FROM customers) / years FROM bank"


def _needed(name: str, least: float, counted: str) -> Measure:
    return Measure(name, *at_least(least), "", _NEEDED, _a_year(counted))


def _many(of: str, other: str) -> str:
    """SQL: weeks in which somebody deals with four other customers."""
    return (
        f"SELECT {of} FROM between_customers GROUP BY {of}, date_trunc('week', transaction_date) "
        f"HAVING count(DISTINCT {other}) >= 4"
    )


def _sent_on(within: str, least: float, most: float) -> str:
    """SQL: credits of R$ 500 and more, of which such a share leaves the account within a time."""
    return (
        f"SELECT came.transaction_id FROM {_CAME} came SEMI JOIN {_WENT} went ON went.account_id = came.account_id "
        f"AND went.transaction_date BETWEEN came.transaction_date AND came.transaction_date + INTERVAL {within} "
        f"AND went.amount BETWEEN {least} * came.amount AND {most} * came.amount"
    )


_PASSED = (
    f"SELECT one.transaction_id FROM {_BETWEEN} one JOIN {_BETWEEN} other ON other.payer = one.payee "
    "AND other.payee <> one.payer AND other.transaction_date BETWEEN one.transaction_date "
    "AND one.transaction_date + INTERVAL 1 DAY AND other.amount BETWEEN 0.7 * one.amount AND 1.02 * one.amount"
)
_CIRCLES = (
    f"SELECT DISTINCT one.payer, one.payee, two.payee FROM {_BETWEEN} one JOIN {_BETWEEN} two "
    "ON two.payer = one.payee AND two.payee <> one.payer AND two.transaction_date BETWEEN one.transaction_date "
    f"AND one.transaction_date + INTERVAL 30 DAY JOIN {_BETWEEN} three ON three.payer = two.payee "
    "AND three.payee = one.payer AND three.transaction_date BETWEEN two.transaction_date "
    "AND one.transaction_date + INTERVAL 30 DAY"
)
_DEPOSITS = (
    f"SELECT account_id FROM {_CASH} WHERE amount >= 1000 GROUP BY account_id, date_trunc('week', transaction_date) "
    "HAVING count(*) >= 3"
)
_FORGOTTEN = (
    "SELECT login.activity_id FROM digital_activity login JOIN digital_activity failed USING (customer_id) "
    "WHERE login.activity_type = 'Login' AND failed.activity_type = 'login_failed' "
    "AND failed.timestamp BETWEEN login.timestamp - INTERVAL 10 MINUTE AND login.timestamp "
    f"AND login.session_id IN (SELECT session_id FROM {_PAID_ON_SCREEN}) GROUP BY login.activity_id "
    "HAVING count(*) >= 3"
)
_NEW_DEVICE = (
    "SELECT transaction_id FROM "
    "(SELECT *, min(timestamp) OVER (PARTITION BY device_id) AS first FROM digital_activity) "
    "JOIN posting p USING (transaction_id), bank WHERE p.payment_method = 'Pix' AND p.amount >= 500 "
    "AND timestamp < first + INTERVAL 1 DAY AND first > start + INTERVAL 90 DAY AND p.joined < start"
)
_OTHER_PAYEE = (
    "SELECT transaction_id FROM (SELECT *, mode(counterparty_name) OVER bills AS usual, count(*) OVER bills AS n "
    "FROM posting WHERE category IN ('Rent', 'Education', 'Housing', 'Insurance', 'Health', 'Telecom') "
    "AND direction = 'Debit' AND payment_method = 'Boleto' AND customer_type = 'Individual' "
    "WINDOW bills AS (PARTITION BY account_id, category)) WHERE n >= 8 AND counterparty_name <> usual"
)
_TRIED = (
    "SELECT DISTINCT small.transaction_id FROM posting small JOIN posting large USING (account_id) "
    "WHERE small.category = 'Online Shopping' AND small.payment_method = 'Debit Card' AND small.amount <= 15 "
    "AND large.category = 'Online Shopping' AND large.payment_method = 'Debit Card' AND large.amount >= 100 "
    "AND large.transaction_date BETWEEN small.transaction_date AND small.transaction_date + INTERVAL 30 DAY"
)
_FIRST_LARGE = (
    "SELECT transaction_id FROM (SELECT p.*, birth_date, row_number() OVER (PARTITION BY account_id, counterparty_name "
    "ORDER BY posting_number) AS nth FROM posting p JOIN customers USING (customer_id) WHERE direction = 'Debit' "
    "AND p.payment_method = 'Pix' AND p.counterparty_document LIKE '*%' AND p.category <> 'Own Transfer'), bank "
    "WHERE nth = 1 AND amount >= 1000 AND birth_date < start - INTERVAL 60 YEAR"
)
_PAID_TWICE = (
    "SELECT transaction_id FROM posting WHERE direction = 'Debit' AND payment_method = 'Pix' AND category = 'Transfer' "
    "QUALIFY transaction_date - min(transaction_date) OVER (PARTITION BY account_id, counterparty_name, "
    "counterparty_document ORDER BY transaction_date) BETWEEN INTERVAL 1 SECOND AND INTERVAL 1 HOUR"
)
_SELLERS = (
    "SELECT account_id FROM posting WHERE direction = 'Credit' AND category = 'Sales' AND payment_method = 'Pix' "
    "GROUP BY account_id, date_trunc('week', transaction_date) HAVING count(DISTINCT counterparty_document) >= 20"
)

LOOK_ALIKES = (
    _needed("Weeks in which four customers or more pay one account", 30, _many("payee", "payer")),
    _needed("Weeks in which an account pays four customers or more", 15, _many("payer", "payee")),
    _needed("Credits of R$ 500 and more to people, gone within an hour", 60, _sent_on("1 HOUR", 0.8, 1.05)),
    _needed("Credits of R$ 5,000 and more to people, gone within three days", 30,
            f"SELECT * FROM ({_sent_on('3 DAY', 0.5, 1.05)}) JOIN transactions USING (transaction_id) "
            "WHERE amount >= 5000"),
    _needed("Transfers that are handed on inside the bank within a day", 40, _PASSED),
    _needed("Circles of three customers within a month", 10, _CIRCLES),
    _needed("Weeks with three cash deposits of R$ 1,000 and more", 20, _DEPOSITS),
    _needed("Cash deposits from R$ 8,000 to 9,999", 10, f"FROM {_CASH} WHERE amount BETWEEN 8000 AND 9999"),
    _needed("Cash deposits from R$ 40,000 to 49,999", 5, f"FROM {_CASH} WHERE amount BETWEEN 40000 AND 49999.99"),
    _needed("Cash deposits of R$ 50,000 and more", 5, f"FROM {_CASH} WHERE amount >= 50000"),
    _needed("Devices of two customers and more", 40,
            "SELECT device_id FROM digital_activity GROUP BY device_id HAVING count(DISTINCT customer_id) > 1"),
    _needed("Devices of five companies and more", 4,
            "SELECT device_id FROM digital_activity GROUP BY device_id HAVING count(DISTINCT customer_id) >= 5"),
    _needed("Payments after three failed logins in ten minutes", 25, _FORGOTTEN),
    _needed("Pix of R$ 500 and more on the first day of a device", 40, _NEW_DEVICE),
    _needed("Payments on a screen away from home", 500,
            f"SELECT 1 FROM {_PAID_ON_SCREEN} d JOIN customers c USING (customer_id) WHERE d.city <> c.city"),
    _needed("Payments at night away from home", 25,
            f"SELECT 1 FROM {_PAID_ON_SCREEN} d JOIN customers c USING (customer_id) WHERE d.city <> c.city "
            "AND (hour(d.timestamp) >= 20 OR hour(d.timestamp) < 6)"),
    _needed("Logins from private networks", 500,
            "FROM digital_activity WHERE ip_address LIKE '203.0.113.%' AND activity_type = 'Login'"),
    _needed("Boletos of a bill that go to another payee than usual", 20, _OTHER_PAYEE),
    _needed("Small purchases on the internet that a large one follows", 15, _TRIED),
    _needed("First Pix of R$ 1,000 and more of people aged 60 to another", 50, _FIRST_LARGE),
    _needed("Second Pix within the hour to somebody paid for the first time", 1500, _PAID_TWICE),
    _needed("Weeks in which twenty people and more pay a company by Pix", 25, _SELLERS),
)  # fmt: skip
