"""Spills: columns of numbers too many to keep, sorted out by their first column in constant memory.

Up to LIMIT rows stay in memory. Beyond it, rows go to PARTS temporary files by the top bits of the first column, and
each file is sorted on its own, so that any number of transactions can be told apart (some 40 bytes each on the disk).
"""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

LIMIT = 4_000_000  # rows in memory
PARTS = 64
_SHIFT = np.uint64(58)  # 64 parts by the top six bits


class Spill:
    """Rows of so many uint64 columns."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.held: list[Keys] = []
        self.count = 0
        self.files: list[IO[bytes]] = []

    def add(self, *columns: NDArray[np.uint64] | NDArray[np.int64]) -> None:
        """Add rows; whole numbers go in as they are, bit by bit."""
        rows = np.stack([column.astype(np.int64, copy=False).view(np.uint64) for column in columns], axis=1)
        self.held.append(rows)
        self.count += len(rows)
        if self.count > LIMIT:
            self._flush()

    def _flush(self) -> None:
        self.files = self.files or [TemporaryFile() for _ in range(PARTS)]  # noqa: SIM115
        rows = np.concatenate(self.held)
        part = (rows[:, 0] >> _SHIFT).astype(np.int64)
        order = np.argsort(part, kind="stable")
        ends = np.searchsorted(part[order], np.arange(PARTS + 1))
        for number, stream in enumerate(self.files):
            stream.write(rows[order[ends[number] : ends[number + 1]]].tobytes())
        self.held, self.count = [], 0

    def sorted(self) -> Iterator[Keys]:
        """The rows in parts that share no value of the first column, each sorted by it and else as they came."""
        if self.files:
            self._flush()
        while self.files:
            stream = self.files.pop()
            stream.seek(0)
            yield _sorted(np.frombuffer(stream.read(), dtype=np.uint64).reshape(-1, self.width))
            stream.close()
        if self.held:
            yield _sorted(np.concatenate(self.held))
        self.held = []


def _sorted(rows: Keys) -> Keys:
    found: Keys = rows[np.argsort(rows[:, 0], kind="stable")]
    return found


def again(rows: Keys) -> NDArray[np.bool_]:
    """Which rows, sorted, have the first column of the row before them."""
    same = np.zeros(len(rows), dtype=np.bool_)
    same[1:] = rows[1:, 0] == rows[:-1, 0]
    return same
