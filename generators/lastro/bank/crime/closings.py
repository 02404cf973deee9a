"""Closings: which accounts the bank blocks and closes for their part in a case: those that were opened for it.

A bought account, or that of a young company that sells nothing, is blocked on the day after its case becomes known, if
money of the case had reached it by then; some weeks later it is closed, with all others of its owner. Whoever holds a
contract is kept, as one that runs cannot be closed. Each case decides for itself; whom its money does not reach, since
somebody before was stopped for another, is not stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from lastro.bank.compliance.reviews import office_moment
from lastro.bank.crime.cases import Cases, cases_of, rates
from lastro.bank.crime.choices import CaseKind
from lastro.bank.crime.control import Control, watched
from lastro.bank.crime.members import Members, Seated, are_bought, are_young_shells, members_of, seated
from lastro.bank.crime.playing.permitted import blocked_at
from lastro.bank.crime.playing.walk import walked
from lastro.bank.crime.steps import MOST
from lastro.bank.ledger.balances import ArrangedPostings
from lastro.bank.ledger.settlements import Contracts
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.stopped import LATEST, Stopped
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, positions

# Days from the block to the closing, from and below, ASSUMED: after what is taken back (MED: 11 days), or any weekend
WAIT = {CaseKind.FRAUD: (12, 31), CaseKind.LAUNDERING: (6, 31)}


def stopped_for_cases(
    block: AccountBlock, contracts: Contracts, without_cases: Callable[[], ArrangedPostings]
) -> Stopped:
    """When accounts of a block are stopped and closed, by as_of; without_cases makes their postings without any."""
    count = len(block.accounts)
    nobody = Stopped(np.full(count, LATEST), np.full(count, LATEST))
    if not any(rates(block.run).values()):
        return nobody
    cases = cases_of(block.run, block.customers)
    places = seated(block.run, block.customers, block.accounts, cases)
    members = members_of(places)
    found = members.take(_stoppable(block, contracts, cases, members))
    if len(found):
        control = Control.of(block, without_cases(), watched(block, members.account))
        return _who_was_paid(block, control, cases, places, found)
    return nobody


def _who_was_paid(block: AccountBlock, control: Control, cases: Cases, places: Seated, able: Members) -> Stopped:
    """The accounts of those able to be stopped whom money of their case has reached, past all that are stopped before.

    A block follows from what was paid before it; so each turn settles at least one more block, the earliest first.
    """
    stopped, members = block.stopped, members_of(places)
    while True:
        paid = walked(replace(block, stopped=stopped), control, cases, places)
        before, stopped = stopped, _of_owners(block, cases, able.take(_was_paid(paid, cases, able)))
        if (stopped.since == before.since).all() or not _hold_up(stopped, cases, members):
            return stopped


def _hold_up(stopped: Stopped, cases: Cases, members: Members) -> bool:
    """Whether an account is stopped before the bank hears of another case that it has a place in."""
    known = cases.known_at[members.case]
    early = stopped.since[members.account] < blocked_at(known)
    return bool((early & (known != NULL)).any())


def _stoppable(block: AccountBlock, contracts: Contracts, cases: Cases, members: Members) -> Flags:
    """Whose accounts were opened for their case, which the bank knows of, while they are open and owe nothing."""
    opened = block.accounts.created_at[members.account]
    for_it = are_bought(cases, members, opened) | are_young_shells(cases, members, opened)
    blocked = blocked_at(cases.known_at[members.case])
    known = (cases.known_at[members.case] != NULL) & (blocked <= block.run.end)
    closed = block.accounts.closed_at[members.account]
    there = (closed == NULL) | (closed >= blocked + DAY)
    contract = _first_contract(block, contracts)[members.customer]
    found: Flags = for_it & known & there & (contract >= blocked) & ~block.people.refused[members.customer]
    return found


def _first_contract(block: AccountBlock, contracts: Contracts) -> Integers:
    """When each customer's first contract begins that is still known, LATEST for none."""
    first = np.full(len(block.customers), LATEST)
    for part, moment in (
        (contracts.loans, contracts.loans.start_date * DAY),
        (contracts.cards, contracts.cards.created_at // DAY * DAY),
        (contracts.investments, contracts.investments.purchase_date * DAY),
    ):
        np.minimum.at(first, positions(part.customer_id, block.customers.customer_id), moment)
    return first


def _was_paid(paid: Any, cases: Cases, members: Members) -> Flags:
    """To whom money of the case had come when it became known."""
    before = paid.take((paid.payee >= 0) & (paid.moment < blocked_at(cases.known_at[paid.case])))
    seats = members.case << 32 | members.account
    found: Flags = np.isin(seats, before.case << 32 | before.payee)
    return found


def _of_owners(block: AccountBlock, cases: Cases, members: Members) -> Stopped:
    """All accounts of members, stopped and closed as the first of their cases has it."""
    blocked, draws = blocked_at(cases.known_at[members.case]), cases.draws.at(members.case)
    low, high = (np.array([wait[end] for wait in WAIT.values()])[cases.kind[members.case]] for end in (0, 1))
    wait = draws.integer("closed after", low, high, members.role * MOST + members.place)
    closes = office_moment(draws, blocked // DAY + wait)
    order = np.lexsort((closes, blocked, members.customer))
    customer, first = np.unique(members.customer[order], return_index=True)
    since, until = np.full((2, len(block.customers)), LATEST)
    since[customer], until[customer] = blocked[order][first], closes[order][first]
    holder = positions(block.accounts.customer_id, block.customers.customer_id)
    since, until, own = since[holder], until[holder], block.accounts.closed_at
    gone = (own != NULL) & (own <= since)
    until = np.minimum(until, np.where(own == NULL, LATEST, own))
    return Stopped(np.where(gone, LATEST, since), np.where(gone | (until > block.run.end), LATEST, until))


def as_stopped(accounts: Any, stopped: Stopped) -> Any:
    """The accounts of a block with what is stopped among them; those that would be opened later are not."""
    rows, closed = stopped.since != LATEST, stopped.closes != LATEST
    marked = accounts.but(
        restricted_on=np.where(rows, stopped.since // DAY, accounts.restricted_on),
        closed_at=np.where(closed, stopped.closes, np.where(rows, NULL, accounts.closed_at)),
    )
    return marked.take(accounts.created_at < stopped.since)
