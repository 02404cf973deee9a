"""A block as the truth sees it: customers with their postings and events, the cases among them, and labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from lastro.bank.choices import Direction
from lastro.bank.contracts.cards.terms import Cards
from lastro.bank.crime.cards.labelled import stolen_rows
from lastro.bank.crime.cards.robbed import Robbed, robbed
from lastro.bank.crime.case_keys import decoded
from lastro.bank.crime.cases import Cases, cases_of
from lastro.bank.crime.choices import CaseLeg, CaseRole
from lastro.bank.crime.members import ABSENT, Members, Seated, members_of, seated
from lastro.bank.crime.scripts import leg_of, steps_of
from lastro.bank.crime.steps import COVER, STEPS
from lastro.engine.arrays import Cents, Flags, Integers
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import NULL, positions

INNOCENT = (CaseLeg.RETURN, CaseLeg.REFUND, CaseLeg.COVER)  # legs that move no illicit money


@dataclass(frozen=True)
class Labels(Columnar):
    """The postings of cases as columns of one length, by case and time."""

    posting: Integers  # position among the transactions
    case: Integers  # position among the cases
    step: Integers
    leg: Integers
    illicit: Flags
    owner: Integers  # position of the customer
    role: Integers
    moment: Integers
    cents: Cents
    debit: Flags


@dataclass
class TruthBlock:
    """Some customers and all that belongs to them, with the cases that have begun among them."""

    run: Run
    customers: Any
    accounts: Any
    credit_cards: Any
    transactions: Any
    compliance: Any
    digital_activity: Any
    card_transactions: Any

    @cached_property
    def on_accounts(self) -> Cases:
        """The cases that post to accounts, in the order of their keys."""
        return cases_of(self.run, self.customers)

    @cached_property
    def on_cards(self) -> Robbed:
        """The cases on credit cards, with these."""
        return robbed(self.run, self.customers, Cards.of(self.credit_cards))

    @cached_property
    def cases(self) -> Cases:
        """All cases, in the order of their keys."""
        return joined(self.run, self.on_accounts, self.on_cards.cases)

    @cached_property
    def places(self) -> Seated:
        """Who has which place in them."""
        found = seated(self.run, self.customers, self.accounts, self.on_accounts)
        places = Seated(*(np.full((len(self.cases), *each.shape[1:]), ABSENT) for each in vars(found).values()))
        at, cards = np.searchsorted(self.cases.key, self.on_accounts.key), self.on_cards
        places.account[at], places.customer[at] = found.account, found.customer
        at = np.searchsorted(self.cases.key, cards.cases.key)
        account = positions(self.credit_cards.account_id, self.accounts.account_id)[cards.card]
        places.account[at, CaseRole.VICTIM, 0] = account
        places.customer[at, CaseRole.VICTIM, 0] = self.card_holder[cards.card]
        return places

    @cached_property
    def members(self) -> Members:
        """The customers in cases."""
        return members_of(self.places)

    @cached_property
    def holder(self) -> Integers:
        """The customer of each account (positions)."""
        return positions(self.accounts.customer_id, self.customers.customer_id)

    @cached_property
    def owner(self) -> Integers:
        """The customer of each posting (positions)."""
        return self.holder[positions(self.transactions.account_id, self.accounts.account_id)]

    @cached_property
    def card_holder(self) -> Integers:
        """The customer of each card (positions)."""
        return positions(self.credit_cards.customer_id, self.customers.customer_id)

    @cached_property
    def card_labels(self) -> Labels:
        """The card rows of cases, as `labels` has postings; posting: position among the rows of cards."""
        rows, found = self.card_transactions, stolen_rows(self.run, self.credit_cards, self.on_cards)
        at = positions(found.key, rows.card_transaction_id)
        found, at = found.take(at >= 0), at[at >= 0]
        case = np.searchsorted(self.cases.key, found.case)
        leg = np.where(found.back, CaseLeg.REFUND, CaseLeg.SCAM)
        holder = self.card_holder[positions(rows.card_id[at], self.credit_cards.card_id)]
        role = np.full(len(at), int(CaseRole.VICTIM))
        moment = np.maximum(rows.transaction_date[at], rows.posted_on[at] * DAY)
        labels = Labels(at, case, found.step, leg, ~found.back, holder, role, moment, rows.amount[at], ~found.back)
        return labels.take(np.lexsort((labels.posting, labels.moment, labels.case)))

    @cached_property
    def all_labels(self) -> Labels:
        """Both, by case and time; no case has both."""
        labels = Labels.together([self.labels, self.card_labels])
        return labels.take(np.lexsort((labels.posting, labels.moment, labels.case)))

    @cached_property
    def labels(self) -> Labels:
        """The postings of cases, by what their identifiers say; a posting that was taken out by hand has none."""
        found = decoded(self.transactions.transaction_id)
        at = positions(found.case, self.cases.key)
        found, case = found.take(at >= 0), at[at >= 0]
        owner = self.owner[found.posting]
        leg, own = _legs(self.cases.typology[case], found.step)
        role = self._role(case, owner)
        labels = Labels(
            found.posting, case, found.step, leg, ~np.isin(leg, INNOCENT) & ~own, owner, np.maximum(role, 0),
            self.transactions.transaction_date[found.posting], self.transactions.amount[found.posting],
            self.transactions.direction[found.posting] == Direction.DEBIT,
        ).take(role >= 0)  # fmt: skip
        return labels.take(np.lexsort((labels.posting, labels.moment, labels.case)))

    def _role(self, case: Integers, owner: Integers) -> Integers:
        """What customers are in cases, -1 for nothing."""
        members, size = self.members, len(self.customers) + 1
        seat = members.case * size + members.customer
        order = np.argsort(seat, kind="stable")
        place = np.searchsorted(seat[order], case * size + owner)
        there = np.append(seat[order], -1)[place] == case * size + owner
        return np.where(there, np.append(members.role[order], -1)[place], -1)

    def known_on(self, case: Integers, moment: Integers) -> Integers:
        """The day from which the bank can know of what happened in cases; NULL as long as it cannot."""
        known = self.cases.known_at[case]
        day = np.maximum(known, moment) // DAY
        return np.where((known != NULL) & (day <= self.run.as_of), day, NULL)


def joined(run: Run, some: Cases, others: Cases) -> Cases:
    """Cases of two kinds as one, in the order of their keys."""
    columns = {
        name: np.concatenate([column, vars(others)[name]]) for name, column in vars(some).items() if name != "draws"
    }
    order = np.argsort(columns["key"])
    return Cases(draws=run.draws("cases", columns["key"]), **columns).take(order)


def _legs(typology: Integers, step: Integers) -> tuple[Integers, Flags]:
    """What steps are in their cases, and whether they lie between accounts of one owner."""
    kinds, which = np.unique(typology * (STEPS + 1) + step, return_inverse=True)
    legs, own = np.zeros(len(kinds), np.int64), np.zeros(len(kinds), np.bool_)
    for number, kind in enumerate(kinds.tolist()):
        of, at = divmod(kind, STEPS + 1)
        legs[number] = leg_of(of, at)
        own[number] = at < COVER and steps_of(of)[at].savings
    return legs[which], own[which]


def numbered(groups: Integers) -> Integers:
    """1, 2, 3 ... within groups whose rows stand together."""
    place = np.arange(len(groups))
    first = np.diff(groups, prepend=-1) != 0
    numbers: Integers = place - np.maximum.accumulate(np.where(first, place, 0)) + 1
    return numbers
