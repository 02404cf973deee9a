"""Disputes: purchases by credit card that their own buyers contest: unknown names, goods that never came, bad faith.

Shares and days are ASSUMED: some 45 in 100,000 purchases. Of what internet shops have to pay back, 40 to 60 % was
bought by the holder himself (akuma.com.br, "Chargeback e Fraude"). He has 180 days (Abecs, panoramaabecs.com.br).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import CardTransactionType, EntryMode
from lastro.bank.contracts.cards.rows.row_keys import REFUND, WHOLE, row_keys
from lastro.bank.contracts.cards.spending.stolen import NOT_STOLEN
from lastro.engine.arrays import Cents, Flags, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL_CODE, positions
from lastro.tasks.truth.block import TruthBlock

OF_REFUNDED = 0.04  # contested while the shop still keeps the money, which it then gives back
ONLINE, IN_SHOPS = 40e-5, 8e-5  # of all others: contested in vain
AFTER, DECIDED_AFTER = (1, 61), (5, 31)  # days
HOURS = (8 * 3600, 21 * 3600)


@dataclass(frozen=True)
class Disputes(Columnar):
    """One value a dispute."""

    row: Integers  # position of the purchase among the rows of cards
    filed: Integers
    decided: Integers  # day, which may lie beyond as_of
    accepted: Flags
    returned: Cents  # so far


def first_rows(rows: Any) -> Integers:
    """The purchases among rows of cards (positions); of one in parts, the first part."""
    bought = np.isin(rows.transaction_type, (CardTransactionType.PURCHASE, CardTransactionType.INSTALMENT))
    found: Integers = np.flatnonzero(bought & (rows.installment_number == 1) & (rows.entry_mode != NULL_CODE))
    return found


def disputes(block: TruthBlock) -> Disputes:
    """What holders of a block's cards contest without a crime, before they die."""
    back, day, days, refund = _given_back(block)
    found = Disputes.together([_accepted(block, back, day, days, refund), _refused(block, back)])
    card = positions(block.card_transactions.card_id[found.row], block.credit_cards.card_id)
    return found.take(found.filed < block.on_cards.every.use.died[card] * DAY)


def _given_back(block: TruthBlock) -> tuple[Integers, Integers, Integers, Keys]:
    """Purchases that shops give back, now or later: row, day, days until then, and the key of the refund."""
    bought, cards = block.on_cards.every.purchases, block.credit_cards
    bought = bought.take((bought.refund > 0) & (bought.stolen == NOT_STOLEN))
    card = cards.card_id[bought.card]
    row = positions(row_keys(card, bought.month, bought.number, WHOLE), block.card_transactions.card_transaction_id)
    there = np.flatnonzero(row >= 0)
    keys = row_keys(card, bought.month, bought.number, REFUND)
    return row[there], bought.day[there], bought.refund[there], keys[there]


def _accepted(block: TruthBlock, row: Integers, day: Integers, days: Integers, refund: Keys) -> Disputes:
    rows = block.card_transactions
    draws = Draws(block.run.seed, "disputes", rows.card_transaction_id[row])
    some = np.flatnonzero(draws.chance("contested", OF_REFUNDED))
    row, day, days, draws = row[some], day[some], days[some], draws.at(some)
    filed = (day + draws.integer("after", 1, days)) * DAY + draws.integer("second", *HOURS)
    posted = positions(refund[some], rows.card_transaction_id) >= 0
    returned = np.where(posted, rows.purchase_amount[row], 0)
    return Disputes(row, filed, day + days, np.ones(len(row), np.bool_), returned)


def _refused(block: TruthBlock, back: Integers) -> Disputes:
    rows = block.card_transactions
    row = np.setdiff1d(first_rows(rows), np.concatenate([back, block.card_labels.posting]))
    draws = Draws(block.run.seed, "disputes", rows.card_transaction_id[row])
    share = np.where(rows.entry_mode[row] == EntryMode.ONLINE, ONLINE, IN_SHOPS)
    some = np.flatnonzero(draws.chance("contested", share))
    row, draws = row[some], draws.at(some)
    day = rows.transaction_date[row] // DAY + draws.integer("after", *AFTER)
    nothing, decided = np.zeros(len(row), np.int64), day + draws.integer("decided after", *DECIDED_AFTER)
    return Disputes(row, day * DAY + draws.integer("second", *HOURS), decided, nothing > 0, nothing)
