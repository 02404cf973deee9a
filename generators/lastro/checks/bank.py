"""The bank under check: the frame of time, and what of each dataset the rules of others need, as arrays.

A million customers' accounts and contracts take some 400 MB this way; transactions, reviews and digital events are
never kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from lastro.checks.batch import Batch
from lastro.checks.result.check_result import CheckResult, Promise, Rows
from lastro.checks.result.offenders import Offenders
from lastro.checks.spill import Spill
from lastro.engine.arrays import Array, Flags, Integers, Keys
from lastro.engine.rows.columns import columns_of, row_class
from lastro.engine.rows.moments import DAY, day

KEPT = {
    "customers": (
        "customer_id", "created_at", "customer_type", "ibge_code", "monthly_income", "birth_date", "household_id",
    ),
    "branches": ("branch_id", "created_at", "ibge_code"),
    "accounts": (
        "account_id", "customer_id", "account_type", "balance", "created_at", "closed_at", "restricted_on",
        "opening_balance", "overdraft_limit",
    ),
    "loans": (
        "loan_id", "account_id", "loan_type", "loan_amount", "interest_rate", "term", "start_date", "loan_status",
        "amortization", "installment_amount", "installments_paid", "outstanding_balance", "days_past_due",
        "risk_band", "defaulted_on", "written_off_on", "recovered_amount", "renegotiated_loan_id",
        "prepaid_on",
    ),
    "credit_cards": (
        "card_id", "account_id", "created_at", "status", "closing_day", "due_day", "expiry_date", "credit_limit",
        "opening_balance", "current_balance", "upcoming_installments", "last_bill_amount", "last_bill_due_date",
        "last_bill_paid",
    ),
    "investments": (
        "investment_id", "account_id", "amount", "purchase_date", "status", "redeemed_on", "redemption_amount",
    ),
}  # fmt: skip

TRUTH = {  # the tables of `doit truth`, read before the datasets, so that what they speak of is noted in passing
    "cases": (
        "case_id", "kind", "typology", "started_at", "ended_at", "outcome", "amount_moved", "amount_lost",
        "amount_recovered", "detected_on",
    ),
    "case_members": ("member_id", "case_id", "customer_id", "account_id", "role", "place", "left_at"),
    "fraud_labels": (
        "label_id", "transaction_id", "card_transaction_id", "case_id", "role_of_account", "sequence", "leg",
        "is_illicit", "known_on",
    ),
    "activity_labels": ("label_id", "activity_id", "case_id", "sequence", "known_on"),
    "reports": ("report_id", "customer_id", "case_id", "transaction_id", "card_transaction_id"),
    "alerts": ("alert_id", "customer_id", "account_id", "transaction_id", "card_transaction_id", "raised_at"),
}  # fmt: skip


def sought(datasets: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """The references (dataset, column) by target that cannot be looked up while reading: not kept, or not yet read."""
    found: dict[str, list[tuple[str, str]]] = {}
    for number, dataset in enumerate(datasets):
        at_hand = KEPT.keys() & set(datasets[:number])
        for column in columns_of(row_class(dataset)).values():
            if column.type == "ref" and column.target not in at_hand:
                found.setdefault(column.target, []).append((dataset, column.name))
    return found


class Kept:
    """Some columns of all sound records of a dataset; `row` holds their positions in the file."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.pieces: list[dict[str, Array]] = []
        self.columns: dict[str, Array] = {}
        self.left_out: list[Keys] = []  # the keys of records that no rule can reckon with

    def add(self, batch: Batch) -> None:
        """Keep the columns of a batch."""
        self.pieces.append({"row": batch.rows, **{name: batch[name] for name in self.names}})

    def close(self) -> None:
        """Put the batches together; keys can be looked up from now on."""
        for name in ("row", *self.names):
            self.columns[name] = np.concatenate([piece.pop(name) for piece in self.pieces] or [np.zeros(0, np.int64)])
        self.pieces = []
        self.index = KeyIndex(self.columns[self.names[0]].astype(np.uint64, copy=False))
        self.left_out = [np.sort(np.concatenate(self.left_out))] if self.left_out else []

    def __getattr__(self, name: str) -> Any:
        try:
            return self.columns[name]
        except KeyError:
            raise AttributeError(name) from None

    def __len__(self) -> int:
        return len(self.columns["row"])

    def has(self, keys: Keys, positions: Integers) -> Flags:
        """Which keys there are: those that have a position, and those of records that were left out."""
        found: Flags = positions >= 0
        for left_out in self.left_out:
            found |= np.isin(keys, left_out)
        return found

    def at(self, name: str, positions: Integers, otherwise: int) -> Integers:
        """A column's values at positions, and another value where the position is -1."""
        if not len(self):
            return np.full(len(positions), otherwise)
        return np.where(positions < 0, otherwise, self.columns[name][positions])

    def keys_at(self, name: str, positions: Integers) -> Keys:
        """A key's or reference's values at positions, 0 where the position is -1."""
        found: Keys = self.at(name, positions, 0).astype(np.uint64)
        return found


class KeyIndex:
    """Where keys stand: look-ups of many at a time."""

    def __init__(self, keys: Keys) -> None:
        self.order = np.argsort(keys, kind="stable").astype(np.int32)  # no kept dataset has two billion rows
        self.keys = keys[self.order]

    def of(self, wanted: Keys) -> Integers:
        """The position of each key, -1 where it is none; runs of one key are looked up once."""
        if not len(self.keys) or not len(wanted):
            return np.full(len(wanted), -1)
        starts = np.flatnonzero(np.concatenate([[True], wanted[1:] != wanted[:-1]]))
        at = np.searchsorted(self.keys, wanted[starts]).clip(0, len(self.keys) - 1)
        found = np.where(self.keys[at] == wanted[starts], self.order[at].astype(np.int64), -1)
        return np.repeat(found, np.diff(np.append(starts, len(wanted))))


@dataclass
class Bank:
    """What the rules know besides the batch before them."""

    as_of: int  # days since 1970-01-01
    history_start: int
    documents: str = "valid"
    sought: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    offenders: Offenders | None = None
    result: CheckResult = field(default_factory=CheckResult)
    kept: dict[str, Kept] = field(default_factory=lambda: {name: Kept(names) for name, names in (KEPT | TRUTH).items()})
    spills: dict[str, Spill] = field(default_factory=dict)
    built: Mapping[str, int] = field(default_factory=dict)  # how many records the build made of a file since edited
    records: dict[str, int] = field(default_factory=dict)  # that each dataset has which was read
    notes: dict[Any, Any] = field(default_factory=dict)  # what a family of rules carries from batch to batch

    @classmethod
    def between(cls, history_start: date, as_of: date, documents: str, datasets: Sequence[str]) -> Bank:
        """A bank of these datasets whose history runs between two days."""
        return cls(day(as_of.isoformat()), day(history_start.isoformat()), documents, sought(datasets))

    @property
    def end(self) -> int:
        """The last second of as_of."""
        return self.as_of * DAY + DAY - 1

    def blame(self, promise: Promise, rows: Rows) -> None:
        """Records of a dataset that has been read break a promise; by their positions in the file."""
        if len(rows):
            self.result.blame(promise, rows)
            if self.offenders:
                self.offenders.put_by(promise, rows)

    def blame_in(self, batch: Batch, promise: Promise, wrong: Flags) -> None:
        """Some records of a batch break a promise."""
        if wrong.any():
            self.result.blame(promise, batch.rows[wrong])
            if self.offenders:
                self.offenders.of_batch(promise, batch, wrong)

    def blame_one(self, promise: Promise, row: int, key: str, value: Any) -> None:
        """The record at a position breaks a promise."""
        self.result.blame(promise, np.array([row]))
        if self.offenders:
            self.offenders.write(promise, key or None, row, value)

    def __getitem__(self, dataset: str) -> Kept:
        """What is kept of a dataset."""
        return self.kept[dataset]

    def leave_out(self, dataset: str, keys: Keys) -> None:
        """Records that no rule can reckon with, by their keys: they are there, so that references find them."""
        if len(keys) and dataset in self.kept:
            self[dataset].left_out.append(keys)
        if len(keys) and dataset in self.sought:
            none = np.zeros(len(keys), dtype=np.int64)
            self.spill(f"sought {dataset}", 3).add(keys, none, none)

    def close(self, dataset: str, records: int) -> None:
        """A dataset has been read to its end, and has so many records."""
        self.records[dataset] = records
        if dataset in self.kept:
            self[dataset].close()
        if self.offenders:
            self.offenders.read(dataset, records)

    def of(self, batch: Batch, column: str) -> Integers:
        """The positions of the records that a reference names among those kept, -1 for none."""
        if column not in batch.positions:
            batch.positions[column] = self[batch.columns[column].target].index.of(batch[column])
        return batch.positions[column]

    def spill(self, name: str, width: int) -> Spill:
        """The spill of a name, begun when it is first asked for."""
        return self.spills.setdefault(name, Spill(width))

    def take_spill(self, name: str, width: int) -> Spill:
        """The same, which goes when its taker is done with it; an empty one where nothing was spilt."""
        return self.spills.pop(name, None) or Spill(width)
