"""Bought rows: what purchases put on bills: themselves, their parts, and refunds."""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.bank.choices import CardTransactionType as Kind
from lastro.bank.contracts.cards.bills import Cycles
from lastro.bank.contracts.cards.rows.card_rows import CardRows, card_rows
from lastro.bank.contracts.cards.rows.row_keys import REFUND, WHOLE, row_keys
from lastro.bank.contracts.cards.spending import shopping
from lastro.bank.contracts.cards.spending.purchases import NO_SERVICE, Purchases, draws_of
from lastro.bank.contracts.cards.spending.stolen import NOT_STOLEN
from lastro.bank.people.rhythm import second_of_day
from lastro.engine import Run
from lastro.engine.arrays import Integers, Keys
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

_CHARGED_SECOND = 4 * 3600  # of the day on which subscriptions are charged, ASSUMED


def bought_rows(run: Run, cards: Any, every: Cycles, first: int, last: int) -> list[CardRows]:
    """The rows of purchases that may be posted between two days: all of them, and some more."""
    bought, made = every.purchases, _made(run, cards, every)
    recent = (bought.day >= first) & (bought.day <= last)
    whole = np.flatnonzero((bought.parts == 1) & recent)
    back = np.flatnonzero((bought.refund > 0) & (bought.day >= first - 31) & (bought.day <= last))
    given_back = made[back] + bought.refund[back] * DAY
    return [
        _rows(Kind.PURCHASE, cards, bought, whole, made[whole], bought.amount[whole], WHOLE, purchase=whole),
        _divided(cards, every, made, last),
        _rows(Kind.REFUND, cards, bought, back, given_back, -bought.amount[back], REFUND, purchase=back),
        _charged_back(cards, every),
    ]


def _rows(
    kind: Kind, cards: Any, bought: Purchases, row: Integers, moment: Integers, amount: Integers, part: int, **more: Any
) -> CardRows:
    """Rows of purchases (by position) in one payment."""
    keys = _keys(cards, bought, row, part)
    group = keys if part == WHOLE else _keys(cards, bought, row, WHOLE)
    whole = bought.amount[row]
    return card_rows(kind, bought.card[row], moment, amount, keys, bought.bill[row], group=group, whole=whole, **more)


def _charged_back(cards: Any, every: Cycles) -> CardRows:
    """Refunds of stolen purchases that the bank has given back, on the bill of that day."""
    bought = every.purchases
    row = np.flatnonzero(bought.stolen != NOT_STOLEN)
    row = row[every.stolen.back[bought.stolen[row]] != NULL]
    of, whole = bought.stolen[row], bought.amount[row]
    keys, group = _keys(cards, bought, row, REFUND), _keys(cards, bought, row, WHOLE)
    moment, bill = every.stolen.back[of], every.stolen.back_bill[of]
    return card_rows(Kind.REFUND, bought.card[row], moment, -whole, keys, bill, purchase=row, group=group, whole=whole)


def _made(run: Run, cards: Any, every: Cycles) -> Integers:
    """When purchases are made: at the hours of their kind of shop; subscriptions are charged before dawn."""
    bought = every.purchases
    draws = draws_of(run, cards, bought)
    rhythm, second = shopping.RHYTHM[bought.what], np.full(len(bought), _CHARGED_SECOND)
    for place, name in enumerate(shopping.RHYTHMS):
        at = np.flatnonzero((rhythm == place) & (bought.service == NO_SERVICE))
        second[at] = second_of_day(draws.at(at), name)
    theirs = np.flatnonzero(bought.stolen != NOT_STOLEN)
    second[theirs] = every.stolen.second[bought.stolen[theirs]]
    made: Integers = bought.day * DAY + second
    return made


def _divided(cards: Any, every: Cycles, made: Integers, last: int) -> CardRows:
    """All parts of purchases: the first on the day of the purchase, each later one when a later bill begins."""
    bought = every.purchases
    some = np.flatnonzero((bought.parts > 1) & (bought.day <= last))
    row = np.repeat(some, bought.parts[some])
    part = np.arange(len(row)) - np.searchsorted(row, row) + 1
    known = bought.bill[row] + part - 1 < every.months.count
    row, part = row[known], part[known]
    card, bill, each, parts = bought.card[row], bought.bill[row] + part - 1, bought.part[row], bought.parts[row]
    return card_rows(
        Kind.INSTALMENT,
        card,
        np.where(part == 1, made[row], (every.closing[card, bill - 1] + 1) * DAY),
        np.where(part == 1, bought.first_part[row], each),
        _keys(cards, bought, row, part),
        bill,
        made=made[row],
        purchase=row,
        part=part,
        parts=parts,
        group=_keys(cards, bought, row, WHOLE),
        whole=bought.amount[row],
        later=np.where(part == 1, each * (parts - 1), -each),
    )


def _keys(cards: Any, bought: Purchases, row: Integers, part: Integers | int) -> Keys:
    return row_keys(cards.card_id[bought.card[row]], bought.month[row], bought.number[row], part)
