"""Settlements: which postings settle contracts, as far as M5 to M7 agree about them."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import Category
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.engine.arrays import Flags, Integers

CATEGORIES = {"loan_id": Category.LOAN, "card_id": Category.CARD_BILL, "investment_id": Category.INVESTMENT}
BESIDE = (Category.IOF,)  # may name a contract and settles none of it: rules of their own see to them
CHARGES = {"loan_id": (Category.FEE, Category.INTEREST)}  # what a contract may cost besides


def category_differs(batch: Batch, column: str) -> Flags:
    """Where a posting names a contract, but has not its category, or the other way round."""
    named, own = batch.present(column), batch.has("category", CATEGORIES[column])
    charged = batch.has("category", *CHARGES[column]) if column in CHARGES else np.zeros_like(own)
    differs: Flags = np.where(named, ~(own | charged), own)
    differs &= ~batch.has("category", *BESIDE)
    return differs


def strange_account(bank: Bank, batch: Batch, column: str) -> Flags:
    """Where a posting of a contract is not on the contract's account."""
    contract = bank.of(batch, column)
    account = bank[batch.columns[column].target].at("account_id", contract, 0)
    strange: Flags = (contract >= 0) & (account != batch["account_id"])
    return strange


def settling(bank: Bank, batch: Batch, column: str) -> tuple[Batch, Integers]:
    """The postings that settle a contract which is there, and the contract's position."""
    contract = bank.of(batch, column)
    chosen = (contract >= 0) & ~batch.has("category", *BESIDE)
    return batch.take(chosen), contract[chosen]


def once(rows: Integers, size: int) -> Integers:
    """How often each of so many positions stands there."""
    return np.bincount(rows, minlength=size).astype(np.int64)
