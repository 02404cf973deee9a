"""Leak tests 3 and 10: rules of one line find innocent people too, everywhere where they find crime."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from leaks.figures import Figure
from leaks.postings import NO_CASE, frame, lend

_INSIDE = """(SELECT r.customer_id AS payer, b.customer_id AS payee, r.* FROM labelled r
    JOIN accounts b ON b.account_id = r.other
    WHERE r.direction = 'Debit' AND b.customer_id <> r.customer_id AND r.category = 'Transfer')"""
_CASH = "(SELECT * FROM labelled WHERE payment_method = 'Cash' AND direction = 'Credit')"
_IN = """(SELECT * FROM labelled WHERE direction = 'Credit' AND category = 'Transfer'
    AND payment_method IN ('Pix', 'TED') AND amount >= 50000)"""
_OUT = "(SELECT * FROM labelled WHERE direction = 'Debit' AND payment_method IN ('Pix', 'TED'))"
_WEEK = "moment // 604800"
RULES = {  # each finds units, with a case among their postings (NO_CASE for the innocent)
    "an account is paid by four customers in a week": f"""SELECT max("case") AS found FROM {_INSIDE}
        GROUP BY other, {_WEEK} HAVING count(DISTINCT payer) >= 4""",
    "an account pays four customers in a week": f"""SELECT max("case") AS found FROM {_INSIDE}
        GROUP BY account_id, {_WEEK} HAVING count(DISTINCT payee) >= 4""",
    "R$ 500 come, and nearly all goes within an hour": f"""
        SELECT max(greatest(came."case", went."case")) AS found FROM {_IN} came JOIN {_OUT} went USING (account_id)
        WHERE went.moment BETWEEN came.moment AND came.moment + 3600
            AND went.amount BETWEEN 0.8 * came.amount AND 1.05 * came.amount GROUP BY came.transaction_id""",
    "A pays B, who pays C nearly as much within a day": f"""
        SELECT max(greatest(one."case", two."case")) AS found FROM {_INSIDE} one JOIN {_INSIDE} two
        ON two.payer = one.payee AND two.payee <> one.payer AND two.moment BETWEEN one.moment AND one.moment + 86400
            AND two.amount BETWEEN 0.7 * one.amount AND 1.02 * one.amount GROUP BY one.transaction_id""",
    "money goes in a circle of three within a month": f"""
        SELECT max(greatest(one."case", two."case", three."case")) AS found FROM {_INSIDE} one
        JOIN {_INSIDE} two ON two.payer = one.payee AND two.payee <> one.payer
            AND two.moment BETWEEN one.moment AND one.moment + 2592000
        JOIN {_INSIDE} three ON three.payer = two.payee AND three.payee = one.payer
            AND three.moment BETWEEN two.moment AND one.moment + 2592000 GROUP BY one.transaction_id""",
    "three Pix to others within an hour, R$ 1,000 in all": """SELECT max("case") OVER hour AS found FROM labelled
        WHERE payment_method = 'Pix' AND direction = 'Debit' AND category = 'Transfer'
        WINDOW hour AS (PARTITION BY account_id ORDER BY moment RANGE BETWEEN 3600 PRECEDING AND CURRENT ROW)
        QUALIFY count(*) OVER hour >= 3 AND sum(amount) OVER hour >= 100000""",
    "a second Pix within the hour to somebody paid for the first time": """SELECT "case" AS found FROM labelled
        WHERE payment_method = 'Pix' AND direction = 'Debit' AND category = 'Transfer'
        WINDOW payee AS (PARTITION BY account_id, name, document ORDER BY moment RANGE UNBOUNDED PRECEDING)
        QUALIFY moment - min(moment) OVER payee BETWEEN 1 AND 3600""",
    "three deposits of cash of R$ 1,000 in a week": f"""SELECT max("case") AS found FROM {_CASH}
        WHERE amount >= 100000 GROUP BY account_id, {_WEEK} HAVING count(*) >= 3""",
    "cash from R$ 8,000 to 9,999": f"""SELECT "case" AS found FROM {_CASH} WHERE amount BETWEEN 800000 AND 999900""",
    "cash from R$ 40,000 to 49,999": f"""SELECT "case" AS found FROM {_CASH}
        WHERE amount BETWEEN 4000000 AND 4999900""",
    "cash of R$ 50,000": f"""SELECT "case" AS found FROM {_CASH} WHERE amount >= 5000000""",
    "a device of two customers pays": """SELECT max("case") AS found FROM labelled WHERE device_users > 1
        GROUP BY device_id""",
    "a payment on a screen away from home": """SELECT "case" AS found FROM labelled
        WHERE away AND device_id IS NOT NULL""",
    "a new device pays within the hour": """SELECT "case" AS found FROM labelled
        WHERE device_age <= 3600 AND amount >= 50000""",
    "failed logins, then a payment within the hour": """SELECT max("case") AS found FROM labelled p
        JOIN (SELECT customer_id, CAST(epoch(timestamp) AS BIGINT) AS failed FROM digital_activity
            WHERE activity_type = 'login_failed') f USING (customer_id)
        WHERE p.device_id IS NOT NULL AND p.moment BETWEEN f.failed AND f.failed + 3600
        GROUP BY p.transaction_id HAVING count(*) >= 3""",
}


def one_line_rules(rows: pl.DataFrame, books: Any) -> Iterator[Figure]:
    """For each rule that finds a tenth of the cases of any typology: its precision, and innocent finds a case found.

    At rate 25 a precision of 0.30 is one of 0.02 at rate 1, since innocent finds stay as many.
    """
    size = dict(rows.filter(pl.col("case") != NO_CASE).group_by("typology").agg(pl.col("case").n_unique()).rows())
    typology = dict(rows.filter(pl.col("case") != NO_CASE).select("case", "typology").unique("case").rows())
    lend(books, "labelled", rows)
    for rule, sql in RULES.items():
        found = frame(books, sql)["found"]
        cases = set(found.filter(found != NO_CASE).to_list())
        caught: dict[str, int] = {}
        for case in cases:
            caught[typology[case]] = caught.get(typology[case], 0) + 1
        innocent, hits = int((found == NO_CASE).sum()), int((found != NO_CASE).sum())
        best = max((count / size[name] for name, count in caught.items() if size[name] >= 5), default=0.0)
        if best >= 0.1 and hits:
            precision = hits / (hits + innocent)
            yield Figure(f"precision of: {rule}", precision, 0.30, _near_end(hits, innocent))
            times = innocent / len(cases)
            yield Figure(f"innocent finds a case of: {rule}", times, 0.5, times + 2 / len(cases) ** 0.5, at_most=False)
    books.unregister("labelled")


def rules_at_rate_one(rows: pl.DataFrame, labels: pl.DataFrame, cases: pl.Series, books: Any) -> Iterator[Figure]:
    """For each rule that finds any of the cases that are there at rate 1 as well: its precision, as if no other was.

    labels: all labelled postings of the bank; cases: the case_id of those at rate 1. What a rule reads of devices and
    logins is that of all cases.
    """
    others = labels.filter(~pl.col("case_id").is_in(cases.implode()))
    for rule, innocent, hits in finds(rows.join(others, on="transaction_id", how="anti", maintain_order="left"), books):
        if hits:
            yield Figure(f"precision at rate 1 of: {rule}", hits / (hits + innocent), 0.10, _near_end(hits, innocent))


def finds(rows: pl.DataFrame, books: Any) -> Iterator[tuple[str, int, int]]:
    """For each rule: its innocent finds, and the cases that it finds."""
    lend(books, "labelled", rows)
    for rule, sql in RULES.items():
        found = frame(books, sql)["found"]
        yield rule, int((found == NO_CASE).sum()), found.filter(found != NO_CASE).n_unique()
    books.unregister("labelled")


def _near_end(hits: int, innocent: int) -> float:
    """The least that a precision may well be."""
    total = hits + innocent
    share = hits / total
    return share - 1.96 * (share * (1 - share) / total) ** 0.5
