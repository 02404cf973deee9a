"""Offenders: every record that breaks a promise, one JSON object a line, in constant memory.

Those that a batch holds are written with it. Those that are known by their position only, since they break a rule about
a whole file, are sorted on the disk, and written when the file is read again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

import numpy as np
import polars as pl

from lastro.checks.batch import Batch
from lastro.checks.result.check_result import ALL_RECORDS, Promise, Rows
from lastro.checks.spill import Spill
from lastro.engine.arrays import Flags

_BITS = 64  # of a number in a spill, which parts by the highest of them


class Offenders:
    """The offenders of one check."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.shifts: dict[str, np.uint64] = {}  # of positions in each dataset that has been read, to the highest bits
        self.promises: dict[Promise, int] = {}  # that are broken by records known by their position, with numbers
        self.later: dict[str, Spill] = {}  # those records by dataset: position, number of the promise

    def of_batch(self, promise: Promise, batch: Batch, wrong: Flags) -> None:
        """Write the records of a batch that break a promise."""
        frame = batch.frame.filter(pl.Series(wrong))
        values = frame[promise.column].to_list() if promise.column else [None] * len(frame)
        for key, row, value in zip(frame[batch.key].to_list(), batch.rows[wrong].tolist(), values, strict=True):
            self.write(promise, key, row, value)

    def write(self, promise: Promise, key: str | None, row: int, value: Any) -> None:
        """Write one offender; row: its position in the file, from 0."""
        told = {
            "rule": promise.code,
            "note": promise.note,
            "dataset": promise.dataset,
            "key": key,
            "row": None if row == ALL_RECORDS else row,
            "column": promise.column or None,
            "value": value,
            "sentence": promise.sentence,
        }
        self.stream.write(f"{json.dumps(told, ensure_ascii=False)}\n")

    def read(self, dataset: str, records: int) -> None:
        """A dataset has been read, and has so many records."""
        self.shifts[dataset] = np.uint64(_BITS - max(1, records.bit_length()))

    def put_by(self, promise: Promise, rows: Rows) -> None:
        """Note positions in a file that has been read, to be written when it is read again."""
        for _ in rows[rows == ALL_RECORDS].tolist():
            self.write(promise, None, ALL_RECORDS, None)
        known = rows[rows != ALL_RECORDS].astype(np.uint64) << self.shifts[promise.dataset]
        number = self.promises.setdefault(promise, len(self.promises))
        self.later.setdefault(promise.dataset, Spill(2)).add(known, np.full(len(known), number))

    def sorted(self, dataset: str) -> Iterator[tuple[int, Promise]]:
        """The positions put by of a dataset, in order, with the promises that they break."""
        promises = list(self.promises)
        for rows in self.later.pop(dataset, Spill(2)).sorted():
            positions = rows[:, 0] >> self.shifts[dataset]
            for position, number in zip(positions.tolist(), rows[:, 1].tolist(), strict=True):
                yield position, promises[number]
