"""Spills: columns of numbers too many to keep, sorted out by their first column in constant memory.

Up to LIMIT rows stay in memory. Beyond it, rows go to one temporary file, in PARTS heaps by the top bits of the first
column, and each heap is sorted on its own, so that any number of transactions can be told apart (about 60 bytes each
on the disk, a tenth of the JSON; TMPDIR says where).
"""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

import numpy as np

from lastro.engine.arrays import Flags, Integers, Keys

LIMIT = 1_000_000  # rows in memory
PARTS = 64
_SHIFT = np.uint64(58)  # 64 parts by the top six bits


class Spill:
    """Rows of so many uint64 columns."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.held: list[Keys] = []
        self.count = 0
        self.file: IO[bytes] | None = None
        self.heaps: list[list[tuple[int, int]]] = [[] for _ in range(PARTS)]  # where pieces lie: start and bytes

    def add(self, *columns: Keys | Integers) -> None:
        """Add rows; whole numbers go in as they are, bit by bit."""
        rows = np.stack([column.astype(np.int64, copy=False).view(np.uint64) for column in columns], axis=1)
        self.held.append(rows)
        self.count += len(rows)
        if self.count > LIMIT:
            self._flush()

    def _flush(self) -> None:
        """Write what is held behind the file, a piece for each heap."""
        self.file = self.file or TemporaryFile()  # noqa: SIM115  (it lives as long as the spill)
        rows = np.concatenate(self.held)
        part = (rows[:, 0] >> _SHIFT).astype(np.int64)
        order = np.argsort(part, kind="stable")
        ends = np.searchsorted(part[order], np.arange(PARTS + 1))
        for heap, start, end in zip(self.heaps, ends, ends[1:], strict=False):
            heap.append((self.file.tell(), self.file.write(rows[order[start:end]].tobytes())))
        self.held, self.count = [], 0

    def sorted(self) -> Iterator[Keys]:
        """The rows in parts that share no value of the first column, each sorted by it and else as they came."""
        if self.file is None:
            yield from [_sorted(np.concatenate(self.held))] if self.held else []
            return
        if self.held:
            self._flush()
        with self.file as stream:
            for heap in self.heaps:
                content = b"".join(_read(stream, *piece) for piece in heap)
                yield _sorted(np.frombuffer(content, dtype=np.uint64).reshape(-1, self.width))


def _read(stream: IO[bytes], start: int, size: int) -> bytes:
    stream.seek(start)
    return stream.read(size)


def _sorted(rows: Keys) -> Keys:
    found: Keys = rows[np.argsort(rows[:, 0], kind="stable")]
    return found


def repeated(spill: Spill) -> Integers:
    """The second columns (positions in a file) of all rows but the first that have a value in the first column."""
    found = [rows[again(rows), 1].view(np.int64) for rows in spill.sorted()]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def again(rows: Keys) -> Flags:
    """Which rows, sorted, have the first column of the row before them."""
    same = np.zeros(len(rows), dtype=np.bool_)
    same[1:] = rows[1:, 0] == rows[:-1, 0]
    return same
