"""Card bills: what each bill comes to from its purchases, what is paid of it, and what becomes of the rest.

Months run in order, all cards at once. What a bill leaves unpaid revolves until the next one at most (Res. CMN 4.549);
what that one leaves is divided into parts of later bills. The purchases of a cycle fit into what the limit has left
when it begins: those that do not are declined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.contracts.cards.charges import Charges, terms
from lastro.bank.contracts.cards.holders import Holders, holders
from lastro.bank.contracts.cards.spending.purchases import Purchases, planned
from lastro.bank.contracts.cards.spending.stolen import Stolen
from lastro.bank.contracts.cards.terms import Cards
from lastro.bank.contracts.cards.use import Use, use
from lastro.bank.contracts.cards.walk import Walk
from lastro.bank.people.months import Span
from lastro.bank.people.traits import traits
from lastro.brazil.calendar import first_day, next_business_day
from lastro.engine import Run, Table
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.memo import once_a_block
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL


@dataclass(frozen=True)
class Cycles:
    """Cards (rows) in the months in which their bills close (columns); money in cents."""

    months: Span
    closing: Integers  # day
    due: Integers  # day, before any move to a business day
    paid_on: Integers  # day, NULL where nothing is paid
    second: Integers
    exists: Flags  # whether the card was there at the closing
    amount: Integers  # all that is owed at the end of the closing day, but for parts to come
    paid: Integers
    missed: Integers  # bills in a row of which nothing was paid
    to_come: Integers  # parts of purchases and of plans that later bills will have, at the closing
    charges: Charges
    use: Use
    purchases: Purchases  # those that the limit allows
    stolen: Stolen


@dataclass(frozen=True)
class Bills:
    """Bills, card by card and in order; money in cents."""

    card: Integers  # position of the card
    closing: Integers  # day
    due: Integers  # day, before any move to a business day
    paid_on: Integers  # day, NULL where nothing is paid
    second: Integers  # of that day
    amount: Integers
    paid: Integers
    automatic: Flags  # paid by direct debit

    @property
    def moment(self) -> Integers:
        """When each is paid, in seconds; NULL where nothing is."""
        return np.where(self.paid_on == NULL, NULL, self.paid_on * DAY + self.second)


@once_a_block
def cycles_of(run: Run, customers: Table[Any], cards: Cards) -> Cycles:
    """The cycles of the cards of a block's customers as their holders use them, without what others buy with them."""
    return cycles(run, cards, holders(run, cards, customers.customer_id, traits(run, customers)))


def bills_between(every: Cycles, first_day: int, last_day: int) -> Bills:
    """The bills of cycles that close by last_day and that may be paid from first_day on, some after last_day."""
    row, column = np.nonzero(every.exists & (every.closing <= last_day) & (every.closing >= first_day - 31))
    names = ("closing", "due", "paid_on", "second", "amount", "paid")
    values = {name: getattr(every, name)[row, column] for name in names}
    return Bills(card=row, automatic=every.use.automatic[row], **values)


def cycles(run: Run, cards: Any, who: Holders) -> Cycles:
    """All cycles of cards from a year before the history to the month after as_of's.

    cards: their unchanging columns. who: their holders.
    """
    used = use(run, cards, who)
    wanted = planned(run, cards, used, who.income, closings(cards, who.months), who.months)
    return walked(run, cards, who, used, wanted)


def walked(
    run: Run, cards: Any, who: Holders, used: Use, wanted: Purchases, stolen: Stolen | None = None, walk: Any = Walk
) -> Cycles:
    """The cycles that come of purchases; walk: Walk, or what is made like one and admits others."""
    months, closing = who.months, closings(cards, who.months)
    next_month = (cards.due_day <= cards.closing_day).astype(np.int64)
    due = first_day(months.numbers + next_month[:, None]) + cards.due_day[:, None] - 1
    paid_on = next_business_day(next_business_day(due.ravel()) + used.delay.ravel()).reshape(due.shape)
    owed = walk(cards, used, wanted, terms(run, cards, used, closing, who), closing, due, paid_on)
    return Cycles(
        months=months,
        closing=closing,
        due=due,
        paid_on=np.where(owed.paid > 0, paid_on, NULL),
        second=used.second,
        exists=closing > (cards.created_at // DAY)[:, None],
        amount=owed.amount,
        paid=owed.paid,
        missed=owed.missed,
        to_come=owed.to_come,
        charges=owed.charges,
        use=used,
        purchases=wanted.take(owed.admitted),
        stolen=Stolen.none() if stolen is None else stolen,
    )


def closings(cards: Any, months: Span) -> Integers:
    """The days on which cards' bills close in months, (cards, months)."""
    found: Integers = first_day(months.numbers) + cards.closing_day[:, None] - 1
    return found
