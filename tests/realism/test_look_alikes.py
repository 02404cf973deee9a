"""Look-alikes: innocent people do what a rule of one line against crime finds; a year of 2,000 customers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Rows = Callable[[str], list[tuple[Any, ...]]]
_INSIDE = """(select a.customer_id payer, b.customer_id payee, t.* from transactions t
    join accounts a using (account_id) join accounts b on b.account_id = t.counterparty_account_id
    where t.direction = 'Debit' and a.customer_id <> b.customer_id and t.category = 'Transfer')"""
_CASH = "(select * from transactions where category = 'Cash' and direction = 'Credit')"
_IN = """(select * from transactions where direction = 'Credit' and category = 'Transfer'
    and payment_method in ('Pix', 'TED') and amount >= 500)"""
_OUT = "(select * from transactions where direction = 'Debit' and payment_method in ('Pix', 'TED'))"
RULES = {  # what a rule of one line finds, and how often at least it must find the innocent
    "an account is paid by four customers in a week": (10, f"""select count(*) from (select 1 from {_INSIDE}
        group by payee, date_trunc('week', transaction_date) having count(distinct payer) >= 4)"""),
    "an account pays four customers in a week": (5, f"""select count(*) from (select 1 from {_INSIDE}
        group by payer, date_trunc('week', transaction_date) having count(distinct payee) >= 4)"""),
    "R$ 500 come, and nearly all goes within an hour": (10, f"""select count(*) from {_IN} came
        where exists (select * from {_OUT} went where went.account_id = came.account_id
            and went.transaction_date between came.transaction_date and came.transaction_date + interval 1 hour
            and went.amount between 0.8 * came.amount and 1.05 * came.amount)"""),
    "A pays B, who pays C nearly as much within a day": (10, f"""select count(*) from {_INSIDE} one join {_INSIDE} other
        on other.payer = one.payee and other.payee <> one.payer
        and other.transaction_date between one.transaction_date and one.transaction_date + interval 1 day
        and other.amount between 0.7 * one.amount and 1.02 * one.amount"""),
    "money goes in a circle of three within a month": (3, f"""select count(*) from {_INSIDE} one join {_INSIDE} two
        on two.payer = one.payee and two.transaction_date between one.transaction_date
            and one.transaction_date + interval 30 day and two.payee <> one.payer
        join {_INSIDE} three on three.payer = two.payee and three.payee = one.payer
            and three.transaction_date between two.transaction_date and one.transaction_date + interval 30 day"""),
    "three deposits of cash of R$ 1,000 in a week": (10, f"""select count(*) from (select 1 from {_CASH}
        where amount >= 1000 group by account_id, date_trunc('week', transaction_date) having count(*) >= 3)"""),
    "cash just below R$ 10,000": (5, f"select count(*) from {_CASH} where amount between 8000 and 9999"),
    "a device of two customers": (40, """select count(*) from (select 1 from digital_activity
        group by device_id having count(distinct customer_id) > 1)"""),
    "a payment on a screen away from home": (100, """select count(*) from digital_activity d
        join customers c using (customer_id) where d.transaction_id is not null and d.city <> c.city"""),
    "an address of a private network": (100, """select count(*) from digital_activity
        where ip_address like '203.0.113.%' and activity_type <> 'login_failed'"""),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_of_one_line_finds_innocent_people(rows: Rows, rule: str) -> None:
    least, sql = RULES[rule]
    ((found,),) = rows(sql)
    print(rule, found)
    assert found >= least
