"""Transactions: what moves."""

from accounts import Account
from lastro.engine import Row, Run, Table, col, table
from lastro.engine.random.keys import child
from shared import CODES

FEE = CODES


class Transaction(Row):
    transaction_id = col.key("Transaction identifier")
    account_id = col.ref(Account, "Account")
    amount = col.money("Amount")


def generate(run: Run, accounts: Table[Account]) -> Table[Transaction]:
    keys = child(accounts.account_id, 0, 2, "transactions")
    return table(Transaction, transaction_id=keys, account_id=accounts.account_id, amount=accounts.balance + FEE)


if __name__ == "__main__":
    from lastro.engine.tasks.script import main

    main(__file__)
