"""Accounts: where money lies."""

from customers import Customer
from lastro.engine import Row, Run, Table, col, table
from lastro.engine.random.keys import child

HIGHEST = 1000


class Account(Row):
    account_id = col.key("Account identifier")
    customer_id = col.ref(Customer, "Owner")
    balance = col.money("Balance at the end of as_of")


def generate(run: Run, customers: Table[Customer]) -> Table[Account]:
    keys = child(customers.customer_id, 0, 2, "accounts")
    balance = run.draws("accounts", keys).integer("balance", run.as_of % 2, HIGHEST)
    return table(Account, account_id=keys, customer_id=customers.customer_id, balance=balance)


if __name__ == "__main__":
    from lastro.engine.tasks.script import main

    main(__file__)
