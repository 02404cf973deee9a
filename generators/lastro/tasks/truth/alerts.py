"""Rows of alerts: what rules find in the postings of a block."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import ComplianceType, Direction
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.draws import mix, name_key
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL_KEY, Table, positions, table
from lastro.tasks.truth.block import TruthBlock
from lastro.tasks.truth.rules import WatchedPostings, device_ages, found
from lastro.tasks.truth.tables.alerts import Alert

STAKES = np.array([100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000]) * 100  # cents: ten points each
SOON = 30 * DAY


def alert_rows(block: TruthBlock) -> Table[Alert]:
    """The alerts of a block, by customer and time."""
    rows = _watched(block)
    rules, parts = zip(*found(rows), strict=True)
    at = np.concatenate(parts)
    rule = np.repeat(np.array([int(each) for each in rules]), [len(part) for part in parts])
    order = np.lexsort((rule, rows.moment[at], block.owner[at]))
    at, rule = at[order], rule[order]
    ids = block.transactions.transaction_id[at]
    return table(
        Alert,
        alert_id=_keys(ids, rule),
        rule=rule,
        customer_id=block.customers.customer_id[block.owner[at]],
        account_id=block.transactions.account_id[at],
        transaction_id=ids,
        raised_at=rows.moment[at],
        score=np.maximum(10 * np.searchsorted(STAKES, rows.amount[at], side="right"), 1),
        compliance_id=_review_after(block, block.owner[at], rows.moment[at]),
    )


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
