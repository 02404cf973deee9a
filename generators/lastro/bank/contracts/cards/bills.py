"""Card bills: what each bill comes to, what is paid of it and when, and what is carried on with interest.

Months run in order, all cards at once. A debt stops growing at 1.3 times the limit, and unpaid interest at the debt
that it is charged on (Lei 14.690/2023: at most 100 % of it).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.contracts.cards.use import Use, use
from lastro.bank.people.months import Span, span
from lastro.bank.people.period import history_start
from lastro.brazil.calendar import first_day, next_business_day
from lastro.engine import Run
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

WARM_UP = 6  # months before the history in which debts build up, from none
CEILING = (13, 10)  # a debt stops at 1.3 times the limit
BLOCKED_AFTER = 2  # bills in a row of which nothing was paid; ASSUMED
SMALL_BILL = 5_000  # cents; paid in full where anything is; ASSUMED
LATE_FINE = 2  # percent of a bill paid late or not at all (Código de Defesa do Consumidor, art. 52, § 1)


@dataclass(frozen=True)
class Cycles:
    """Cards (rows) in the months in which their bills close (columns); money in cents."""

    months: Span
    closing: Integers  # day
    due: Integers  # day, before any move to a business day
    paid_on: Integers  # day, NULL where nothing is paid
    second: Integers
    exists: Flags  # whether the card was there at the closing
    purchases: Integers
    charges: Integers  # interest and fines
    amount: Integers
    paid: Integers
    missed: Integers  # bills in a row of which nothing was paid
    use: Use


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
    charges: Integers  # interest and fines in the amount
    automatic: Flags  # paid by direct debit

    @property
    def moment(self) -> Integers:
        """When each is paid, in seconds; NULL where nothing is."""
        return np.where(self.paid_on == NULL, NULL, self.paid_on * DAY + self.second)


def card_bills(run: Run, cards: Any, income: Integers, first_day: int, last_day: int) -> Bills:
    """The bills that close by last_day and that may be paid from first_day on.

    cards: their unchanging columns. income: the holders', in cents a month. Payments may fall after last_day.
    """
    run_of = cycles(run, cards, income, last_day)
    row, column = np.nonzero(run_of.exists & (run_of.closing <= last_day) & (run_of.closing >= first_day - 31))
    values = {
        name: getattr(run_of, name)[row, column]
        for name in ("closing", "due", "paid_on", "second", "amount", "paid", "charges")
    }
    return Bills(card=row, automatic=run_of.use.automatic[row], **values)


def cycles(run: Run, cards: Any, income: Integers, last_day: int) -> Cycles:
    """All cycles of cards from shortly before the history to the one under way on last_day."""
    history = span(history_start(run), last_day)
    months = Span(history.first - WARM_UP, history.count + WARM_UP)
    used = use(run, cards, income, months)
    closing = first_day(months.numbers) + cards.closing_day[:, None] - 1
    next_month = (cards.due_day <= cards.closing_day).astype(np.int64)
    due = first_day(months.numbers + next_month[:, None]) + cards.due_day[:, None] - 1
    purchases = used.wanted * _share_open(cards, used, closing)
    exists = closing > (cards.created_at // DAY)[:, None]
    owed = _owed(run, cards, used, purchases.astype(np.int64))
    paid_on = next_business_day(next_business_day(due.ravel()) + used.delay.ravel()).reshape(due.shape)
    paid_on = np.where(owed["paid"] > 0, paid_on, NULL)
    return Cycles(months, closing, due, paid_on, used.second, exists, use=used, **owed)


def valid_until(cards: Any, used: Use) -> Integers:
    """The last day on which a card can be used."""
    last: Integers = np.minimum(cards.expiry_date, used.cancelled_on)
    return last


def open_days(cards: Any, used: Use, before: Integers, until: Integers) -> Integers:
    """Days after `before` up to `until` on which cards can be used, (cards, ...)."""
    last = np.minimum(until, valid_until(cards, used)[:, None])
    days: Integers = np.maximum(last - np.maximum(before, (cards.created_at // DAY - 1)[:, None]), 0)
    return days


def _share_open(cards: Any, used: Use, closing: Integers) -> Floats:
    """The part of each cycle in which its card can be used; a cycle has 30 days or so."""
    before = np.append(closing[:, :1] - 30, closing[:, :-1], axis=1)
    return open_days(cards, used, before, closing) / (closing - before)


def _owed(run: Run, cards: Any, used: Use, wanted: Integers) -> dict[str, Integers]:
    """Purchases, charges, bills, payments and missed bills, month by month."""
    rate = round(float(run.setting("ledger.card_interest")) * 100)  # hundredths of a percent a month
    limit, ceiling = cards.credit_limit, cards.credit_limit * CEILING[0] // CEILING[1]
    names = ("purchases", "charges", "amount", "paid", "missed")
    found = {name: np.zeros(wanted.shape, dtype=np.int64) for name in names}
    carried, interest, missed, fined = (np.zeros(len(limit), dtype=np.int64) for _ in range(4))
    for month in range(wanted.shape[1]):
        room = np.where(missed < BLOCKED_AFTER, np.maximum(limit - carried, 0), 0)
        bought = np.minimum(wanted[:, month], room)
        asked = (carried * rate + 5_000) // 10_000 + (fined * LATE_FINE + 50) // 100
        most = np.minimum(carried - 2 * interest, ceiling - carried - bought)
        charged = np.clip(asked, 0, np.maximum(most, 0))
        bill = carried + bought + charged
        paid = (bill * used.paid_share[:, month]).astype(np.int64)
        paid = np.where((bill < SMALL_BILL) & (paid > 0), bill, paid)
        missed = np.where((paid == 0) & (bill > 0), missed + 1, 0)
        fined = np.where((paid == 0) | (used.delay[:, month] > 0), bill, 0)
        interest = np.maximum(interest + charged - paid, 0)
        carried = bill - paid
        for name, value in zip(names, (bought, charged, bill, paid, missed), strict=True):
            found[name][:, month] = value
    return found
