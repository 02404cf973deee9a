"""M8: every cent of every card, in the order of the file: rows, parts, bills, limits.

For each card, what it owes and what is still to come is kept from batch to batch, so its rows may lie anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from lastro.bank.choices import CardStatus, CardTransactionType, Direction
from lastro.checks import days
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.owned_rows import OwnedRows
from lastro.checks.rule_registry import Broken, each, whole
from lastro.checks.rules.contracts.cards import last_closings
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

ALL_SEEN = 32  # days of history after which every purchase before it that has parts to come has shown one
LONG_AGO = np.iinfo(np.int64).min
OF_MERCHANTS = (CardTransactionType.PURCHASE, CardTransactionType.INSTALMENT, CardTransactionType.REFUND)
IN_PARTS = (CardTransactionType.INSTALMENT, CardTransactionType.INSTALMENT_PLAN)
CREDITS = (CardTransactionType.REFUND, CardTransactionType.PAYMENT)
SAID_OF_PURCHASES = ("merchant_name", "merchant_document", "entry_mode")
SAID_OF_PARTS = ("purchase_id", "purchase_amount")


@dataclass
class RunningCards:
    """Where each card stands after the rows read so far."""

    owed: Integers
    to_come: Integers  # of what the rows say: parts of which none is in the history are unknown
    posted: Integers  # last day
    billed: Integers  # owed after the last row up to the last closing
    paid: Integers  # by rows since the last closing
    closing: Integers  # of the last bill; long ago where there is none


def running_cards(bank: Bank) -> RunningCards:
    """Those of all cards; before the first row a card owes its opening balance."""
    if "running cards" not in bank.notes:
        cards = bank["credit_cards"]
        due, opening = cards.last_bill_due_date, cards.opening_balance
        closing = np.where(due == NULL, LONG_AGO, last_closings(due, cards.closing_day))
        none = np.zeros(len(opening), np.int64)
        bank.notes["running cards"] = RunningCards(
            opening.copy(), none, np.full(len(opening), LONG_AGO), opening.copy(), none.copy(), closing
        )
    return cast(RunningCards, bank.notes["running cards"])


@each("M8", "card_transactions")
def rows_say_what_their_kind_does(bank: Bank, batch: Batch) -> Broken:
    """Direction, parts, merchant and whole fit the kind of row."""
    credit, plan = batch.has("direction", Direction.CREDIT), batch.has("transaction_type", IN_PARTS[1])
    yield "amount", "its amount is not positive", batch["amount"] <= 0
    wrong = ~plan & (credit != batch.has("transaction_type", *CREDITS))
    yield "direction", "direction does not fit transaction_type", wrong
    bought = batch.has("transaction_type", *OF_MERCHANTS)
    for name in SAID_OF_PURCHASES:
        yield name, f"{name} does not fit transaction_type", batch.present(name) != bought
    for name in SAID_OF_PARTS:
        yield name, f"{name} does not fit transaction_type", batch.present(name) != (bought | plan)
    number, parts = batch["installment_number"], batch["installments"]
    yield "installment_number", "it is a part behind the last", number > parts
    divided = batch.has("transaction_type", *IN_PARTS) & ~credit
    yield "installments", "installments do not fit transaction_type", divided != (parts > 1)


@each("M8", "card_transactions")
def parts_come_to_the_whole(bank: Bank, batch: Batch) -> Broken:
    """A purchase or plan divides evenly; what does not stands on the first part. Else the amount is the whole."""
    whole, parts, first = batch["purchase_amount"], np.maximum(batch["installments"], 1), batch["installment_number"]
    part = whole // parts
    expected = np.where(first == 1, whole - part * (parts - 1), part)
    known = batch.present("purchase_amount") & ~_moved(batch)
    yield "amount", "its amount is not that of such a part", known & (batch["amount"] != expected)


def _moved(batch: Batch) -> Flags:
    """What leaves a bill for a plan: the plan comes to more, with its interest."""
    found: Flags = batch.has("transaction_type", IN_PARTS[1]) & batch.has("direction", Direction.CREDIT)
    return found


@each("M8", "card_transactions")
def rows_lie_on_their_bill(bank: Bank, batch: Batch) -> Broken:
    """Posted within the history; purchases while the card is valid; each on the bill that closes next."""
    card, cards = bank.of(batch, "card_id"), bank["credit_cards"]
    known, posted, made = card >= 0, batch["posted_on"], batch.day("transaction_date")
    yield "posted_on", "posted before the history", posted < bank.history_start
    later = batch["installment_number"] > 1
    yield (
        "transaction_date",
        "transaction_date and posted_on do not agree",
        np.where(later, made >= posted, made != posted),
    )
    issued, expiry = cards.at("created_at", card, 0) // DAY, cards.at("expiry_date", card, 0)
    bought = known & batch.has("transaction_type", *OF_MERCHANTS[:2])
    yield "transaction_date", "bought while the card was not valid", bought & ((made < issued) | (made > expiry))
    due = batch["bill_due_date"]
    closing = last_closings(due, np.where(known, cards.at("closing_day", card, 1), 1))
    next_closing = days.plus_months(closing, 1)
    paying = batch.has("transaction_type", CardTransactionType.PAYMENT)
    before = days.plus_months(closing, -1)
    wrong = np.where(paying, (posted <= closing) | (posted > next_closing), (posted > closing) | (posted <= before))
    yield "bill_due_date", "it does not stand on the bill that closes next", known & wrong
    other_day = due != days.in_month(days.months_of(due), np.where(known, cards.at("due_day", card, 1), 1))
    yield "bill_due_date", "bill_due_date is not on the card's due day", known & other_day


@each("M8", "card_transactions")
def balances_follow_from_one_another(bank: Bank, batch: Batch) -> Broken:
    """Within a card days never fall, each balance is the one before and the amount, and purchases keep the limit."""
    now, rows = running_cards(bank), OwnedRows.of(bank.of(batch, "card_id"))
    after, posted = batch["balance_after"][rows.order], batch["posted_on"][rows.order]
    credit = batch.has("direction", Direction.CREDIT)
    signed = np.where(credit, -batch["amount"], batch["amount"])[rows.order]
    yield (
        "balance_after",
        "balance_after is not the balance before and its amount",
        rows.in_batch(after != rows.before(now.owed, after) + signed),
    )
    earlier = posted < rows.before(now.posted, posted)
    yield "posted_on", "it was posted before the row that stands before it", rows.in_batch(earlier)
    to_come = _running(now.to_come, rows, _later(bank, batch)[rows.order])
    bought = batch.has("transaction_type", *OF_MERCHANTS[:2]) & (batch["installment_number"] == 1)
    limit = bank["credit_cards"].credit_limit[rows.owner]
    over = bought[rows.order] & (after + to_come > limit)
    yield "amount", "it goes beyond the limit, with what is still to come", rows.in_batch(over)
    _note(now, batch, rows, after, posted, to_come)


def _later(bank: Bank, batch: Batch) -> Integers:
    """What rows add to, or take from, what is still to come: a first part the others, a later part itself.

    The first part that lies in the history, of what was bought before it, adds those behind it.
    """
    number, parts, amount = batch["installment_number"], np.maximum(batch["installments"], 1), batch["amount"]
    posted, start = batch["posted_on"], bank.history_start
    seen = np.where(number == 2, batch.day("transaction_date"), days.plus_months(posted, -1)) >= start
    rest = batch["purchase_amount"] // parts * (parts - number)
    divided = batch.has("transaction_type", *IN_PARTS) & (parts > 1) & batch.has("direction", Direction.DEBIT)
    return np.where(divided, np.where((number > 1) & seen, -amount, rest), 0)


def _running(before: Integers, rows: OwnedRows, change: Integers) -> Integers:
    """Running sums of each card, from what it had before the batch."""
    total = np.cumsum(change)
    starts = np.flatnonzero(rows.first)
    anew = np.repeat(total[starts] - change[starts], np.diff(starts, append=len(total)))
    return before[rows.owner] + total - anew


def _note(
    now: RunningCards, batch: Batch, rows: OwnedRows, after: Integers, posted: Integers, to_come: Integers
) -> None:
    """Carry on where each card stands after the batch; of several rows of one card the last counts."""
    card = rows.owner
    now.owed[card], now.posted[card], now.to_come[card] = after, posted, to_come
    closed = posted <= now.closing[card]
    now.billed[card[closed]] = after[closed]
    paid = batch.has("transaction_type", CardTransactionType.PAYMENT)[rows.order] & ~closed
    np.add.at(now.paid, card[paid], batch["amount"][rows.order][paid])


@whole("M8", "credit_cards")
def rows_lead_to_what_is_owed(bank: Bank) -> Broken:
    """Balance, last bill, what was paid of it and what is still to come are those of the rows."""
    cards, now = bank["credit_cards"], running_cards(bank)
    yield "current_balance", "its rows lead to another balance", now.owed != cards.current_balance
    billed = (cards.last_bill_due_date != NULL) & (now.closing >= bank.history_start - 1)
    yield "last_bill_amount", "its rows lead to another bill", billed & (now.billed != cards.last_bill_amount)
    yield "last_bill_paid", "its rows say that another amount was paid", billed & (now.paid != cards.last_bill_paid)
    seen = bank.as_of > bank.history_start + ALL_SEEN
    other = np.full(len(cards), seen) & (now.to_come != cards.upcoming_installments)
    yield "upcoming_installments", "its rows leave other parts to come", other


@each("M8", "credit_cards")
def debts_are_given_up_in_turn(bank: Bank, batch: Batch) -> Broken:
    """A debt is in default before it is given up, and a card whose debt is given up cannot be used."""
    defaulted, given_up = batch["defaulted_on"], batch["written_off_on"]
    there = batch.present("written_off_on")
    early = there & ((defaulted == NULL) | (given_up < defaulted))
    yield "written_off_on", "given up before it was in default", early
    yield (
        "status",
        "its debt is given up, but it is in use",
        there & batch.has("status", CardStatus.ACTIVE, CardStatus.BLOCKED),
    )
    young = batch["created_at"] >= bank.history_start * DAY
    yield "opening_balance", "issued within the history, but not with 0", young & (batch["opening_balance"] != 0)
