"""Compliance: reviews of customers: who they are (KYC), what they do (AML), what they ask for (LGPD)."""

from __future__ import annotations

import numpy as np

from accounts import Account
from customers import Customer
from lastro.bank.choices import (
    Category,
    ComplianceType,
    CustomerType,
    Direction,
    PaymentMethod,
    ReviewStatus,
    RiskRating,
)
from lastro.bank.compliance.comments import VARIANTS, comments
from lastro.bank.compliance.reviews import Reviews, Risk, Topic, openings, renewals, requests, risks, together
from lastro.bank.compliance.suspicion import Moves, alerts
from lastro.bank.people.lives import lives
from lastro.brazil import calendar
from lastro.engine import Row, Run, Table, col, table
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, positions
from transactions import Transaction

# Days, unverified: AML by Circular 3.978/2020, LGPD by its art. 19
DEADLINES = np.array(ComplianceType.by_code(KYC=30, AML=45, LGPD=15))


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
        "KYC: identity and registration; AML: suspected laundering; LGPD: request of a data subject", ComplianceType
    )
    status = col.choice(
        "Pending until decided; Rejected: documents refused, alert dismissed or request denied",
        ReviewStatus,
        state=True,
    )
    review_date = col.moment("When the review was opened")
    comments = col.text(
        "Remark of the analyst, in Portuguese; empty where there is none",
        state=True,
        example="Identidade e endereço confirmados.",
    )
    risk_rating = col.choice("Risk of the customer as this review has it", RiskRating)
    is_pep = col.flag("Whether the customer is a politically exposed person", personal=True)
    next_review_date = col.date(
        "Deadline of a pending review; day of the next KYC review after a completed one; else null",
        nullable=True, state=True,
    )  # fmt: skip


_TYPES, _LEAST_RATINGS = np.zeros((2, max(Topic) + 1), np.int64)  # by topic
_TYPES[list(Topic)] = [topic.compliance_type for topic in Topic]
_LEAST_RATINGS[list(Topic)] = [topic.least_rating for topic in Topic]
NOT_EARNED = (Category.OWN_TRANSFER, Category.LOAN, Category.INVESTMENT, Category.INTEREST, Category.ADJUSTMENT)


def generate(
    run: Run, customers: Table[Customer], accounts: Table[Account], transactions: Table[Transaction]
) -> Table[Compliance]:
    """The reviews of a block of customers, in the order of customers and time."""
    keys, holder = customers.customer_id, positions(accounts.customer_id, customers.customer_id)
    habits, joined = run.draws("compliance habits", keys), customers.created_at // DAY
    business = customers.customer_type == CustomerType.BUSINESS
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
        credit=transactions.direction == Direction.CREDIT,
        cash=transactions.payment_method == PaymentMethod.CASH,
        earned=~np.isin(transactions.category, NOT_EARNED),
    )


def _rows(run: Run, keys: Keys, risk: Risk, left: Integers, found: Reviews) -> Table[Compliance]:
    decided = found.opened // DAY + found.takes <= run.as_of
    status = np.where(decided, found.outcome, ReviewStatus.PENDING)
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
    rating: Integers = np.maximum(risk.rating[found.owner], _LEAST_RATINGS[found.topic])
    return rating


def _next_review(found: Reviews, status: Integers, left: Flags) -> Integers:
    """The deadline of pending reviews; the day of the next KYC review of customers who are still here."""
    deadline = found.opened // DAY + DEADLINES[_TYPES[found.topic]]
    renewed = (status == ReviewStatus.COMPLETED) & (found.renewal > 0) & ~left
    return np.select([status == ReviewStatus.PENDING, renewed], [deadline, found.renewal], NULL)


if __name__ == "__main__":
    from lastro.engine.tasks.script import main

    main(__file__)
