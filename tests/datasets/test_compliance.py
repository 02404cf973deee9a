"""Compliance: who is reviewed, when, why, and where that stands."""

import json
from functools import cache

import numpy as np
import pytest

import filled
from compliance import Compliance, generate
from generated import run_of
from lastro.bank.choices import ComplianceType, ReviewStatus
from lastro.brazil import calendar
from lastro.engine.random.keys import is_hand_made
from lastro.engine.rows.columns import columns_of
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL
from transactions import Transaction

STATE = {name for name, column in columns_of(Compliance).items() if column.state}
BAKERY = 9  # a business among the bank of filled tables's customers
APART = ["2026-03-02", "2026-03-12", "2026-03-22"]
WEEK = ["2026-03-02", "2026-03-04", "2026-03-06"]


def reviews(count: int = 600, as_of: str = filled.AS_OF, first: int = 0, postings=None, closed: str = ""):
    """The reviews of a bank of filled tables."""
    customers = filled.customers(count, first)
    accounts = filled.accounts_of(customers)
    if closed:
        accounts.closed_at[:] = day(closed) * DAY
    postings = filled.table_of(Transaction, 0) if postings is None else postings
    return generate(run_of(as_of=as_of), customers, accounts, postings)


@cache
def many():
    """The reviews of 6,000 customers."""
    return reviews(6000)


def money_in(customer: int, days: list[str], reais: int, method: str = "Cash"):
    """Credits to a customer's account on some days."""
    count = len(days)
    return filled.table_of(
        Transaction, count,
        transaction_id=np.arange(count, dtype=np.uint64),
        account_id=np.full(count, customer << 2, dtype=np.uint64),
        amount=np.full(count, reais * 100),
        transaction_date=np.array([day(text) * DAY + 43200 for text in days], dtype=np.int64),
        payment_method=np.repeat(filled.code(Transaction, "payment_method", method), count),
        category=np.repeat(filled.code(Transaction, "category", "Sales"), count),
    )  # fmt: skip


def _known(made, outcome: ReviewStatus):
    """The customers whose identity was reviewed, with that outcome."""
    return np.unique(made.customer_id[(made.compliance_type == ComplianceType.KYC) & (made.status == outcome)])


def alerts(postings, as_of: str = filled.AS_OF):
    """The AML reviews that postings cause."""
    made = reviews(20, as_of, postings=postings)
    return made.take(made.compliance_type == ComplianceType.AML)


def records(made) -> dict[str, dict]:
    """Records by id."""
    return {(record := json.loads(line))["compliance_id"]: record for line in filled.written(made)}


def test_every_customer_is_identified_within_days_of_joining():
    customers, made = filled.customers(6000), many()
    known, first = np.unique(made.customer_id, return_index=True)
    waited = made.review_date[first] // DAY - customers.created_at[known.astype(np.int64)] // DAY
    assert (made.compliance_type[first] == ComplianceType.KYC).mean() > 0.99
    assert waited.min() >= 1
    assert waited.max() <= 7


def test_reviews_are_opened_in_office_hours_of_bank_business_days():
    days, seconds = np.divmod(many().review_date, DAY)
    assert calendar.is_bank_business_day(days).all()
    assert ((seconds >= 9 * 3600) & (seconds < 18 * 3600)).all()


def test_reviews_come_in_the_order_of_customers_and_time():
    assert (np.diff(many().customer_id.astype(np.int64) * 2**34 + many().review_date) >= 0).all()
    assert len(np.unique(many().compliance_id)) == len(many())


def test_the_riskier_a_customer_the_sooner_the_next_review():
    made = many().take(many().compliance_type == ComplianceType.KYC)
    a_customer = [np.bincount(made.customer_id[made.risk_rating == rating].astype(int)) for rating in range(3)]
    low, medium, high = (counts[counts > 0].mean() for counts in a_customer)
    assert low < medium < high


def test_some_active_customers_have_no_completed_review_but_nearly_all_have():
    made = many()
    known = _known(made, ReviewStatus.COMPLETED)
    assert 0.002 < 1 - len(known) / 6000 < 0.03


def test_a_few_reviews_are_overdue():
    overdue = (many().status == ReviewStatus.PENDING) & (many().next_review_date < day(filled.AS_OF))
    assert 0 < overdue.mean() < 0.02


def test_refused_documents_are_handed_in_again():
    made = reviews(2000)
    refused = _known(made, ReviewStatus.REJECTED)
    accepted = _known(made, ReviewStatus.COMPLETED)
    assert np.isin(refused, accepted).mean() > 0.5


def test_exposed_persons_are_as_rare_as_they_are():
    """0.07 to 0.2 per cent of adults, with relatives (CGU); none is a business."""
    exposed = np.unique(many().customer_id[many().is_pep])
    assert 1 <= len(exposed) <= 24
    assert (exposed % 10 != 9).all()
    assert (many().risk_rating[many().is_pep] == 2).all()


def test_requests_of_data_subjects_are_rare_and_no_older_than_the_law():
    made = many().take(many().compliance_type == ComplianceType.LGPD)
    assert 0.005 < len(made) / 6000 < 0.05
    assert made.review_date.min() >= day("2020-09-18") * DAY


@pytest.mark.parametrize(("reais", "found"), [(49_999, 0), (50_000, 1)])
def test_cash_of_fifty_thousand_is_reported(reais, found):
    assert len(alerts(money_in(BAKERY, ["2026-03-02"], reais))) == found


def test_cash_is_summed_by_day():
    assert len(alerts(money_in(BAKERY, ["2026-03-02"] * 2, 25_000))) == 1


def test_three_deposits_just_below_a_limit_within_a_week_are_looked_into():
    made = alerts(money_in(BAKERY, WEEK, 9_500))
    assert len(made) == 1
    assert day(WEEK[2]) < made.review_date[0] // DAY <= day(WEEK[2]) + 12
    assert made.risk_rating[0] == 2


@pytest.mark.parametrize(("days", "reais"), [(WEEK, 7_900), (WEEK[:2], 9_500), (APART, 9_500)])
def test_deposits_far_below_or_few_or_far_apart_are_not(days, reais):
    assert len(alerts(money_in(BAKERY, days, reais))) == 0


def test_turnover_far_above_income_is_looked_into_after_the_month():
    made = alerts(money_in(1, ["2026-03-02", "2026-03-20"], 90_000, "Pix"))
    assert len(made) == 1
    assert made.review_date[0] >= day("2026-04-01") * DAY
    assert len(alerts(money_in(1, ["2026-03-02"], 90_000, "Pix"), as_of="2026-03-30")) == 0


@pytest.mark.parametrize("later", ["2026-04-20", "2026-10-31"])
def test_a_later_as_of_changes_nothing_but_states(later):
    postings = filled.postings_of(filled.accounts_of(filled.customers(600)))
    before, after = (records(reviews(600, as_of, postings=postings)) for as_of in ("2026-04-17", later))
    assert before.keys() <= after.keys()
    for key, record in before.items():
        assert {name for name in record if record[name] != after[key][name]} <= STATE


def test_a_pending_review_is_decided_in_time():
    before, after = records(reviews(as_of="2026-04-19")), records(reviews())
    pending = [key for key, record in before.items() if record["status"] == "Pending"]
    assert pending
    assert any(after[key]["status"] == "Completed" for key in pending)


def test_more_customers_change_no_record():
    assert filled.written(reviews(100)) == filled.written(reviews(600))[: len(reviews(100))]


def test_a_customer_by_itself_has_the_same_reviews_as_in_a_block():
    assert records(reviews(1, first=17)).items() <= records(reviews(600)).items()


def test_nothing_is_reviewed_after_the_last_account_is_closed():
    made = reviews(200, closed="2025-01-15")
    assert made.review_date.max() <= day("2025-01-15") * DAY
    assert (made.next_review_date[made.status != ReviewStatus.PENDING] == NULL).all()


def test_nothing_lies_after_as_of():
    assert many().review_date.max() < (day(filled.AS_OF) + 1) * DAY


def test_customers_made_by_hand_have_ids_of_their_own():
    customers = filled.customers(30)
    customers.customer_id[20:] |= np.uint64(1 << 63)
    made = generate(
        run_of(),
        customers,
        filled.accounts_of(customers),
        filled.table_of(Transaction, 0),
    )
    ours = made.customer_id < 20
    assert len(np.unique(made.compliance_id)) == len(made)
    assert 0 < ours.mean() < 1
    assert (is_hand_made(made.compliance_id) == ~ours).all()


def test_no_customers_have_no_reviews():
    assert len(reviews(0)) == 0
