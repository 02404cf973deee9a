"""Rows of alerts: what rules find in the postings and card purchases of a block."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from lastro.bank.choices import ComplianceType, Direction, EntryMode
from lastro.engine.arrays import Cents, Integers, Keys
from lastro.engine.random.draws import mix, name_key
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL_KEY, Table, positions, table
from lastro.tasks.truth.block import TruthBlock
from lastro.tasks.truth.card_rules import WatchedPurchases, found_on_cards
from lastro.tasks.truth.choices import AlertRule
from lastro.tasks.truth.disputes import first_rows
from lastro.tasks.truth.rules import WatchedPostings, device_ages, found
from lastro.tasks.truth.tables.alerts import Alert

STAKES = np.array([100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000]) * 100  # cents: ten points each
SOON = 30 * DAY


@dataclass(frozen=True)
class _Raised(Columnar):
    """Alerts; one value each."""

    rule: Integers
    owner: Integers  # position of the customer
    account: Keys
    posting: Keys  # NULL_KEY of a card's purchase
    purchase: Keys  # NULL_KEY of an account's posting
    moment: Integers
    amount: Cents


def alert_rows(block: TruthBlock) -> Table[Alert]:
    """The alerts of a block, by customer and time."""
    raised = _Raised.together([_on_accounts(block), _on_cards(block)])
    raised = raised.take(np.lexsort((raised.rule, raised.moment, raised.owner)))
    ids = np.where(raised.posting == NULL_KEY, raised.purchase, raised.posting)
    return table(
        Alert,
        alert_id=_keys(ids, raised.rule),
        rule=raised.rule,
        customer_id=block.customers.customer_id[raised.owner],
        account_id=raised.account,
        transaction_id=raised.posting,
        card_transaction_id=raised.purchase,
        raised_at=raised.moment,
        score=np.maximum(10 * np.searchsorted(STAKES, raised.amount, side="right"), 1),
        compliance_id=_review_after(block, raised.owner, raised.moment),
    )


def _by_rule(found: Iterable[tuple[AlertRule, Integers]]) -> tuple[Integers, Integers]:
    """Rules and positions of what they have found, as two columns."""
    rules, parts = zip(*found, strict=True)
    return np.repeat(np.array([int(each) for each in rules]), [len(part) for part in parts]), np.concatenate(parts)


def _on_accounts(block: TruthBlock) -> _Raised:
    rows = _watched(block)
    rule, at = _by_rule(found(rows))
    ids, none = block.transactions.transaction_id[at], np.full(len(at), NULL_KEY)
    account = block.transactions.account_id[at]
    return _Raised(rule, block.owner[at], account, ids, none, rows.moment[at], rows.amount[at])


def _on_cards(block: TruthBlock) -> _Raised:
    """What is found among purchases; of one in parts, it is the row of the first."""
    rows, cards = block.card_transactions, block.credit_cards
    at = first_rows(rows)
    card = positions(rows.card_id[at], cards.card_id)
    order = np.lexsort((rows.transaction_date[at], card))
    at, card = at[order], card[order]
    merchant = pl.Series(rows.merchant_document).gather(at).rank("dense").fill_null(0).to_numpy().astype(np.int64)
    mode, moment, amount = rows.entry_mode[at], rows.transaction_date[at], rows.purchase_amount[at]
    watched = WatchedPurchases(card, moment, amount, mode == EntryMode.ONLINE, mode == EntryMode.RECURRING, merchant)
    rule, of = _by_rule(found_on_cards(watched))
    return _Raised(
        rule, block.card_holder[card[of]], cards.account_id[card[of]], np.full(len(of), NULL_KEY),
        rows.card_transaction_id[at[of]], moment[of], amount[of],
    )  # fmt: skip


def _watched(block: TruthBlock) -> WatchedPostings:
    rows, activity = block.transactions, block.digital_activity
    some = activity.transaction_id != NULL_KEY
    age = device_ages(
        activity.device_id, activity.timestamp, rows.transaction_id,
        np.where(some, activity.transaction_id, NULL_KEY),
    )  # fmt: skip
    return WatchedPostings(
        positions(rows.account_id, block.accounts.account_id), rows.transaction_date, rows.amount, rows.balance_after,
        rows.direction == Direction.DEBIT, rows.payment_method, rows.category, age,
    )  # fmt: skip


def _keys(postings: Keys, rule: Integers) -> Keys:
    """Keys of alerts: of a posting and a rule."""
    keys: Keys = mix(postings ^ mix(rule.astype(np.uint64) + name_key("alerts", "rule"))) >> np.uint64(1)
    return keys


def _review_after(block: TruthBlock, owner: Integers, moment: Integers) -> Keys:
    """The first AML review of each customer within 30 days, NULL_KEY for none."""
    reviews = block.compliance
    at = np.flatnonzero(reviews.compliance_type == ComplianceType.AML)
    holder = positions(reviews.customer_id[at], block.customers.customer_id)
    packed = (holder << 34) + reviews.review_date[at]
    order = np.argsort(packed, kind="stable")
    next_one = np.searchsorted(packed[order], (owner << 34) + moment)
    there = np.append(packed[order], np.iinfo(np.int64).max)[next_one] <= (owner << 34) + moment + SOON
    return np.where(there, np.append(reviews.compliance_id[at][order], NULL_KEY)[next_one], NULL_KEY)
