"""M1 to M3 and H3: every cent of every account, in the order of the file.

For each account, the last balance and moment are kept from batch to batch, so rows of an account may lie anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from lastro.bank.choices import AccountType, Direction
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.owned_rows import OwnedRows
from lastro.checks.rule_registry import Broken, each, whole
from lastro.engine.arrays import Integers
from lastro.engine.rows.moments import DAY

LONG_AGO = np.iinfo(np.int64).min
ADJUSTMENT = "^Ajuste de saldo"
MAY_OWE = (AccountType.CHECKING, AccountType.BUSINESS)


@dataclass
class RunningBalances:
    """Each account's balance, last moment and last number after the postings read so far."""

    balance: Integers
    moment: Integers
    number: Integers


def running_balances(bank: Bank) -> RunningBalances:
    """Those of all accounts; before the first posting that is the opening balance."""
    if "running balances" not in bank.notes:
        opening = bank["accounts"].opening_balance
        count = len(opening)
        bank.notes["running balances"] = RunningBalances(
            opening.copy(), np.full(count, LONG_AGO), np.zeros(count, np.int64)
        )
    return cast(RunningBalances, bank.notes["running balances"])


@each("M1", "transactions")
def amounts_are_positive(bank: Bank, batch: Batch) -> Broken:
    """The direction says which way; the amount is positive."""
    yield "amount", "its amount is not positive", batch["amount"] <= 0


@each("M1", "transactions")
def balances_follow_from_one_another(bank: Bank, batch: Batch) -> Broken:
    """Within an account time never falls, numbers count, and each balance is the one before and the amount."""
    now, rows = running_balances(bank), OwnedRows.of(bank.of(batch, "account_id"))
    columns = (batch[name][rows.order] for name in ("balance_after", "transaction_date", "posting_number"))
    after, moment, number = columns
    signed = np.where(batch.has("direction", Direction.CREDIT), batch["amount"], -batch["amount"])[rows.order]
    jumps = rows.in_batch(after != rows.before(now.balance, after) + signed)
    yield "balance_after", "balance_after is not the balance before and its amount", jumps
    earlier = moment < rows.before(now.moment, moment)
    yield "transaction_date", "it lies before the posting that stands before it", rows.in_batch(earlier)
    counted = number == rows.before(now.number, number) + 1
    yield "posting_number", "posting_number is not the one behind the posting before", rows.in_batch(~counted)
    last = np.roll(rows.first, -1) if len(rows.first) else rows.first
    ends = rows.owner[last]
    now.balance[ends], now.moment[ends], now.number[ends] = after[last], moment[last], number[last]


@each("M3", "transactions")
def balances_keep_the_limit(bank: Bank, batch: Batch) -> Broken:
    """No balance falls below -overdraft_limit."""
    account = bank.of(batch, "account_id")
    limit = bank["accounts"].at("overdraft_limit", account, 0)
    below = (account >= 0) & (batch["balance_after"] < -limit)
    yield "balance_after", "balance_after lies below the overdraft limit", below


@each("M3", "accounts")
def limits_stand_where_they_may(bank: Bank, batch: Batch) -> Broken:
    """Only Checking and Business accounts have a limit, and no account opens below it."""
    limit = batch["overdraft_limit"]
    yield "overdraft_limit", "its overdraft_limit is negative", limit < 0
    yield "overdraft_limit", "this kind of account has no overdraft", (limit > 0) & ~batch.has("account_type", *MAY_OWE)
    yield "opening_balance", "it opens below its overdraft limit", batch["opening_balance"] < -limit


@each("M2", "accounts")
def young_accounts_open_with_nothing(bank: Bank, batch: Batch) -> Broken:
    """An account opened within the history opens with 0."""
    young = batch["created_at"] >= bank.history_start * DAY
    yield "opening_balance", "opened within the history, but not with 0", young & (batch["opening_balance"] != 0)


@whole("M2", "accounts")
def postings_lead_to_the_balance(bank: Bank) -> Broken:
    """The last balance_after, or opening_balance where there is no posting, is the account's balance."""
    yield "balance", "its postings lead to another balance", running_balances(bank).balance != bank["accounts"].balance


@each("H3", "transactions", note=True)
def nothing_was_adjusted(bank: Bank, batch: Batch) -> Broken:
    """A generated bank needs no entry that makes up for an edit."""
    adjusted = batch.text("description").str.contains(ADJUSTMENT).to_numpy()
    yield "description", "an entry that makes up for an edit by hand", adjusted
