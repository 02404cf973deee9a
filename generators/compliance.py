"""Compliance: reviews of customers: who they are (KYC), what they do (AML), what they ask for (LGPD)."""

from __future__ import annotations

if __name__ == "__main__":  # before all that needs a package, since it says which is missing
    from lastro.engine.tasks.script import main

    main(__file__)

from dataclasses import dataclass

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
from lastro.bank.compliance.informed import informed
from lastro.bank.compliance.reviews import Reviews, Risk, Topic, openings, renewals, requests, risks, together
from lastro.bank.compliance.suspicion import MonitoredPostings, alerts, alerts_in_file
from lastro.bank.people.lives import lives
from lastro.brazil import calendar
from lastro.engine import Row, Run, Table, col, table
from lastro.engine.arrays import Days, Flags, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.rows.coded import Values
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
    review_date = col.moment("When the review was opened", born=True)
    comments = col.text(
        "Remark of the analyst, in Portuguese; empty where there is none",
        state=True,
        blank=True,
        example="Identidade e endereço confirmados.",
    )
    risk_rating = col.choice("Risk of the customer as this review has it", RiskRating)
    is_pep = col.flag("Whether the customer is a politically exposed person", personal=True)
    next_review_date = col.date(
        "Deadline of a pending review; day of the next KYC review after a completed one; else null",
        nullable=True, state=True, ahead=True,
    )  # fmt: skip
    updated_at = col.moment("When the review was opened, decided, or ended by the customer's leaving", state=True)


_TYPES, _LEAST_RATINGS = np.zeros((2, max(Topic) + 1), np.int64)  # by topic
_TYPES[list(Topic)] = [topic.compliance_type for topic in Topic]
_LEAST_RATINGS[list(Topic)] = [topic.least_rating for topic in Topic]
NOT_EARNED = (Category.OWN_TRANSFER, Category.LOAN, Category.INVESTMENT, Category.INTEREST, Category.ADJUSTMENT)


def generate(
    run: Run, customers: Table[Customer], accounts: Table[Account], transactions: Table[Transaction]
) -> Table[Compliance]:
    """The reviews of a block of customers, in the order of customers and time."""
    keys, business, income = customers.customer_id, _is_business(customers), _income(customers)
    holder = positions(accounts.customer_id, keys)
    owner = holder[positions(transactions.account_id, accounts.account_id)]
    raised = alerts(run.seed, keys, _monitored(owner, transactions), income, business, run.as_of)
    raised += informed(run, customers, transactions, owner, _restricted_on(len(keys), holder, accounts))
    every = _every_review(run, customers, accounts, raised)
    return _rows(run, every.take(every.found.opened <= np.minimum(run.end, every.left)))


def states(
    run: Run, compliance: Table[Compliance], customers: Table[Customer], accounts: Table[Account]
) -> ReviewStates:
    """The states of reviews on any day; alerts are taken from the file, which has found them in the postings."""
    raised = alerts_in_file(run.seed, compliance, positions(compliance.customer_id, customers.customer_id))
    every = _every_review(run, customers, accounts, raised)
    return ReviewStates(run, every.take(positions(compliance.compliance_id, every.found.key)))


@dataclass(frozen=True)
class Known:
    """Reviews, with what is known of the customer of each."""

    found: Reviews
    customer: Keys
    rating: Integers
    pep: Flags
    left: Integers  # when the customer's last account was closed

    def take(self, rows: Flags | Integers) -> Known:
        """The reviews at positions, or where a mask is true."""
        return Known(self.found.take(rows), self.customer[rows], self.rating[rows], self.pep[rows], self.left[rows])


def _every_review(run: Run, customers: Table[Customer], accounts: Table[Account], raised: list[Reviews]) -> Known:
    """The reviews that may have been opened by as_of; raised: those that postings ask for."""
    keys, holder = customers.customer_id, positions(accounts.customer_id, customers.customer_id)
    habits, joined = run.draws("compliance habits", keys), customers.created_at // DAY
    risk = risks(habits, _is_business(customers), _income(customers))
    left = lives(len(customers), holder, accounts).last
    year = int(calendar.month_index(np.array([run.as_of]))[0]) // 12
    found = together(
        [
            *openings(run.seed, keys, joined, risk),
            renewals(run.seed, keys, joined, risk, run.as_of),
            requests(run.seed, keys, habits, joined, year),
            *raised,
        ]
    )
    owner = found.owner
    return Known(found, keys[owner], _rating(risk, found), risk.pep[owner], left[owner])


def _restricted_on(customers: int, holder: Integers, accounts: Table[Account]) -> Days:
    """When accounts of so many customers were restricted, NULL for none; holder is the position of each account's."""
    found = np.full(customers, NULL)
    np.maximum.at(found, holder, accounts.restricted_on)
    return found


def _is_business(customers: Table[Customer]) -> Flags:
    found: Flags = customers.customer_type == CustomerType.BUSINESS
    return found


def _income(customers: Table[Customer]) -> Integers:
    found: Integers = np.maximum(customers.monthly_income, 0)
    return found


def _monitored(owner: Integers, transactions: Table[Transaction]) -> MonitoredPostings:
    return MonitoredPostings(
        owner=owner,
        moment=transactions.transaction_date,
        amount=transactions.amount,
        credit=transactions.direction == Direction.CREDIT,
        cash=transactions.payment_method == PaymentMethod.CASH,
        earned=~np.isin(transactions.category, NOT_EARNED),
    )


def _rows(run: Run, known: Known) -> Table[Compliance]:
    return table(
        Compliance,
        compliance_id=known.found.key,
        customer_id=known.customer,
        compliance_type=_TYPES[known.found.topic],
        review_date=known.found.opened,
        risk_rating=known.rating,
        is_pep=known.pep,
        **vars(ReviewStates(run, known).on(run.as_of)),
    )


def _rating(risk: Risk, found: Reviews) -> Integers:
    """The customer's rating, raised by what an alert is about."""
    rating: Integers = np.maximum(risk.rating[found.owner], _LEAST_RATINGS[found.topic])
    return rating


@dataclass(frozen=True)
class ReviewState:
    """Where reviews stand at the end of a day, by the names of Compliance."""

    status: Integers
    comments: Values
    next_review_date: Integers
    updated_at: Integers


@dataclass(frozen=True)
class ReviewStates:
    """The states of reviews."""

    run: Run
    known: Known

    def on(self, day: int) -> ReviewState:
        """Pending until decided; a customer who has left is not reviewed again."""
        found, end = self.known.found, day * DAY + DAY - 1
        decided_at = found.opened + found.takes * DAY
        decided = decided_at // DAY <= day
        status = np.where(decided, found.outcome, ReviewStatus.PENDING)
        variant = Draws(self.run.seed, "comments", found.key).integer("text", 0, VARIANTS)
        renewed = (status == ReviewStatus.COMPLETED) & (found.renewal > 0)
        gone = renewed & (self.known.left <= end)
        deadline = found.opened // DAY + DEADLINES[_TYPES[found.topic]]
        changes = [found.opened, np.where(decided, decided_at, NULL), np.where(gone, self.known.left, NULL)]
        return ReviewState(
            status=status,
            comments=comments(found.topic, status, variant),
            next_review_date=np.select([~decided, renewed & ~gone], [deadline, found.renewal], NULL),
            updated_at=np.max(changes, axis=0),
        )
