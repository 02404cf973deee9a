"""Newer: which rows of a dataset without states came into being from a moment on.

The rows of an owner stand one behind the other, in the order of their birth: so those of each are a last part, and
where it begins is found by halving, without a look at most rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.engine.arrays import Integers
from lastro.engine.files.indexed import owner_runs
from lastro.engine.rewind.finished import born_at
from lastro.engine.rows.columns import owner_of
from lastro.engine.rows.tables import Table

Runs = tuple[Integers, Integers]  # first row of each run of rows, and the one behind its last


def older_runs(dataset: str, rows: Table[Any], moment: int) -> Runs:
    """The runs of indexed rows that were born before a moment."""
    owner = owner_of(rows.row)
    begins = owner_runs(rows, owner.name) if owner else np.arange(len(rows))
    ends = np.append(begins[1:], len(rows))
    first_newer = _first_newer(dataset, rows, moment, begins, ends)
    some = np.flatnonzero(first_newer < ends)
    firsts, behind = np.append(0, ends[some]), np.append(first_newer[some], len(rows))
    filled = firsts < behind
    return firsts[filled], behind[filled]


def runs_of(rows: Integers) -> Runs:
    """The runs of consecutive rows, given by rising positions."""
    breaks = np.flatnonzero(np.diff(rows) != 1) + 1
    begins = np.append(0, breaks)[: len(rows)]
    return rows[begins], rows[np.append(breaks, len(rows))[: len(begins)] - 1] + 1


def _first_newer(dataset: str, rows: Table[Any], moment: int, begins: Integers, ends: Integers) -> Integers:
    """Of each owner's rows the first that was born from a moment on; where they end if none was."""
    low, high = begins.copy(), ends.copy()
    probe = high - 1  # most owners have no newer row, and their last one says so
    while len(left := np.flatnonzero(low < high)):
        at = probe[left]
        older = born_at(dataset, rows.take(at)) < moment
        low[left[older]] = at[older] + 1
        high[left[~older]] = at[~older]
        probe = (low + high) // 2
    return low
