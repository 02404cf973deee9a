"""What the truth speaks of, noted while the datasets are read: postings and digital events, by its tables' rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.choices import Direction
from lastro.checks.bank import Bank, Kept, KeyIndex
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import remember
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.rows.columns import columns_of, row_class
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

POSTINGS = ("transaction_id", "account_id", "amount", "transaction_date", "direction")
CARD_ROWS = ("card_transaction_id", "card_id", "amount", "transaction_date", "posted_on", "direction")
EVENTS = ("activity_id", "customer_id", "timestamp")
SPEAKS_OF = {
    "transactions": (POSTINGS, ("fraud_labels", "reports", "alerts")),
    "digital_activity": (EVENTS, ("activity_labels",)),
    "card_transactions": (CARD_ROWS, ("fraud_labels", "reports", "alerts")),
}


@remember(*SPEAKS_OF)
def spoken_of(bank: Bank, batch: Batch) -> None:
    """Notes the records of which a row of the truth speaks."""
    names, tables = SPEAKS_OF[batch.dataset]
    if tables[0] not in bank.records:
        return
    wanted = bank.notes.setdefault(("wanted", batch.dataset), None)
    if wanted is None:
        wanted = bank.notes["wanted", batch.dataset] = KeyIndex(
            np.unique(np.concatenate([getattr(bank[table], names[0]) for table in tables]))
        )
        bank.notes["seen", batch.dataset] = Kept(names)
    here = wanted.of(batch[names[0]]) >= 0
    if here.any():
        bank.notes["seen", batch.dataset].add(batch.take(here))


def seen(bank: Bank, dataset: str) -> Kept:
    """The records of a dataset of which the truth speaks, in the order of their file."""
    names, _ = SPEAKS_OF[dataset]
    found: Kept = bank.notes.setdefault(("seen", dataset), Kept(names))
    if not found.columns:
        found.close()
    return found


@dataclass(frozen=True)
class Labelled:
    """The labelled postings and card rows whose case, row and account are all there, in the order of their file."""

    row: Integers  # position among the labels
    case: Integers  # position among the cases
    account: Integers  # position among the accounts
    moment: Integers
    cents: Integers
    debit: Flags
    role: Integers
    leg: Integers
    illicit: Flags

    @classmethod
    def of(cls, bank: Bank) -> Labelled:
        """All of a bank; reckoned once."""
        found = bank.notes.get("labelled")
        if found is None:
            found = bank.notes["labelled"] = cls._of(bank)
        return found

    @classmethod
    def _of(cls, bank: Bank) -> Labelled:
        labels = bank["fraud_labels"]
        account, moment, cents, debit = _posted(bank, labels)
        case = bank["cases"].index.of(labels.case_id)
        row = np.flatnonzero((account >= 0) & (case >= 0))
        return cls(
            row, case[row], account[row], moment[row], cents[row], debit[row],
            labels.role_of_account[row].astype(np.int64), labels.leg[row], labels.is_illicit[row],
        )  # fmt: skip


def _posted(bank: Bank, labels: Kept) -> tuple[Integers, Integers, Integers, Flags]:
    """Account (-1 where it, or the row, is not there), moment, cents and direction of what labels are of.

    A card's row is of the account that pays its bills; later parts of a purchase are of the day of their posting.
    """
    postings, rows, cards = seen(bank, "transactions"), seen(bank, "card_transactions"), bank["credit_cards"]
    at, on_card = postings.index.of(labels.transaction_id), rows.index.of(labels.card_transaction_id)
    of_card, card = on_card >= 0, cards.index.of(rows.keys_at("card_id", on_card))
    owner = np.where(of_card, cards.keys_at("account_id", card), postings.keys_at("account_id", at))
    account = np.where((at >= 0) | (card >= 0), bank["accounts"].index.of(owner), -1)
    bought, posted = rows.at("transaction_date", on_card, NULL), rows.at("posted_on", on_card, 0) * DAY
    moment = np.where(of_card, np.maximum(bought, posted), postings.at("transaction_date", at, NULL))
    cents, way = (
        np.where(of_card, rows.at(name, on_card, 0), postings.at(name, at, 0)) for name in ("amount", "direction")
    )
    return account, moment, cents, way == Direction.DEBIT


def coded(table: str, column: str, text: str) -> int:
    """The code of one value of a column."""
    return columns_of(row_class(table))[column].values.index(text)


def seat_keys(*parts: Integers | Keys) -> Keys:
    """Some columns as one key: equal where all are."""
    found = np.zeros(len(parts[0]), np.uint64)
    for part in parts:
        found = (found ^ part.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        found ^= found >> np.uint64(29)
    return found
