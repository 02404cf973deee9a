"""All postings: everything that posts to a block's accounts, in the one order that accounts and transactions share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, NamedTuple

from lastro.bank.contracts.cards.terms import Cards
from lastro.bank.contracts.investments.terms import Investments
from lastro.bank.contracts.loans.terms import Loans
from lastro.bank.crime.closings import stopped_for_cases
from lastro.bank.crime.postings import with_cases
from lastro.bank.ledger.balances import ArrangedPostings, Balances, arrange
from lastro.bank.ledger.bills import monthly_bills
from lastro.bank.ledger.charges.service_fees import service_fees
from lastro.bank.ledger.consequences import consequences
from lastro.bank.ledger.everyday import everyday
from lastro.bank.ledger.firms.owners import debits_of, pro_labore
from lastro.bank.ledger.firms.payroll_taxes import StaffPay, payroll_taxes
from lastro.bank.ledger.firms.sales import revenue
from lastro.bank.ledger.firms.supplies import supplies
from lastro.bank.ledger.habits.collecting import collections
from lastro.bank.ledger.habits.lending import lending
from lastro.bank.ledger.habits.passing_on import passed_on
from lastro.bank.ledger.habits.paying_twice import paid_twice
from lastro.bank.ledger.habits.saving_clubs import saving_clubs
from lastro.bank.ledger.habits.selling import selling
from lastro.bank.ledger.habits.sittings import at_one_sitting
from lastro.bank.ledger.habits.taking_cash import cash_takings
from lastro.bank.ledger.habits.trials import trials
from lastro.bank.ledger.limits import payments_by_day, transfers_within_limits, withdrawals_within_limits
from lastro.bank.ledger.own_money.moves import own_money
from lastro.bank.ledger.own_money.sizing import Moves, sized
from lastro.bank.ledger.own_money.unfunded import funded
from lastro.bank.ledger.pay.income import earnings, portability, wages
from lastro.bank.ledger.pay.payroll import payroll
from lastro.bank.ledger.pay.wages_here import wages_here
from lastro.bank.ledger.pay.winding_down import kept
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.settlements import Contracts, settlements
from lastro.bank.ledger.surplus import budget, first_deposits, month_flows
from lastro.bank.ledger.transfers import between_customers
from lastro.bank.people.account_block import AccountBlock, LedgerAccounts
from lastro.bank.people.stopped import Stopped
from lastro.engine.rows.memo import made_once


class Posted(NamedTuple):
    """The postings of a block's accounts in order, and the balances of each account's months."""

    arranged: ArrangedPostings
    balances: Balances


def all_postings(block: AccountBlock, contracts: Contracts) -> tuple[list[Postings], Moves]:
    """The postings of every source, before they are cut and put in order, and the moves that size own money.

    The order counts where two postings share a second: what brings money stands before what takes it.
    """
    contracts_post = settlements(block, contracts)
    paid = wages_here(block, [kept(block, part) for part in wages(block)])
    owners, drawn = pro_labore(block)
    outside, staff = payroll(block, paid.employees)
    guides = payroll_taxes(block, StaffPay.together([paid.staff, staff]), drawn)
    recurring = [earnings(block), revenue(block), supplies(block), monthly_bills(block), outside, *guides]
    fixed = [*paid.postings, *(kept(block, part) for part in recurring)]
    inflow, outflow = month_flows(block, [*fixed, *contracts_post.foreseen])
    daily = withdrawals_within_limits(everyday(block, budget(block, inflow, outflow)))
    daily = paid_twice(block, at_one_sitting(block, daily))
    fees = service_fees(block, daily)
    forwarded = portability(block, paid.postings)
    planned = [*fixed, *debits_of(owners), daily, *fees, forwarded, *contracts_post.foreseen]
    sale = selling(block)
    gone = replace(contracts_post, swept=Postings.together([contracts_post.swept, sale.away]))
    own = own_money(block, planned, forwarded, gone)
    among_us = transfers_within_limits(block, between_customers(block))
    posted = [first_deposits(block), *fixed, *owners, *own.postings, *contracts_post.postings, among_us, daily, *fees]
    made = payments_by_day(block, posted)
    habits = [*collections(block), *saving_clubs(block), *lending(block), *passed_on(block, made)]
    habits += [cash_takings(block), sale.postings, trials(block)]
    return [*habits, *made, *consequences(block, made)], own.moves


def posted(block: AccountBlock, contracts: Contracts) -> Posted:
    """The same, cut and in order, with balances by month; made once for accounts and transactions of one block."""

    def make() -> Posted:
        return Posted(*funded(block, with_cases(block, contracts.cards, without_cases(block, contracts))))

    return made_once(block.customers, posted, (block.run, block.stopped, *_terms(block, contracts)), make)


def without_cases(block: AccountBlock, contracts: Contracts) -> ArrangedPostings:
    """The same without crime, and as if no account was stopped for any."""

    def make() -> ArrangedPostings:
        everything, moves = all_postings(block, contracts)
        return sized(block, arrange(block, everything), moves)

    return made_once(block.customers, without_cases, (block.run, *_terms(block, contracts)), make)


def closings(block: AccountBlock, contracts: Contracts) -> Stopped:
    """Which accounts of a block the bank stops for their part in a case, and when, by as_of."""
    return stopped_for_cases(block, contracts, lambda: without_cases(block, contracts))


def _terms(block: AccountBlock, contracts: Contracts) -> Iterator[dict[str, Any]]:
    """The columns of accounts and contracts that have no state, all that postings may follow from."""
    opened = [name for name in dir(LedgerAccounts) if not name.startswith("_")]
    yield {name: getattr(block.accounts, name) for name in opened}
    parts = (Loans, contracts.loans), (Cards, contracts.cards), (Investments, contracts.investments)
    for kind, rows in parts:
        yield {each.name: getattr(rows, each.name) for each in fields(kind)}
