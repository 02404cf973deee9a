"""Accounts: what customers keep their money in, from the first deposit to the last balance."""

from __future__ import annotations

import numpy as np

from branches import Branch
from customers import Customer
from lastro.bank.choices import AccountStatus, AccountType, Currency
from lastro.bank.contracts.contracts import contracts_of
from lastro.bank.ledger.all_postings import arranged_postings
from lastro.bank.ledger.balances import last_activity, run_balances
from lastro.bank.people.account_block import desk
from lastro.bank.people.account_numbers import account_numbers
from lastro.bank.people.opening import Opened, branch_of, opened
from lastro.bank.people.period import history_start
from lastro.brazil.places import Places
from lastro.engine import Lookup, Row, Run, Table, col, table
from lastro.engine.arrays import Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

DORMANT_AFTER = 180  # days in which nobody did anything, ASSUMED


class Account(Row):
    account_id = col.key("Account identifier")
    customer_id = col.ref(Customer, "Owner of the account", owner=True)
    account_type = col.choice("Kind of account", AccountType)
    balance = col.money("Balance at the end of as_of: opening balance and all transactions since", state=True)
    currency = col.choice("Currency of the account (ISO 4217)", Currency)
    created_at = col.moment("When the account was opened")
    updated_at = col.moment("Last posting or change of the account, the opening if there was none", state=True)
    branch_id = col.ref(Branch, "Branch that keeps the account")
    account_number = col.text(
        "Account number and check digit (modulo 11), unique in its branch",
        personal=True, pattern=r"\d{7,8}-\d", example="1234567-9",
    )  # fmt: skip
    status = col.choice("Active, Dormant (nothing done for half a year) or Closed", AccountStatus, state=True)
    closed_at = col.moment("When the account was closed; null while it is open", nullable=True, state=True)
    opening_balance = col.money("Balance at history_start; 0 for an account opened later")
    overdraft_limit = col.money("How far the balance may fall below zero", minimum=0)


def generate(run: Run, customers: Table[Customer], branches: Lookup[Branch]) -> Table[Account]:
    accounts = opened(run, customers)
    bench = desk(run, customers, accounts)
    arranged = arranged_postings(bench, contracts_of(bench))
    balance = run_balances(bench, arranged).close[:, -1]
    last = last_activity(bench, arranged)
    branch = branch_of(run.draws("customers", customers.customer_id), run.once(Places), customers, branches)
    return table(
        Account,
        account_id=accounts.account_id,
        customer_id=accounts.customer_id,
        account_type=accounts.account_type,
        balance=balance,
        currency=np.full(len(accounts), Currency.BRL),
        created_at=accounts.created_at,
        updated_at=np.maximum(np.maximum(last, accounts.created_at), accounts.closed_at),
        branch_id=branches.branch_id[branch[accounts.owner]],
        account_number=account_numbers(run.seed, accounts.account_id),
        status=_status(run, accounts, last),
        closed_at=accounts.closed_at,
        opening_balance=accounts.opening_balance,
        overdraft_limit=accounts.overdraft_limit,
    )


def _status(run: Run, accounts: Opened, last: Integers) -> Integers:
    """Active, Dormant after half a year in which nobody did anything, or Closed."""
    seen = np.maximum(np.maximum(last, accounts.created_at), history_start(run) * DAY)
    dormant = run.end - seen > DORMANT_AFTER * DAY
    still_open = np.where(dormant, AccountStatus.DORMANT, AccountStatus.ACTIVE)
    return np.where(accounts.closed_at != NULL, AccountStatus.CLOSED, still_open)


if __name__ == "__main__":
    from lastro.engine.tasks.script import main

    main(__file__)
