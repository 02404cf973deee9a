"""M6: card balances, the last bill, and its payments."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import CardStatus, Direction
from lastro.checks import days
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import Broken, each, whole
from lastro.checks.rules.contracts.settlements import category_differs, settling, strange_account
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.tables import NULL

IN_USE = (CardStatus.ACTIVE, CardStatus.BLOCKED)


@each("M6", "credit_cards")
def balances_lie_below_the_ceiling(bank: Bank, batch: Batch) -> Broken:
    """0 <= current_balance <= 1.3 x credit_limit; a card that reaches that is not Active."""
    balance, limit = batch["current_balance"], batch["credit_limit"]
    ceiling = limit * 13 // 10
    yield "current_balance", "current_balance is negative", balance < 0
    yield "current_balance", "current_balance is above 1.3 x credit_limit", balance > ceiling
    reached = (limit > 0) & (balance == ceiling)
    yield "status", "it has reached 1.3 x credit_limit, but is Active", reached & batch.has("status", CardStatus.ACTIVE)


@each("M6", "credit_cards")
def last_bills_are_dated(bank: Bank, batch: Batch) -> Broken:
    """A last bill is none of less than nothing, and has a due date where it has an amount."""
    billed, paid = (_or_nothing(batch[name]) for name in ("last_bill_amount", "last_bill_paid"))
    yield "last_bill_amount", "its last bill is negative", (billed < 0) | (paid < 0)
    undated = (billed != 0) & (batch["last_bill_due_date"] == NULL)
    yield "last_bill_due_date", "its last bill has an amount, but no due date", undated


@each("M6", "credit_cards")
def cards_expire(bank: Bank, batch: Batch) -> Broken:
    """A card is Expired, or was Cancelled before, once its expiry date has passed."""
    passed = batch["expiry_date"] < bank.as_of
    yield "status", "it has expired, but is in use", passed & batch.has("status", *IN_USE)
    yield "status", "it is Expired before its expiry_date", ~passed & batch.has("status", CardStatus.EXPIRED)


def _or_nothing(amount: Integers) -> Integers:
    return np.where(amount == NULL, 0, amount)


@each("M6", "transactions")
def postings_of_cards(bank: Bank, batch: Batch) -> Broken:
    """Bills are debits of the billed account, never before the card is issued."""
    yield "card_id", "card_id and category do not agree", category_differs(batch, "card_id")
    yield "account_id", "it is not on the card's account", strange_account(bank, batch, "card_id")
    card = bank.of(batch, "card_id")
    yield (
        "direction",
        "a card bill is paid to the account, not from it",
        (card >= 0) & batch.has("direction", Direction.CREDIT),
    )
    issued = bank["credit_cards"].at("created_at", card, 0) // 86_400
    early = (card >= 0) & (batch.day("transaction_date") < issued)
    yield "transaction_date", "paid before the card was issued", early
    _add_up(bank, batch)


def _add_up(bank: Bank, batch: Batch) -> None:
    """Adds to each card's payments after its last closing, on that day, and at all."""
    cards = bank["credit_cards"]
    if "bills paid" not in bank.notes:
        bank.notes["closings"] = last_closings(cards.last_bill_due_date, cards.closing_day)
        bank.notes["bills paid"] = np.zeros((3, len(cards)), dtype=np.int64)
    postings, card = settling(bank, batch, "card_id")
    day, closing = postings.day("transaction_date"), bank.notes["closings"][card]
    for number, chosen in enumerate((day > closing, day == closing, day == day)):
        np.add.at(bank.notes["bills paid"][number], card[chosen], postings["amount"][chosen])


def last_closings(due: Integers, closing_day: Integers) -> Integers:
    """The last day before the due date on which bills close."""
    return _last_day(np.where(due == NULL, 0, due) - 1, closing_day)


def _last_day(until: Integers, day: Integers) -> Integers:
    """The last date with this day of the month up to a date."""
    month = days.months_of(until)
    found = days.in_month(month, day)
    return np.where(found <= until, found, days.in_month(month - 1, day))


@whole("M6", "credit_cards")
def last_bills_are_the_last(bank: Bank) -> Broken:
    """The last bill falls due on the due day and is the last one closed by as_of."""
    cards = bank["credit_cards"]
    due, closing_day = cards.last_bill_due_date, cards.closing_day
    billed, used = due != NULL, _in_use(cards.status)
    month = days.months_of(np.where(billed, due, 0))
    other_day = billed & (due != days.in_month(month, cards.due_day))
    yield "last_bill_due_date", "last_bill_due_date is not on its due day", other_day
    closing, latest = last_closings(due, closing_day), _last_day(np.full(len(cards), bank.as_of), closing_day)
    yield "last_bill_due_date", "its last bill closes after as_of", billed & (closing > latest)
    yield "last_bill_due_date", "another bill has closed since its last one", billed & used & (closing < latest)
    young = cards.created_at // 86_400 >= days.plus_months(latest, -1)
    yield "last_bill_due_date", "it has no last bill", ~billed & used & ~young
    paid = bank.notes["bills paid"][2] if "bills paid" in bank.notes else np.zeros(len(cards), dtype=np.int64)
    yield "last_bill_paid", "a bill was paid before one closed", ~billed & young & (paid != 0)


@whole("M6", "credit_cards")
def last_bills_are_paid_by_transactions(bank: Bank) -> Broken:
    """last_bill_paid = the payments from the closing (that day's may still be the bill's before) to as_of."""
    cards = bank["credit_cards"]
    stated = _or_nothing(cards.last_bill_paid)
    after, same_day, _ = bank.notes.get("bills paid", np.zeros((3, len(cards)), dtype=np.int64))
    known = last_closings(cards.last_bill_due_date, cards.closing_day) >= bank.history_start
    wrong = (stated != after) & (stated != after + same_day)
    wrong &= (cards.last_bill_due_date != NULL) & known
    yield "last_bill_paid", "last_bill_paid is not what was paid since its closing", wrong


def _in_use(status: Integers) -> Flags:
    return np.isin(status, IN_USE)
