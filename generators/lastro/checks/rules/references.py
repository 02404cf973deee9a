"""I1: every reference finds its record: at once, or once all files are read where bank.py does not keep it yet."""

from __future__ import annotations

import numpy as np

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import Broken, BrokenAnywhere, each, once_all_read, remember
from lastro.checks.spill import again
from lastro.engine.arrays import Flags, Integers, Keys


@each("I1")
def references_find_their_row(bank: Bank, batch: Batch) -> Broken:
    """Every reference that is not null names a record that is there."""
    for column in batch.columns.values():
        if column.type == "ref" and (batch.dataset, column.name) not in bank.sought.get(column.target, ()):
            found = bank[column.target].has(batch[column.name], bank.of(batch, column.name))
            yield column.name, f"{column.name} is no record of {column.target}", batch.present(column.name) & ~found


@remember()
def sought_records(bank: Bank, batch: Batch) -> None:
    """Notes references that cannot be looked up yet, and the keys that may answer them."""
    if batch.dataset in bank.sought:
        _note(bank, batch.dataset, batch, batch.key, 0)
    for target, references in bank.sought.items():
        for number, (dataset, column) in enumerate(references, 1):
            if dataset == batch.dataset:
                _note(bank, target, batch, column, number)


def _note(bank: Bank, target: str, batch: Batch, column: str, number: int) -> None:
    """Put by what a column holds; 0 is the number of the keys themselves."""
    here = batch.present(column)
    rows = batch.rows[here]
    bank.spill(f"sought {target}", 3).add(batch[column][here], np.full(len(rows), number), rows)


@once_all_read("I1")
def references_find_later_rows(bank: Bank) -> BrokenAnywhere:
    """So does a reference to a dataset that is read later, or whose records are too many to keep."""
    for target, references in bank.sought.items():
        for rows in bank.take_spill(f"sought {target}", 3).sorted():
            lost = _lost(rows)
            for number, (dataset, column) in enumerate(references, 1):
                positions: Integers = rows[lost & (rows[:, 1] == number), 2].view(np.int64)
                yield dataset, column, f"{column} is no record of {target}", positions


def _lost(rows: Keys) -> Flags:
    """Which rows, sorted, have a first column that no key has."""
    starts = np.flatnonzero(~again(rows))
    answered = np.logical_or.reduceat(rows[:, 1] == 0, starts)
    return np.repeat(~answered, np.diff(np.append(starts, len(rows))))
