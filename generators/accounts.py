"""Accounts: what customers keep their money in, from the first deposit to the last balance."""

from __future__ import annotations

if __name__ == "__main__":  # before all that needs a package, since it says which is missing
    from lastro.engine.tasks.script import main

    main(__file__)

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from branches import Branch
from customers import Customer
from lastro.bank.choices import AccountStatus, AccountType, Currency
from lastro.bank.contracts.contracts import contracts_of
from lastro.bank.contracts.restrictions import granted
from lastro.bank.crime.closings import as_stopped
from lastro.bank.ledger.activity import Activity, FileActivity, LedgerActivity, Seen
from lastro.bank.ledger.all_postings import closings, posted
from lastro.bank.people.account_block import account_block
from lastro.bank.people.account_numbers import account_numbers
from lastro.bank.people.opening import OpenedAccounts, branch_of, opened
from lastro.bank.people.period import history_start
from lastro.bank.relations.joint_accounts import second_holders
from lastro.brazil.places import Places
from lastro.engine import Lookup, Row, Run, Table, col, table
from lastro.engine.arrays import Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

if TYPE_CHECKING:
    from transactions import Transaction

DORMANT_AFTER = 180  # days in which nobody did anything, ASSUMED


class Account(Row):
    account_id = col.key("Account identifier")
    customer_id = col.ref(Customer, "Owner of the account", owner=True)
    account_type = col.choice("Kind of account", AccountType)
    balance = col.money("Balance at the end of as_of: opening balance and all transactions since", state=True)
    currency = col.choice("Currency of the account (ISO 4217)", Currency)
    created_at = col.moment("When the account was opened", born=True)
    updated_at = col.moment("Last posting or change of the account, the opening if there was none", state=True)
    branch_id = col.ref(Branch, "Branch that keeps the account")
    account_number = col.text(
        "Account number and check digit (modulo 11), unique in the bank",
        personal=True, pattern=r"\d{7,9}-\d", example="1234567-9",
    )  # fmt: skip
    status = col.choice("Active, Dormant (nothing done for half a year) or Closed", AccountStatus, state=True)
    closed_at = col.moment("When the account was closed; null while it is open", nullable=True, state=True)
    opening_balance = col.money("Balance at history_start; 0 for an account opened later")
    overdraft_limit = col.money("How far the balance may fall below zero", minimum=0, maximum=1_000_000)
    restricted_on = col.date(
        "Day from which only the bank itself posts (interest, what it takes back for who was cheated, the closing), as "
        "the owner's identity was refused or money of a crime had come to the account; null for nearly all",
        nullable=True,
        state=True,
    )
    second_holder_id = col.ref(
        Customer, "Second holder of a joint account, who lives with the owner; null for most", nullable=True
    )


def generate(run: Run, customers: Table[Customer], branches: Lookup[Branch]) -> Table[Account]:
    accounts = opened(run, customers)
    block = account_block(run, customers, accounts)
    contracts = contracts_of(block)
    stopped = closings(block, contracts)
    if stopped.some:
        accounts = as_stopped(accounts, stopped)
        block, contracts = account_block(run, customers, accounts), granted(contracts, accounts)
    activity = LedgerActivity(block, *posted(block, contracts))
    branch = branch_of(run.draws("customers", customers.customer_id), run.once(Places), customers, branches)
    return table(
        Account,
        account_id=accounts.account_id,
        customer_id=accounts.customer_id,
        account_type=accounts.account_type,
        currency=np.full(len(accounts), Currency.BRL),
        created_at=accounts.created_at,
        branch_id=branches.branch_id[branch[accounts.owner]],
        account_number=account_numbers(run.seed, accounts.account_id),
        opening_balance=accounts.opening_balance,
        overdraft_limit=accounts.overdraft_limit,
        second_holder_id=second_holders(run, customers, accounts),
        **vars(AccountStates(run, accounts, activity).on(run.as_of)),
    )


@dataclass(frozen=True)
class AccountState:
    """Where accounts stand at the end of a day, by the names of Account."""

    balance: Integers
    updated_at: Integers
    status: Integers
    closed_at: Integers
    restricted_on: Integers


@dataclass(frozen=True)
class AccountStates:
    """The states of accounts; accounts: their unchanging columns and closed_at as far as it is known."""

    run: Run
    accounts: OpenedAccounts | Table[Account]
    activity: Activity

    def on(self, day: int) -> AccountState:
        """Balance and status at the end of a day: Dormant after half a year in which nobody did anything."""
        return self._state(np.arange(len(self.accounts.account_id)), self.activity.on(day), day * DAY + DAY - 1)

    def at_birth(self) -> AccountState:
        """Of each account when it is opened."""
        opening, nothing = self.accounts.opening_balance, np.full(len(self.accounts.account_id), NULL)
        every = np.arange(len(opening))
        return self._state(every, Seen(opening, nothing, nothing), self.accounts.created_at)

    def after(self, steps: Integers) -> tuple[Integers, AccountState]:
        """Of the account of each posting right after it; steps: positions among the postings of the file."""
        assert isinstance(self.activity, FileActivity)
        account, seen = self.activity.after(steps)
        return account, self._state(account, seen, seen.posted_at)

    def _state(self, account: Integers, seen: Seen, end: Integers | int) -> AccountState:
        """Of accounts (by position) at moments by which so much was seen of them."""
        created, closed_at = self.accounts.created_at[account], self.accounts.closed_at[account]
        restricted_on = self.accounts.restricted_on[account]
        restricted = (restricted_on != NULL) & (restricted_on * DAY <= end)
        closed = (closed_at != NULL) & (closed_at <= end)
        done = np.maximum(np.maximum(seen.done_at, created), history_start(self.run) * DAY)
        asleep_at = done + DORMANT_AFTER * DAY + 1
        dormant = (asleep_at <= end) & ~closed
        changes = [
            created,
            seen.posted_at,
            np.where(dormant, asleep_at, NULL),
            np.where(restricted, restricted_on * DAY, NULL),
            np.where(closed, closed_at, NULL),
        ]
        return AccountState(
            balance=seen.balance,
            updated_at=np.max(changes, axis=0),
            status=np.select([closed, dormant], [AccountStatus.CLOSED, AccountStatus.DORMANT], AccountStatus.ACTIVE),
            closed_at=np.where(closed, closed_at, NULL),
            restricted_on=np.where(restricted, restricted_on, NULL),
        )


STEPS = "transactions"  # each changes an account
STATES_READ = {"transactions": ("transaction_id", "account_id", "transaction_date", "balance_after")}


def states(run: Run, accounts: Table[Account], transactions: Table[Transaction]) -> AccountStates:
    """The states of accounts on any day, from the postings in the file."""
    return AccountStates(run, accounts, FileActivity.of(accounts, transactions))
