"""Born: the rows of a dataset without states that come into being on some days; their records are lines of the file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.engine.arrays import Array, Integers, Keys
from lastro.engine.files.line_index import LineIndex
from lastro.engine.rewind.finished import FinishedBlock, born_at
from lastro.engine.rows.columns import columns_of, key_of, owner_of, row_class
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL_KEY

Images = Array  # (n,) of bytes: records as they stand in the file, without comma and line end


@dataclass(frozen=True)
class Born:
    """The rows of a block that are born on some days, one value each, in the order of day and row."""

    index: LineIndex  # of the whole block
    born: Integers  # day of the whole block's rows
    row: Integers  # position in the block
    moment: Integers
    commit: Integers  # the first row of those that are committed together; the row itself for most
    turn: Integers  # of its commit among those of the same second: one owner's rows come in the order of the file

    @classmethod
    def of(cls, block: FinishedBlock, dataset: str, first: int, last: int) -> Born:
        """The rows born from one day (days since 1970-01-01) to another, both included."""
        index = block.index(dataset)
        moment = born_at(dataset, block.rows(dataset))
        day = moment // DAY
        row = np.flatnonzero((day >= first) & (day <= last))
        row = row[np.argsort(day[row], kind="stable")]
        commit, turn = _commits(block, dataset, index.take(row), moment[row])
        return cls(index, day, row, moment[row], row[commit], turn)

    @property
    def day(self) -> Integers:
        """The day of each row."""
        found: Integers = self.moment // DAY
        return found

    @property
    def images(self) -> Images:
        """The record of each row."""
        return objects(list(map(bytes, self.index.take(self.row))))


def _commits(block: FinishedBlock, dataset: str, records: LineIndex, moment: Integers) -> tuple[Integers, Integers]:
    """For each record the first one that shares its commit, and its commit's turn.

    The legs of a transfer are written down together.
    """
    commit, row = np.arange(len(records)), row_class(dataset)
    names, owner = [column.name for column in columns_of(row).values() if column.commits], owner_of(row)
    if not names or owner is None:
        return commit, np.zeros_like(commit)
    table = block.parsed(dataset, records.lines(), (owner.name, *names))
    for name in names:
        keys: Keys = getattr(table, name)
        shared = np.flatnonzero(keys != NULL_KEY)
        _, first, group = np.unique(keys[shared], return_index=True, return_inverse=True)
        commit[shared] = shared[first[group]]
    owners: Keys = getattr(table, owner.name)
    follows = np.flatnonzero((owners[1:] == owners[:-1]) & (moment[1:] == moment[:-1])) + 1
    return commit, _turns(commit, follows)


def _turns(commit: Integers, follows: Integers) -> Integers:
    """The turn of each row's commit: behind that of the row before, for rows that follow one of the same second."""
    turn = np.zeros_like(commit)
    for _ in range(len(follows) + 1):
        late = follows[turn[commit[follows]] <= turn[commit[follows - 1]]]
        if not len(late):
            break
        np.maximum.at(turn, commit[late], turn[commit[late - 1]] + 1)
    found: Integers = turn[commit]
    return found


class LineKeys:
    """The key texts of records by position, read where they are asked for."""

    def __init__(self, index: LineIndex, dataset: str) -> None:
        self.index, self.key = index, key_of(row_class(dataset)).name

    def __getitem__(self, rows: Integers) -> Images:
        records = self.index.take(rows)
        texts = records.texts(self.key)
        assert texts is not None or not len(records), "keys are of one length in files that the build has written"
        return objects([] if texts is None else texts.tolist())


def objects(values: list[bytes]) -> Images:
    """Bytes as an array."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found
