"""Sources: everything that posts to a block's accounts, in the one order that accounts and transactions share."""

from __future__ import annotations

from lastro.bank.ledger.balances import Sorted, arrange
from lastro.bank.ledger.bills import bills
from lastro.bank.ledger.everyday import everyday
from lastro.bank.ledger.income import earnings, revenue, wages
from lastro.bank.ledger.own_money import own_money
from lastro.bank.ledger.payroll import payroll
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.settlements import Contracts, settlements
from lastro.bank.ledger.surplus import budget, first_deposits, month_flows
from lastro.bank.ledger.transfers import between_customers
from lastro.bank.people.account_block import Desk


def all_postings(desk: Desk, contracts: Contracts) -> list[Postings]:
    """The postings of every source, before they are cut and put in order.

    The order counts where two postings share a second: what brings money stands before what takes it.
    """
    contracts_post = settlements(desk, contracts)
    fixed = [*wages(desk), earnings(desk), revenue(desk), bills(desk), payroll(desk)]
    inflow, outflow = month_flows(desk, [*fixed, *contracts_post.foreseen])
    daily = everyday(desk, budget(desk, inflow, outflow))
    daily_in, daily_out = month_flows(desk, [daily])
    first = first_deposits(desk)
    came, went = month_flows(desk, [first, *contracts_post.postings])
    foreseen_in, foreseen_out = month_flows(desk, contracts_post.foreseen)
    surprise = (came - foreseen_in) - (went - foreseen_out)
    moved = own_money(desk, inflow + daily_in, outflow + daily_out, surprise)
    return [first, *fixed, *moved, *contracts_post.postings, between_customers(desk), daily]


def arranged_postings(desk: Desk, contracts: Contracts) -> Sorted:
    """The same, cut and in order."""
    return arrange(desk, all_postings(desk, contracts))
