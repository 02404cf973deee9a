"""Grants: who is lent money, by what the bank knows the day before; and whether anybody may be given more credit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.compliance.refusals import refused_between
from lastro.bank.contracts.loans.arrears import Stress
from lastro.bank.contracts.loans.lives import LoanLives, lives_of
from lastro.bank.contracts.loans.renegotiation import renegotiations
from lastro.bank.contracts.loans.terms import KEPT_AFTER_END, LOOK_BACK, Loans, Requests, requests
from lastro.bank.contracts.starts import months_of_contracts
from lastro.bank.people.holdings import Holdings
from lastro.bank.people.path.path import Path, path_of
from lastro.bank.people.period import history_start
from lastro.bank.people.traits import Traits
from lastro.brazil.calendar import add_months, month_index
from lastro.engine import Run, Table
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.memo import once_a_block
from lastro.engine.rows.tables import positions

IN_TROUBLE = 0.35  # hardship of the month before from which a credit bureau tells of debts elsewhere, ASSUMED
DEFAULT_KEPT = 1_826  # days for which a default counts against who had it: five years (Lei 8.078/1990, art. 43)
RENEGOTIATED_KEPT = 365  # the same of a renegotiation, ASSUMED


@dataclass(frozen=True)
class Credit:
    """The loans of a block's customers that were granted, and what else decides about more credit."""

    loans: Loans  # granted, renegotiations among them, by customer and start
    lives: LoanLives  # of these
    owner: Integers  # positions of their customers
    path: Path  # of the customers
    refused: tuple[Integers, Integers]  # by customer: between which days a KYC review refuses them

    def may_borrow(self, customer: Integers, day: Integers) -> Flags:
        """Whether customers (positions) may be given credit on days: not while they are past due, not after a default,
        not while a review refuses them, and not without work or deep in trouble in the month before."""
        return self._is_sound(customer, day) & ~self.is_past_due(customer, day)

    def is_past_due(self, customer: Integers, day: Integers) -> Flags:
        """Whether customers (positions) are late with a loan when days begin, or have defaulted before them."""
        asked, loan = _pairs(customer, self.owner)
        late = np.zeros(len(customer), dtype=np.bool_)
        late[asked[_counts_against(self.lives, loan, day[asked])]] = True
        return late

    def _is_sound(self, customer: Integers, day: Integers) -> Flags:
        return sound(self.path, self.refused, customer, day)


def sound(path: Path, refused: tuple[Integers, Integers], customer: Integers, day: Integers) -> Flags:
    """Whether customers (positions) have work, are not deep in trouble, and are not refused, when days begin."""
    before = path.at(customer, month_index(day) - 1)
    first, last = refused
    known = (day < first[customer]) | (day > last[customer])
    found: Flags = path.employed[before] & (path.hardship[before] < IN_TROUBLE) & known
    return found


@once_a_block
def credit_of(run: Run, customers: Table[Any], held: Holdings, traits: Traits) -> Credit:
    """What customers have borrowed, and what decides whether they may borrow more."""
    path = path_of(traits, months_of_contracts(run, LOOK_BACK + 1))
    wanted = requests(run, customers, held, traits, path)
    lives = lives_of(run, wanted.loans, traits.income[wanted.owner], stress_of(path, wanted.owner))
    again = np.flatnonzero(lives.ends.renegotiated <= run.as_of)
    newer = renegotiations(lives, again)
    later = lives_of(run, newer, traits.income[wanted.owner[again]], stress_of(path, wanted.owner[again]))
    refused = refused_between(run, customers)
    may = sound(path, refused, wanted.owner, wanted.loans.start_date)
    every = lives.and_others(later)
    parent = np.append(np.arange(len(wanted)), again)
    granted = _granted(wanted, every, parent, may)
    kept = _kept(run, every, parent) & granted[parent]
    owner = wanted.owner[parent]
    order = np.flatnonzero(kept)
    order = order[np.lexsort((order, every.loans.start_date[order], owner[order]))]
    lives = every.take(order)
    return Credit(lives.loans, lives, owner[order], path, refused)


def lives_in_files(run: Run, loans: Any, customers: Table[Any], traits: Traits) -> LoanLives:
    """The lives of loans as their file has them; traits: the customers'."""
    owner = positions(loans.customer_id, customers.customer_id)
    borrowers, at = np.unique(owner, return_inverse=True)
    path = path_of(traits.take(borrowers), months_of_contracts(run, LOOK_BACK + 1))
    return lives_of(run, loans, customers.monthly_income[owner], stress_of(path, at))


def stress_of(path: Path, owner: Integers) -> Stress:
    """The path of loans' borrowers; owner: their positions among the path's customers."""
    return Stress(path.months, path.hardship[owner], path.frailty[owner], path.died[owner])


def _granted(wanted: Requests, lives: LoanLives, parent: Integers, may: Flags) -> Flags:
    """Which requests are granted: one after the other, by what became of the customer's loans that were granted before.

    lives: of the requests as if all were granted, and of what would renegotiate them; parent: the request of each.
    """
    asked, loan = _pairs(wanted.owner, wanted.owner[parent])
    start = wanted.loans.start_date
    before = np.flatnonzero((lives.loans.start_date[loan] < start[asked]) & (parent[loan] != asked))
    asked, loan = asked[before], loan[before]
    against = _counts_against(lives, loan, start[asked]) | _stands_beside(lives, loan, wanted.loans, asked)
    asked, by = asked[against], parent[loan[against]]
    rank = np.arange(len(wanted)) - np.searchsorted(wanted.owner, wanted.owner)
    granted = may.copy()
    for turn in range(1, int(rank.max(initial=0)) + 1):
        own = (rank[asked] == turn) & granted[by]
        granted[asked[own]] = False
    return granted


def _counts_against(lives: LoanLives, loan: Integers, day: Integers) -> Flags:
    """Whether loans (positions) speak against more credit when days begin."""
    ends = lives.ends
    defaulted = (ends.defaulted[loan] < day) & (day <= ends.defaulted[loan] + DEFAULT_KEPT)
    lost = ends.written_off[loan] < day
    again = (ends.renegotiated[loan] < day) & (day <= ends.renegotiated[loan] + RENEGOTIATED_KEPT)
    begun = lives.loans.start_date[loan] < day
    against: Flags = begun & (defaulted | lost | again | lives.is_late(loan, day))
    return against


def _stands_beside(lives: LoanLives, loan: Integers, wanted: Loans, asked: Integers) -> Flags:
    """Whether a loan of the same type still runs for more than half its term."""
    older = lives.loans
    begun, now = month_index(older.start_date[loan]), month_index(wanted.start_date[asked])
    found: Flags = (
        (older.loan_type[loan] == wanted.loan_type[asked])
        & ((now - begun) * 2 < older.term[loan])
        & (lives.ends.paid_off[loan] >= wanted.start_date[asked])
    )
    return found


def _kept(run: Run, lives: LoanLives, parent: Integers) -> Flags:
    """Which loans are on the books: those that ended not long before the history, and what renegotiates these."""
    loans, ends = lives.loans, lives.ends
    end = np.minimum(np.minimum(ends.paid_off, ends.written_off), add_months(loans.start_date, loans.term))
    kept = end >= history_start(run) - KEPT_AFTER_END
    found: Flags = kept | kept[parent]
    return found


def _pairs(customer: Integers, owner: Integers) -> tuple[Integers, Integers]:
    """Each asker beside each loan of the same customer, by positions; owner need not be in order."""
    order = np.argsort(owner, kind="stable")
    low, high = (np.searchsorted(owner[order], customer, side=side) for side in ("left", "right"))
    counts = high - low
    asked = np.repeat(np.arange(len(customer)), counts)
    place = np.arange(len(asked)) - np.repeat(np.cumsum(counts) - counts - low, counts)
    return asked, order[place]
