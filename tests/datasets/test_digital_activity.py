"""Digital activity: payments at the moment when the account pays, and what happens around them."""

import ipaddress
import json
from functools import cache

import numpy as np
import pytest

import filled
from digital_activity import DigitalActivity, generate
from generated import run_of
from lastro.bank.choices import PaymentMethod, TransactionType
from lastro.engine.random.keys import is_hand_made
from lastro.engine.rows.columns import columns_of
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL_KEY
from transactions import Transaction

TYPES = columns_of(DigitalActivity)["activity_type"].values
LOGIN, FAILED = TYPES.index("Login"), TYPES.index("login_failed")


def digital(count: int = 400, as_of: str = filled.AS_OF, first: int = 0, postings=None):
    """The digital events of a bank of filled tables."""
    customers = filled.customers(count, first)
    accounts = filled.accounts_of(customers)
    if postings is None:
        postings = filled.postings_of(accounts, until=as_of)
    return generate(run_of(as_of=as_of), customers, accounts, postings)


@cache
def events():
    """The digital events of 400 customers."""
    return digital()


@cache
def payments():
    """Moments of the payments by app and site that stand in the accounts, by customer."""
    postings = filled.postings_of(filled.accounts_of(filled.customers(400)))
    card = postings.payment_method == PaymentMethod.DEBIT_CARD
    kinds = (TransactionType.TRANSFER, TransactionType.PAYMENT)
    paid = postings.take(
        np.isin(postings.channel, [0, 1])
        & (postings.direction == 1)
        & np.isin(postings.transaction_type, kinds)
        & ~card
    )
    return set(zip((paid.account_id >> np.uint64(2)).tolist(), paid.transaction_date.tolist(), strict=True))


def of(made, *types: str):
    """The events of some types."""
    return made.take(np.isin(made.activity_type, [TYPES.index(name) for name in types]))


def nothing_posted():
    """No postings at all."""
    return filled.table_of(Transaction, 0)


def records(made) -> dict[str, str]:
    """Lines by id."""
    return {json.loads(line)["activity_id"]: line for line in filled.written(made)}


def test_every_payment_on_a_screen_is_an_event_at_its_very_moment_that_names_it():
    paid = of(events(), "Transfer", "Payment")
    made = set(zip(paid.customer_id.tolist(), paid.timestamp.tolist(), strict=True))
    assert made == payments()
    assert (paid.transaction_id != NULL_KEY).all()
    assert (of(events(), "Login").transaction_id == NULL_KEY).all()


def test_each_session_begins_with_a_login_at_most_ten_minutes_before_its_payments():
    made = events().take(events().session_id != NULL_KEY)
    session, first = np.unique(made.session_id, return_index=True)
    assert (made.activity_type[first] == LOGIN).all()
    started = made.timestamp[first][np.searchsorted(session, made.session_id)]
    assert (made.timestamp - started <= 12 * 60).all()


def test_payments_in_one_second_are_events_of_their_own_in_one_session():
    postings = filled.postings_of(filled.accounts_of(filled.customers(400)))
    postings.transaction_date[:] = postings.transaction_date // (30 * DAY) * (30 * DAY) + DAY // 2  # all at one noon
    made = of(digital(postings=postings), "Transfer", "Payment")
    sessions = set(zip(made.customer_id.tolist(), made.timestamp.tolist(), made.device_type.tolist(), strict=True))
    assert len(np.unique(made.activity_id)) == len(made) > len(np.unique(made.session_id))
    assert len(np.unique(made.session_id)) <= len(sessions) + 8


def test_ids_are_unique():
    assert len(np.unique(events().activity_id)) == len(events())


def test_events_come_in_the_order_of_customers_and_time():
    customer, moment = events().customer_id.astype(np.int64), events().timestamp
    assert (np.diff(customer * 2**34 + moment) >= 0).all()


def test_nothing_lies_before_the_first_account_or_after_as_of():
    opened = filled.customers(400).created_at[events().customer_id.astype(np.int64)]
    assert (events().timestamp >= np.maximum(opened, day(filled.HISTORY_START) * DAY)).all()
    assert (events().timestamp < (day(filled.AS_OF) + 1) * DAY).all()


def test_nobody_logs_in_after_the_last_account_is_closed():
    customers = filled.customers(200)
    accounts = filled.accounts_of(customers)
    accounts.closed_at[:] = day("2026-05-20") * DAY
    made = generate(run_of(), customers, accounts, nothing_posted())
    assert made.timestamp.max() <= day("2026-05-20") * DAY


@pytest.mark.parametrize("later", ["2026-08-15", "2026-10-31"])
def test_a_later_as_of_changes_no_record(later):
    before, after = records(digital(as_of="2026-08-14")), records(digital(as_of=later))
    assert len(after) > len(before)
    assert before.items() <= after.items()


def test_more_customers_change_no_record():
    assert filled.written(digital(100)) == filled.written(events())[: len(digital(100))]


def test_a_customer_by_itself_has_the_same_events_as_in_a_block():
    alone = records(digital(1, first=7))
    assert alone.items() <= records(events()).items()


def test_a_changed_payment_changes_only_its_customers_events():
    postings = filled.postings_of(filled.accounts_of(filled.customers(400)))
    shown = np.isin(postings.transaction_date, of(events(), "Payment").timestamp)
    paid = np.flatnonzero((postings.channel == 0) & (postings.direction == 1) & shown)
    postings.transaction_date[paid[10]] += 3601
    changed = set(filled.written(digital(postings=postings))) ^ set(filled.written(events()))
    assert len({json.loads(line)["customer_id"] for line in changed}) == 1


def test_two_to_five_per_cent_of_attempts_fail():
    failed, logins = len(of(events(), "login_failed")), len(of(events(), "Login"))
    assert 0.02 < failed / (failed + logins) < 0.06


def test_some_but_few_customers_see_more_than_three_failures_within_five_minutes():
    failed = of(digital(2000), "login_failed")
    moment = failed.customer_id.astype(np.int64) * 2**34 + failed.timestamp
    runs = np.unique(failed.customer_id[3:][moment[3:] - moment[:-3] <= 300])
    assert 5 <= len(runs) <= 60


def test_some_but_not_most_customers_without_payments_stay_away_for_half_a_year():
    seen = of(digital(2000, postings=nothing_posted()), "Login")
    recent = np.unique(seen.customer_id[seen.timestamp >= day("2026-05-01") * DAY])
    assert 0.3 < len(recent) / 2000 < 0.9


def test_people_use_few_devices():
    pairs = np.unique(np.stack([events().customer_id, events().device_id]), axis=1)
    assert 1 <= np.bincount(pairs[0].astype(np.int64)).mean() <= 4


def test_looks_keep_the_hours_of_the_day():
    looks = of(digital(postings=nothing_posted()), "Login")
    hours = np.bincount(looks.timestamp % DAY // 3600, minlength=24)
    assert hours[3:6].mean() < hours[9:22].mean() / 8


def test_no_address_is_ever_routed_on_the_internet():
    ranges = [ipaddress.ip_network(text) for text in ("100.64.0.0/10", "198.18.0.0/15", "203.0.113.0/24")]
    for address in events().ip_address.unique().head(3000):
        assert any(ipaddress.ip_address(address) in known for known in ranges)


def test_a_payment_on_a_trip_names_the_city_of_the_transaction():
    paid = of(events(), "Transfer", "Payment")
    assert set(paid.city.unique()) == {"Campinas", "Santos"}
    assert set(paid.state.unique()) == {"SP"}


def test_customers_made_by_hand_have_ids_of_their_own():
    customers = filled.customers(30)
    customers.customer_id[20:] |= np.uint64(1 << 63)
    made = generate(run_of(), customers, filled.accounts_of(customers), nothing_posted())
    ours = made.customer_id < 20
    assert len(np.unique(made.activity_id)) == len(made)
    assert 0 < ours.mean() < 1
    assert (is_hand_made(made.activity_id) == ~ours).all()


def test_no_customers_have_no_events():
    assert len(digital(0)) == 0
