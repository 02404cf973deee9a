"""T1: nothing happens before it can, after it has ended, or after as_of; nobody joins under age."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import AccountStatus, CustomerType
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.days import plus_months
from lastro.checks.rule_registry import Broken, BrokenRows, each, once_read, remember
from lastro.engine.arrays import Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

ADULT, OLDEST = 18 * 12, 110 * 12  # months
FAR = np.iinfo(np.int64).max
# What begins a record of a customer, and the dates that must not come before that.
BEGINS = {
    "loans": ("start_date", ()),
    "credit_cards": ("created_at", ("updated_at",)),
    "investments": ("purchase_date", ("redeemed_on", "last_activity_date")),
    "compliance": ("review_date", ()),
}


@each("T1")
def nothing_lies_after_as_of(bank: Bank, batch: Batch) -> Broken:
    """No date and no moment lies after as_of, but for those that are declared to lie ahead, such as due dates."""
    for name, column in batch.columns.items():
        if column.type in ("date", "moment") and not column.ahead:
            last = bank.as_of if column.type == "date" else bank.end
            yield name, f"{name} lies after as_of", batch[name] > last


@each("T1", "customers", "branches", "accounts")
def created_then_updated(bank: Bank, batch: Batch) -> Broken:
    """created_at <= updated_at."""
    yield "updated_at", "updated_at lies before created_at", batch["updated_at"] < batch["created_at"]


@each("T1", "loans", "investments", "compliance")
def begun_then_updated(bank: Bank, batch: Batch) -> Broken:
    """A contract or review is updated from its beginning on."""
    start, unit = _in_days(batch, BEGINS[batch.dataset][0])
    yield "updated_at", "updated_at lies before its beginning", batch["updated_at"] < start * unit


@each("T1", "customers")
def people_are_born_and_of_age(bank: Bank, batch: Batch) -> Broken:
    """People have a date of birth and are 18 when they join."""
    person, born = batch.has("customer_type", CustomerType.INDIVIDUAL), batch["birth_date"]
    known = born != NULL
    yield "birth_date", "a person has no date of birth", person & ~known
    yield "registered_on", "a person has a date of registration", person & (batch["registered_on"] != NULL)
    adult = plus_months(np.where(known, born, 0), ADULT)
    yield "birth_date", "joined under age", person & known & (adult > batch.day("created_at"))


@remember("customers")
def the_oldest(bank: Bank, batch: Batch) -> None:
    """Notes who is older than OLDEST at as_of, and the last day on which anybody joined."""
    born = batch["birth_date"]
    old = (born != NULL) & (plus_months(np.where(born == NULL, 0, born), OLDEST) < bank.as_of)
    bank.notes.setdefault("the oldest", []).append((batch.rows[old], born[old]))
    joined = batch.day("created_at")
    last = int(joined[joined <= bank.as_of].max(initial=-FAR))
    bank.notes["last joined"] = max(last, bank.notes.get("last joined", last))


@once_read("T1", "customers")
def people_are_not_too_old(bank: Bank, dataset: str) -> BrokenRows:
    """Nobody is older than 110 years on the last day on which somebody joins."""
    for rows, born in bank.notes.pop("the oldest", ()):
        yield "birth_date", "older than 110 years", rows[plus_months(born, OLDEST) < bank.notes["last joined"]]


@each("T1", "customers")
def businesses_are_registered(bank: Bank, batch: Batch) -> Broken:
    """Businesses have been registered by the day they join."""
    business, registered = batch.has("customer_type", CustomerType.BUSINESS), batch["registered_on"]
    yield "birth_date", "a business has a date of birth", business & (batch["birth_date"] != NULL)
    yield "registered_on", "a business has no date of registration", business & (registered == NULL)
    late = business & (registered > batch.day("created_at"))
    yield "registered_on", "a business joined before it was registered", late


@each("T1", "accounts")
def accounts_follow_customer_and_branch(bank: Bank, batch: Batch) -> Broken:
    """Customer and branch are there before the account."""
    for column, kept in (("customer_id", "customers"), ("branch_id", "branches")):
        there = _began(bank, batch, column, kept)
        yield "created_at", f"opened before its record of {kept}", batch["created_at"] < there


@each("T1", "accounts")
def closed_accounts_are_empty(bank: Bank, batch: Batch) -> Broken:
    """Closed at one moment of the account's life, with nothing left."""
    moment = batch["closed_at"]
    closed = moment != NULL
    yield "closed_at", "closed_at and status do not agree", closed != batch.has("status", AccountStatus.CLOSED)
    yield "closed_at", "closed_at lies before the account's opening", closed & (moment < batch["created_at"])
    yield "balance", "closed with a balance", closed & (batch["balance"] != 0)


@each("T1", *BEGINS)
def contracts_follow_their_owners(bank: Bank, batch: Batch) -> Broken:
    """Nothing of a customer or an account lies before it or after its closing."""
    name, later = BEGINS[batch.dataset]
    start, unit = _in_days(batch, name)
    yield name, f"{name} lies before the customer", start < _began(bank, batch, "customer_id", "customers") // unit
    if "account_id" in batch.columns:
        closed = _closed(bank, bank.of(batch, "account_id"))
        yield name, f"{name} lies before the account", start < _began(bank, batch, "account_id", "accounts") // unit
        yield name, f"{name} lies after the account's closing", start // (DAY // unit) > closed // DAY
    for other in later:
        yield other, f"{other} lies before {name}", batch.present(other) & (batch[other] < start)


def _in_days(batch: Batch, name: str) -> tuple[Integers, int]:
    """A column, and how many seconds its unit has: a date is compared as a date, a moment as a moment."""
    return batch[name], DAY if batch.columns[name].type == "date" else 1


@each("T1", "transactions")
def postings_lie_within_the_account(bank: Bank, batch: Batch) -> Broken:
    """Postings lie within history and account."""
    account, moment = bank.of(batch, "account_id"), batch["transaction_date"]
    first = np.maximum(_began(bank, batch, "account_id", "accounts"), bank.history_start * DAY)
    known = account >= 0
    yield "transaction_date", "transaction_date lies before the account or the history", known & (moment < first)
    late = known & (moment > _closed(bank, account))
    yield "transaction_date", "transaction_date lies after the account's closing", late


@each("T1", "digital_activity")
def events_lie_within_the_customer(bank: Bank, batch: Batch) -> Broken:
    """Digital events lie behind the customer's first moment."""
    early = batch["timestamp"] < _began(bank, batch, "customer_id", "customers")
    yield "timestamp", "timestamp lies before the customer", early


def _began(bank: Bank, batch: Batch, column: str, kept: str) -> Integers:
    """When the records that a reference names began; long ago where there is none, since I1 tells of that."""
    return bank[kept].at("created_at", bank.of(batch, column), -FAR)


def _closed(bank: Bank, account: Integers) -> Integers:
    """When accounts were closed, far from now where they are open or not there."""
    moment = bank["accounts"].at("closed_at", account, NULL)
    return np.where(moment == NULL, FAR, moment)
