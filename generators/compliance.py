"""Compliance: reviews of customers: who they are (KYC), what they do (AML), what they ask for (LGPD)."""

from __future__ import annotations

import numpy as np

from accounts import Account
from customers import Customer
from lastro.bank.compliance.comments import VARIANTS, comments
from lastro.bank.compliance.reviews import (
    COMPLETED,
    HIGH,
    LOW,
    MEDIUM,
    Reviews,
    Risk,
    openings,
    renewals,
    requests,
    risks,
    together,
)
from lastro.bank.compliance.suspicion import Moves, alerts
from lastro.bank.people.lives import lives
from lastro.bank.people.traits import BUSINESS
from lastro.brazil import calendar
from lastro.engine import Row, Run, Table, col, table
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.rows.columns import columns_of
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, positions
from transactions import Transaction

KYC, AML, LGPD = range(3)
PENDING = 0
_TYPES = np.array([KYC, KYC, KYC, KYC, AML, AML, AML, LGPD])  # of the topics of bank.reviews
_RAISED = np.array([LOW, LOW, LOW, LOW, MEDIUM, HIGH, MEDIUM, LOW])  # the least rating that a topic gives
DEADLINES = np.array([30, 45, 15])  # days, unverified: KYC, AML (Circular 3.978/2020), LGPD (art. 19)


READS = {  # of transactions' columns; reading fewer takes a third less time
    "transactions": (
        "transaction_id",
        "account_id",
        "amount",
        "transaction_date",
        "direction",
        "payment_method",
        "category",
    )
}


class Compliance(Row):
    compliance_id = col.key("Review identifier")
    customer_id = col.ref(Customer, "Customer under review", owner=True)
    compliance_type = col.choice(
        "KYC: identity and registration; AML: suspected laundering; LGPD: request of a data subject",
        ("KYC", "AML", "LGPD"),
    )  # fmt: skip
    status = col.choice(
        "Pending until decided; Rejected: documents refused, alert dismissed or request denied",
        ("Pending", "Completed", "Rejected"), state=True,
    )  # fmt: skip
    review_date = col.moment("When the review was opened")
    comments = col.text(
        "Remark of the analyst, in Portuguese; empty where there is none",
        state=True,
        example="Identidade e endereço confirmados.",
    )
    risk_rating = col.choice("Risk of the customer as this review has it", ("Low", "Medium", "High"))
    is_pep = col.flag("Whether the customer is a politically exposed person", personal=True)
    next_review_date = col.date(
        "Deadline of a pending review; day of the next KYC review after a completed one; else null",
        nullable=True, state=True,
    )  # fmt: skip


_METHODS, _CATEGORIES, _DIRECTIONS = (
    columns_of(Transaction)[name].values for name in ("payment_method", "category", "direction")
)
CASH_METHOD, CREDIT = _METHODS.index("Cash"), _DIRECTIONS.index("Credit")
NOT_EARNED = [_CATEGORIES.index(name) for name in ("Own Transfer", "Loan", "Investment", "Interest", "Adjustment")]


def generate(
    run: Run, customers: Table[Customer], accounts: Table[Account], transactions: Table[Transaction]
) -> Table[Compliance]:
    """The reviews of a block of customers, in the order of customers and time."""
    keys, holder = customers.customer_id, positions(accounts.customer_id, customers.customer_id)
    habits, joined = run.draws("compliance habits", keys), customers.created_at // DAY
    business = customers.customer_type == BUSINESS
    income = np.maximum(customers.monthly_income, 0)
    risk, left = risks(habits, business, income), lives(len(customers), holder, accounts).last
    moves = _moves(holder[positions(transactions.account_id, accounts.account_id)], transactions)
    year = int(calendar.month_index(np.array([run.as_of]))[0]) // 12
    found = together(
        [
            *openings(run.seed, keys, joined, risk),
            renewals(run.seed, keys, joined, risk, run.as_of),
            requests(run.seed, keys, habits, joined, year),
            *alerts(run.seed, keys, moves, income, business, run.as_of),
        ]
    )
    return _rows(run, keys, risk, left, found.take(found.opened <= np.minimum(run.end, left[found.owner])))


def _moves(owner: Integers, transactions: Table[Transaction]) -> Moves:
    return Moves(
        owner=owner,
        moment=transactions.transaction_date,
        amount=transactions.amount,
        credit=transactions.direction == CREDIT,
        cash=transactions.payment_method == CASH_METHOD,
        earned=~np.isin(transactions.category, NOT_EARNED),
    )


def _rows(run: Run, keys: Keys, risk: Risk, left: Integers, found: Reviews) -> Table[Compliance]:
    decided = found.opened // DAY + found.takes <= run.as_of
    status = np.where(decided, found.outcome, PENDING)
    variant = Draws(run.seed, "comments", found.key).integer("text", 0, VARIANTS)
    return table(
        Compliance,
        compliance_id=found.key,
        customer_id=keys[found.owner],
        compliance_type=_TYPES[found.topic],
        status=status,
        review_date=found.opened,
        comments=comments(found.topic, status, variant),
        risk_rating=_rating(risk, found),
        is_pep=risk.pep[found.owner],
        next_review_date=_next_review(found, status, left[found.owner] <= run.end),
    )


def _rating(risk: Risk, found: Reviews) -> Integers:
    """The customer's rating, raised by what an alert is about."""
    rating: Integers = np.maximum(risk.rating[found.owner], _RAISED[found.topic])
    return rating


def _next_review(found: Reviews, status: Integers, left: Flags) -> Integers:
    """The deadline of pending reviews; the day of the next KYC review of customers who are still here."""
    deadline = found.opened // DAY + DEADLINES[_TYPES[found.topic]]
    renewed = (status == COMPLETED) & (found.renewal > 0) & ~left
    return np.select([status == PENDING, renewed], [deadline, found.renewal], NULL)


if __name__ == "__main__":
    from lastro.engine.tasks.script import main

    main(__file__)
