"""All postings: everything that posts to a block's accounts, in the one order that accounts and transactions share."""

from __future__ import annotations

from lastro.bank.ledger.balances import ArrangedPostings, arrange
from lastro.bank.ledger.bills import monthly_bills
from lastro.bank.ledger.consequences import consequences
from lastro.bank.ledger.everyday import everyday
from lastro.bank.ledger.limits import payments_by_day, transfers_within_limits, withdrawals_within_limits
from lastro.bank.ledger.own_money import own_money
from lastro.bank.ledger.pay.income import earnings, portability, revenue, wages
from lastro.bank.ledger.pay.payroll import payroll
from lastro.bank.ledger.pay.wages_here import wages_here
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.service_fees import service_fees
from lastro.bank.ledger.settlements import Contracts, settlements
from lastro.bank.ledger.sizing import Moves, sized
from lastro.bank.ledger.surplus import budget, first_deposits, month_flows
from lastro.bank.ledger.transfers import between_customers
from lastro.bank.people.account_block import AccountBlock


def all_postings(block: AccountBlock, contracts: Contracts) -> tuple[list[Postings], Moves]:
    """The postings of every source, before they are cut and put in order, and the moves that size own money.

    The order counts where two postings share a second: what brings money stands before what takes it.
    """
    contracts_post = settlements(block, contracts)
    paid = wages_here(block, wages(block))
    sold = [earnings(block), revenue(block)]
    fixed = [*paid.postings, *sold, monthly_bills(block), payroll(block, paid.employees)]
    inflow, outflow = month_flows(block, [*fixed, *contracts_post.foreseen])
    daily = withdrawals_within_limits(everyday(block, budget(block, inflow, outflow)))
    fees = service_fees(block, daily)
    forwarded = portability(block, paid.postings)
    own = own_money(block, [*fixed, daily, *fees, forwarded, *contracts_post.foreseen], forwarded, contracts_post)
    among_us = transfers_within_limits(block, between_customers(block))
    posted = [first_deposits(block), *fixed, *own.postings, *contracts_post.postings, among_us, daily, *fees]
    made = payments_by_day(block, posted)
    return [*made, *consequences(block, made)], own.moves


def arranged_postings(block: AccountBlock, contracts: Contracts) -> ArrangedPostings:
    """The same, cut, in order and sized."""
    posted, moves = all_postings(block, contracts)
    return sized(block, arrange(block, posted), moves)
