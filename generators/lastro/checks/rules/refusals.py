"""K1: who is refused: accounts that are restricted, what may still be posted to them, and that nothing is granted."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import Category, ComplianceType, Direction, PaymentMethod, ReviewStatus
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import Broken, each, remember, whole
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.tables import NULL

CLOSING = "^Encerramento de conta"
GRANTED = {"loans": "start_date", "credit_cards": "created_at", "investments": "purchase_date"}


def _restricted(bank: Bank, batch: Batch, day: Integers) -> Flags:
    """Whether the account of each record was restricted by a day."""
    since = bank["accounts"].at("restricted_on", bank.of(batch, "account_id"), NULL)
    found: Flags = (since != NULL) & (day >= since)
    return found


@each("K1", "transactions")
def restricted_accounts_are_still(bank: Bank, batch: Batch) -> Broken:
    """Nothing is posted to a restricted account but interest, its tax, what the bank takes back for who was cheated,
    and what is left at the closing."""
    late = _restricted(bank, batch, batch.day("transaction_date")) & ~batch.has(
        "category", Category.INTEREST, Category.IOF
    )
    taken_back = batch.has("category", Category.REFUND) & batch.has("payment_method", PaymentMethod.PIX)
    late &= ~(taken_back & batch.has("direction", Direction.DEBIT))
    rows = np.flatnonzero(late)
    closing = batch.take(late).text("description").str.contains(CLOSING).fill_null(False).to_numpy()
    late[rows[closing]] = False
    yield "transaction_date", "its account was restricted before", late


@each("K1", *GRANTED)
def nothing_is_granted_to_the_refused(bank: Bank, batch: Batch) -> Broken:
    """No contract begins on a restricted account."""
    column = GRANTED[batch.dataset]
    day = batch.day(column) if column == "created_at" else batch[column]
    yield column, "granted after the account was restricted", _restricted(bank, batch, day)


@remember("compliance")
def refused_customers(bank: Bank, batch: Batch) -> None:
    """Notes whose identity was refused, and who was suspected of laundering."""
    seen = bank.notes.setdefault("refused", np.zeros(len(bank["customers"]), dtype=np.bool_))
    refused = batch.has("compliance_type", ComplianceType.KYC) & batch.has("status", ReviewStatus.REJECTED)
    refused |= batch.has("compliance_type", ComplianceType.AML)
    customer = bank.of(batch, "customer_id")
    seen[customer[(customer >= 0) & refused]] = True


@whole("K1", "accounts")
def restrictions_have_a_reason(bank: Bank) -> Broken:
    """Only accounts of customers whose identity was refused, or who were suspected of laundering, are restricted."""
    accounts, customers = bank["accounts"], bank["customers"]
    seen = bank.notes.get("refused", np.zeros(len(customers), dtype=np.bool_))
    owner = customers.index.of(accounts.customer_id)
    refused = (owner >= 0) & np.append(seen, False)[owner]
    yield (
        "restricted_on",
        "restricted, but its owner was neither refused nor suspected",
        (accounts.restricted_on != NULL) & ~refused,
    )
