"""Sources: everything that posts to a block's accounts, in the one order that accounts and transactions share."""

from __future__ import annotations

from bank.bills import bills
from bank.desk import Desk
from bank.everyday import everyday
from bank.income import earnings, revenue, wages
from bank.ledger import Sorted, arrange
from bank.payroll import payroll
from bank.postings import Postings
from bank.settlements import Contracts, settlements
from bank.surplus import budget, first_deposits, month_flows, own_money
from bank.transfers import between_customers


def all_postings(desk: Desk, contracts: Contracts) -> list[Postings]:
    """The postings of every source, before they are cut and put in order.

    The order counts where two postings share a second: what brings money stands before what takes it.
    """
    contracts_post = settlements(desk, contracts)
    fixed = [*wages(desk), earnings(desk), revenue(desk), bills(desk), payroll(desk)]
    inflow, outflow = month_flows(desk, [*fixed, *contracts_post.foreseen])
    daily = everyday(desk, budget(desk, inflow, outflow))
    flows = [a + b for a, b in zip((inflow, outflow), month_flows(desk, [daily]), strict=True)]
    brought, *put_aside = own_money(desk, *flows)
    return [first_deposits(desk), brought, *fixed, *put_aside, *contracts_post.postings, between_customers(desk), daily]


def arranged_postings(desk: Desk, contracts: Contracts) -> Sorted:
    """The same, cut and in order."""
    return arrange(desk, all_postings(desk, contracts))
