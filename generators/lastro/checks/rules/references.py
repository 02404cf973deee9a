"""I1: references to records that bank.py does not keep, or that stand further on: found out once all files are read."""

from __future__ import annotations

import numpy as np

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.registry import Broken, every
from lastro.checks.spill import Spill, again
from lastro.engine.arrays import Flags, Integers, Keys


@every("I1")
def references_find_their_row(bank: Bank, batch: Batch) -> Broken:
    """Every reference that is not null names a record that is there."""
    if batch.dataset in bank.sought:
        _note(bank, batch.dataset, batch, batch.key, 0)
    for column in batch.columns.values():
        if column.type != "ref":
            continue
        sought = bank.sought.get(column.target, [])
        if (batch.dataset, column.name) in sought:
            _note(bank, column.target, batch, column.name, 1 + sought.index((batch.dataset, column.name)))
        else:
            lost = batch.present(column.name) & (bank.of(batch, column.name) < 0)
            yield f"{column.name} is no record of {column.target}", lost


def _note(bank: Bank, target: str, batch: Batch, column: str, number: int) -> None:
    """Put by what a column holds; 0 is the number of the keys themselves."""
    here = batch.present(column)
    rows = batch.rows[here]
    bank.spill(f"sought {target}", 3).add(batch[column][here], np.full(len(rows), number), rows)


def look_up(bank: Bank) -> None:
    """Blame the references put by that no key answers."""
    for target, references in bank.sought.items():
        for rows in bank.spills.pop(f"sought {target}", Spill(3)).sorted():
            lost = _lost(rows)
            for number, (dataset, column) in enumerate(references, 1):
                positions: Integers = rows[lost & (rows[:, 1] == number), 2].view(np.int64)
                bank.report.blame("I1", dataset, f"{column} is no record of {target}", positions)


def _lost(rows: Keys) -> Flags:
    """Which rows, sorted, have a first column that no key has."""
    starts = np.flatnonzero(~again(rows))
    answered = np.logical_or.reduceat(rows[:, 1] == 0, starts)
    return np.repeat(~answered, np.diff(np.append(starts, len(rows))))
