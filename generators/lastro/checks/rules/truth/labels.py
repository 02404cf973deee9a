"""C1: labels, places, alerts and reports agree with their cases, and with whose accounts these are."""

from __future__ import annotations

import numpy as np

from lastro.checks.bank import Bank, KeyIndex
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import Broken, each, whole
from lastro.checks.rules.truth.seen import Labelled, seat_keys, seen
from lastro.engine.arrays import Flags, Integers, Keys

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
    """An alert names its posting's or card purchase's account and moment, and the account's owner."""
    alerts, postings, rows, cards = (
        bank["alerts"], seen(bank, "transactions"), seen(bank, "card_transactions"), bank["credit_cards"],
    )  # fmt: skip
    at, on_card = postings.index.of(alerts.transaction_id), rows.index.of(alerts.card_transaction_id)
    card = cards.index.of(rows.keys_at("card_id", on_card))
    for there, account, kept, place in (
        (at >= 0, postings.keys_at("account_id", at), postings, at),
        (on_card >= 0, cards.keys_at("account_id", card), rows, on_card),
    ):
        yield "account_id", "its posting is of another account", there & (account != alerts.account_id)
        moment = kept.at("transaction_date", place, 0)
        yield "raised_at", "its posting is of another moment", there & (moment != alerts.raised_at)
    foreign = _foreign(bank, alerts.account_id, alerts.customer_id)
    yield "customer_id", "its account belongs to another customer", foreign


@each("C1", "alerts")
def alerts_are_of_one_row(bank: Bank, batch: Batch) -> Broken:
    """An alert is of a posting or of a card's purchase."""
    both = batch.present("transaction_id") == batch.present("card_transaction_id")
    yield "card_transaction_id", "it is of no row, or of a posting and a card's purchase", both


@each("C1", "fraud_labels")
def labels_are_of_one_row(bank: Bank, batch: Batch) -> Broken:
    """A label is of a posting or of a card's row."""
    both = batch.present("transaction_id") == batch.present("card_transaction_id")
    yield "card_transaction_id", "it is of no row, or of a posting and a card's row", both


@whole("C1", "reports")
def reports_are_of_their_posting(bank: Bank) -> Broken:
    """A report names a posting or card row of its customer, which is labelled with the report's case, or with none."""
    reports, postings, rows, cards = (
        bank["reports"], seen(bank, "transactions"), seen(bank, "card_transactions"), bank["credit_cards"],
    )  # fmt: skip
    at, on_card = postings.index.of(reports.transaction_id), rows.index.of(reports.card_transaction_id)
    card = cards.index.of(rows.keys_at("card_id", on_card))
    for name, there, account in (
        ("transaction_id", at >= 0, postings.keys_at("account_id", at)),
        ("card_transaction_id", on_card >= 0, cards.keys_at("account_id", card)),
    ):
        yield "customer_id", "its posting is another customer's", there & _foreign(bank, account, reports.customer_id)
        other = _case_of_label(bank, name) != bank["cases"].index.of(reports.case_id)
        yield "case_id", "its posting is labelled otherwise", there & other


def _case_of_label(bank: Bank, name: str) -> Integers:
    """The case (position) that the posting or card row of each report is labelled with, -1 for none."""
    labels = bank["fraud_labels"]
    label = KeyIndex(getattr(labels, name)).of(getattr(bank["reports"], name))
    labelled = bank["cases"].index.of(labels.keys_at("case_id", label))
    return np.where(label >= 0, labelled, -1)


def _foreign(bank: Bank, account: Keys, customer: Keys) -> Flags:
    """Which accounts, as far as they are known, belong to another customer."""
    at = bank["accounts"].index.of(account)
    found: Flags = (at >= 0) & (bank["accounts"].keys_at("customer_id", at) != customer)
    return found
