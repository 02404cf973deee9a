"""Robbed cards: the cycles of a block's cards with what thieves buy, and what of it is given back.

Cards, their rows and the payments of their bills all follow from these. Only the cards of holders in cases are reckoned
again: holders buy all that they buy without crime, and what they owe and pay follows from both.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import numpy as np

from lastro.bank.contracts.cards.bills import Cycles, cycles, cycles_of, walked
from lastro.bank.contracts.cards.charges import Unpaid
from lastro.bank.contracts.cards.holders import holders
from lastro.bank.contracts.cards.spending.purchases import NO_SERVICE, Purchases, bill_of, in_order
from lastro.bank.contracts.cards.spending.stolen import Stolen
from lastro.bank.contracts.cards.terms import Cards
from lastro.bank.contracts.cards.walk import Walk
from lastro.bank.crime.cards.attempts import Attempts, attempts
from lastro.bank.crime.cards.card_cases import begun, on_cards
from lastro.bank.crime.cards.giving_back import given_back
from lastro.bank.crime.cards.room import LATER, passing
from lastro.bank.crime.cases import Cases, rates
from lastro.bank.crime.choices import CaseKind
from lastro.bank.people.traits import traits
from lastro.brazil.calendar import month_index
from lastro.engine import Run, Table
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.memo import once_a_block
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

_BY_CARD = ("closing", "due", "paid_on", "second", "exists", "amount", "paid", "missed", "to_come")


@dataclass(frozen=True)
class Robbed:
    """A block's cards with the cases on them."""

    cases: Cases  # those for which a card is found, in the order of their keys
    card: Integers  # of each case: position among the cards
    every: Cycles  # of all cards
    again: Integers  # positions of the cards of all holders in cases


class RobbedWalk(Walk):
    """A walk in which no purchase is declined any more; back: what refunds take from bills, (cards, months)."""

    def __init__(self, back: Integers, *given: Any) -> None:
        self._back = back
        super().__init__(*given)

    def _admit(self, month: int, planned: slice, room: Integers, last: Unpaid) -> Flags:
        return np.ones(planned.stop - planned.start, np.bool_)

    def _buy(self, month: int, planned: slice, room: Integers, last: Unpaid) -> tuple[Integers, Integers]:
        bought, later = super()._buy(month, planned, room, last)
        return bought - self._back[:, month], later


def with_thieves(run: Run, customers: Table[Any], cards: Cards) -> Cycles:
    """The cycles of the cards of a block's customers, with what others buy with them."""
    return robbed(run, customers, cards).every


@once_a_block
def robbed(run: Run, customers: Table[Any], cards: Cards) -> Robbed:
    """The cards of a block's customers with the cases on them."""
    usual, nobody = cycles_of(run, customers, cards), np.zeros(0, np.int64)
    none = Robbed(begun(run, customers).take(nobody), nobody, usual, nobody)
    if not rates(run)[CaseKind.FRAUD]:
        return none
    every = begun(run, customers)
    found = on_cards(run, cards, usual, every)
    if not len(found):
        return none
    cases = every.take(found.cases)
    again = np.flatnonzero(np.isin(cards.customer_id, cards.customer_id[found.card]))
    played = _played(run, customers, cards.take(again), cases, np.searchsorted(again, found.card))
    return Robbed(cases, found.card, _replaced(usual, again, played, len(cards)), again)


def _played(run: Run, customers: Table[Any], cards: Cards, cases: Cases, card: Integers) -> Cycles:
    """The cycles of some cards with the cases on them, to some months behind those of rows."""
    who = holders(run, cards, customers.customer_id, traits(run, customers), LATER)
    usual = cycles(run, cards, who)
    tried = attempts(run, cards, cases, card, who.income)
    taken = tried.take(passing(cards, usual, tried))
    moment, bill = given_back(cases, usual, taken)
    stolen = Stolen(cases.key[taken.case], taken.step, taken.moment % DAY, taken.online, moment, bill)
    back = np.zeros(usual.amount.shape, np.int64)
    at = np.flatnonzero(moment != NULL)
    np.add.at(back, (taken.card[at], bill[at]), taken.amount[at])
    wanted = in_order(Purchases.together([usual.purchases, _purchases(usual, taken)]), len(cards))
    return walked(run, cards, who, usual.use, wanted, stolen, partial(RobbedWalk, back))


def _purchases(usual: Cycles, taken: Attempts) -> Purchases:
    """What thieves have bought, as purchases of the cards."""
    day, nothing = taken.moment // DAY, np.zeros(len(taken), np.int64)
    return Purchases(
        card=taken.card,
        bill=bill_of(taken.card, day, usual.closing, usual.months),
        day=day,
        month=month_index(day),
        number=taken.number,
        what=taken.what,
        service=nothing + NO_SERVICE,
        amount=taken.amount,
        parts=taken.parts,
        refund=nothing,
        stolen=np.arange(len(taken)),
    )


def _replaced(usual: Cycles, again: Integers, played: Cycles, cards: int) -> Cycles:
    """All cycles, with those of some cards as they were played; what lies behind their months is left away."""
    count = usual.months.count
    values = {name: _put(getattr(usual, name), again, getattr(played, name)) for name in _BY_CARD}
    charges = replace(
        usual.charges,
        **{
            each.name: _put(getattr(usual.charges, each.name), again, getattr(played.charges, each.name))
            for each in fields(usual.charges)
        },
    )
    theirs = played.purchases.take(played.purchases.bill < count)
    theirs = replace(theirs, card=again[theirs.card])
    others = usual.purchases.take(~np.isin(usual.purchases.card, again))
    purchases = in_order(Purchases.together([others, theirs]), cards)
    return replace(usual, charges=charges, purchases=purchases, stolen=played.stolen, **values)


def _put(all_cards: Any, some: Integers, values: Any) -> Any:
    """The values of all cards with those of some in their place; both (cards, months)."""
    found = all_cards.copy()
    found[some] = values[:, : found.shape[1]]
    return found
