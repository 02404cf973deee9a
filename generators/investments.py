"""Investments: what customers have put aside, what it is worth, and what came of it."""

from __future__ import annotations

if __name__ == "__main__":  # before all that needs a package, since it says which is missing
    from lastro.engine.tasks.script import main

    main(__file__)

from accounts import Account
from customers import Customer
from lastro.bank.choices import Indexer, InvestmentStatus, InvestmentType, Product
from lastro.bank.contracts.investments.terms import Investments, investments_of
from lastro.bank.contracts.investments.values import InvestmentStates
from lastro.bank.contracts.restrictions import is_granted
from lastro.bank.people.holdings import holdings
from lastro.bank.people.traits import died_of, traits
from lastro.engine import Row, Run, Table, col, table


class Investment(Row):
    investment_id = col.key("Investment identifier")
    customer_id = col.ref(Customer, "Investor", owner=True)
    account_id = col.ref(Account, "Account that paid for it and receives the redemption")
    investment_type = col.choice("Kind of investment", InvestmentType)
    amount = col.money("Amount invested on purchase_date", minimum=0.01, maximum=1_000_000_000)
    purchase_date = col.date("Day of the purchase", born=True)
    maturity_date = col.date("Day on which it matures; null for shares and funds", nullable=True, ahead=True)
    status = col.choice("Active, or Closed once redeemed", InvestmentStatus, state=True)
    product = col.choice("What was bought; shares and funds are invented ones", Product)
    indexer = col.choice("What the return follows; null for shares and funds", Indexer, nullable=True)
    rate = col.decimal(
        "Percent of the CDI; or percent a year, above Selic or IPCA where it follows these; null for shares and funds",
        decimals=2, unit="%", nullable=True, minimum=0, maximum=1_000, example="102.5",
    )  # fmt: skip
    current_value = col.money(
        "Gross value on the last bank business day up to as_of; 0 once redeemed", state=True, mark=True, minimum=0
    )
    last_activity_date = col.date("Last purchase, redemption or instruction by the customer", state=True)
    redeemed_on = col.date("Day of the redemption; null while active", nullable=True, state=True)
    redemption_amount = col.money("Net amount credited at the redemption; null while active", nullable=True, state=True)
    income_tax = col.money("Income tax withheld at the redemption; null while active", nullable=True, state=True)
    updated_at = col.moment("Redemption, else the last revaluation or instruction", state=True)


def generate(run: Run, customers: Table[Customer], accounts: Table[Account]) -> Table[Investment]:
    """The investments of a block's customers bought by as_of, and what they are worth or were redeemed for."""
    held = holdings(customers.customer_id, accounts)
    papers = investments_of(run, customers, held, traits(run, customers))
    papers = papers.take(is_granted(accounts, papers.account_id, papers.purchase_date))
    return table(Investment, **vars(papers), **vars(states(run, papers, customers).on(run.as_of)))


def states(run: Run, investments: Investments | Table[Investment], customers: Table[Customer]) -> InvestmentStates:
    """The states of investments on any day."""
    return InvestmentStates(
        run, investments, died_of(investments.customer_id, customers.customer_id, traits(run, customers))
    )
