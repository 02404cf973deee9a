"""C1: labels, places, alerts and reports agree with their cases, and with whose accounts these are."""

from __future__ import annotations

import numpy as np

from lastro.checks.bank import Bank, KeyIndex
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import Broken, each, whole
from lastro.checks.rules.truth.seen import Labelled, seat_keys, seen
from lastro.engine.arrays import Flags, Keys

LAWFUL = ("return", "refund", "cover")  # legs that move no illicit money


@each("C1", "fraud_labels", "activity_labels")
def labels_are_of_their_case(bank: Bank, batch: Batch) -> Broken:
    """A label has the typology of its case."""
    case = bank["cases"].index.of(batch["case_id"])
    other = bank["cases"].at("typology", case, 0) != batch["typology"]
    yield "typology", "its case is of another typology", (case >= 0) & other


@each("C1", "fraud_labels")
def lawful_legs_are_not_illicit(bank: Bank, batch: Batch) -> Broken:
    """What is paid back, refunded or covers up moves no illicit money."""
    lawful = np.isin(batch["leg"], [batch.columns["leg"].values.index(leg) for leg in LAWFUL])
    yield "is_illicit", "such a leg moves no illicit money", lawful & batch["is_illicit"]


@whole("C1", "fraud_labels")
def who_posts_has_the_place(bank: Bank) -> Broken:
    """The owner of a labelled posting's account has a place in the case, in the role that the label names."""
    labelled, members = Labelled.of(bank), bank["case_members"]
    owner = bank["accounts"].customer_id[labelled.account]
    posted = seat_keys(bank["cases"].case_id[labelled.case], owner, labelled.role)
    places = seat_keys(members.case_id, members.customer_id, members.role)
    wrong = np.zeros(len(bank["fraud_labels"]), np.bool_)
    wrong[labelled.row] = ~np.isin(posted, places)
    yield "role_of_account", "the owner of its account has no such place in the case", wrong


@whole("C1", "activity_labels")
def who_acts_has_a_place(bank: Bank) -> Broken:
    """The customer of a labelled event has a place in the case."""
    labels, members, events = bank["activity_labels"], bank["case_members"], seen(bank, "digital_activity")
    event = events.index.of(labels.activity_id)
    acting = seat_keys(labels.case_id, events.keys_at("customer_id", event))
    there = np.isin(acting, seat_keys(members.case_id, members.customer_id))
    yield "case_id", "the event's customer has no place in the case", (event >= 0) & ~there


@whole("C1", "case_members")
def members_own_their_accounts(bank: Bank) -> Broken:
    """A place names an account of its customer."""
    members = bank["case_members"]
    foreign = _foreign(bank, members.account_id, members.customer_id)
    yield "account_id", "its account belongs to another customer", foreign


@whole("C1", "alerts")
def alerts_are_of_their_posting(bank: Bank) -> Broken:
    """An alert names its posting's account and moment, and the account's owner."""
    alerts, postings = bank["alerts"], seen(bank, "transactions")
    at = postings.index.of(alerts.transaction_id)
    other = postings.keys_at("account_id", at) != alerts.account_id
    yield "account_id", "its posting is of another account", (at >= 0) & other
    later = postings.at("transaction_date", at, 0) != alerts.raised_at
    yield "raised_at", "its posting is of another moment", (at >= 0) & later
    foreign = _foreign(bank, alerts.account_id, alerts.customer_id)
    yield "customer_id", "its account belongs to another customer", foreign


@whole("C1", "reports")
def reports_are_of_their_posting(bank: Bank) -> Broken:
    """A report names a posting of its customer, which is labelled with the report's case, or with none."""
    reports, postings, labels = bank["reports"], seen(bank, "transactions"), bank["fraud_labels"]
    at = postings.index.of(reports.transaction_id)
    foreign = _foreign(bank, postings.keys_at("account_id", at), reports.customer_id)
    yield "customer_id", "its posting is another customer's", (at >= 0) & foreign
    label = KeyIndex(labels.transaction_id).of(reports.transaction_id)
    told = bank["cases"].index.of(reports.case_id)
    labelled = bank["cases"].index.of(labels.keys_at("case_id", label))
    yield "case_id", "its posting is labelled otherwise", (at >= 0) & (told != np.where(label >= 0, labelled, -1))


def _foreign(bank: Bank, account: Keys, customer: Keys) -> Flags:
    """Which accounts, as far as they are known, belong to another customer."""
    at = bank["accounts"].index.of(account)
    found: Flags = (at >= 0) & (bank["accounts"].keys_at("customer_id", at) != customer)
    return found
