"""All postings: everything that posts to a block's accounts, in the one order that accounts and transactions share."""

from __future__ import annotations

from lastro.bank.ledger.balances import ArrangedPostings, arrange
from lastro.bank.ledger.bills import monthly_bills
from lastro.bank.ledger.everyday import everyday
from lastro.bank.ledger.own_money import own_money
from lastro.bank.ledger.pay.income import earnings, revenue, wages
from lastro.bank.ledger.pay.payroll import payroll
from lastro.bank.ledger.pay.wages_here import wages_here
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.settlements import Contracts, settlements
from lastro.bank.ledger.surplus import budget, first_deposits, month_flows
from lastro.bank.ledger.transfers import between_customers
from lastro.bank.people.account_block import AccountBlock


def all_postings(block: AccountBlock, contracts: Contracts) -> list[Postings]:
    """The postings of every source, before they are cut and put in order.

    The order counts where two postings share a second: what brings money stands before what takes it.
    """
    contracts_post = settlements(block, contracts)
    paid = wages_here(block, wages(block))
    sold = [earnings(block), revenue(block)]
    fixed = [*paid.postings, *sold, monthly_bills(block), payroll(block, paid.employees)]
    inflow, outflow = month_flows(block, [*fixed, *contracts_post.foreseen])
    daily = everyday(block, budget(block, inflow, outflow))
    daily_in, daily_out = month_flows(block, [daily])
    first = first_deposits(block)
    among_us = between_customers(block)
    came, went = month_flows(block, [first, *contracts_post.postings, among_us])
    foreseen_in, foreseen_out = month_flows(block, contracts_post.foreseen)
    surprise = (came - foreseen_in) - (went - foreseen_out)
    moved = own_money(block, inflow + daily_in, outflow + daily_out, surprise)
    return [first, *fixed, *moved, *contracts_post.postings, among_us, daily]


def arranged_postings(block: AccountBlock, contracts: Contracts) -> ArrangedPostings:
    """The same, cut and in order."""
    return arrange(block, all_postings(block, contracts))
