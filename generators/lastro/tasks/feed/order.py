"""Order: the changes of a day one after the other over all datasets, their numbers, and what new rows stand behind.

Changes go by moment, then by dataset in the order of the graph, then by row; the legs of a transfer stay together, and
a change that is committed with a row of another dataset follows that row. So nothing refers to what is not there yet.
The numbers of a day depend on that day alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lastro.engine.arrays import Array, Integers

DAY_NUMBERS = 1_000_000_000  # a log sequence number is the day's number times this, and the change's number in the day


@dataclass(frozen=True)
class Day:
    """The changes of a day in order.

    changes: an array of spill.FIELDS. lsn: log sequence numbers. commit: the first lsn of each change's transaction.
    behind: key text of the row that a new row stands behind, b"" where it comes first or is not new.
    """

    day: int
    changes: Array
    lsn: Integers
    commit: Integers
    behind: Array


def in_order(day: int, changes: Array, last_rows: Sequence[Mapping[int, bytes]]) -> Day:
    """Put a day's changes in order.

    changes: an array of spill.FIELDS of all blocks. last_rows: by dataset, the key of each block's last row on the
    evening before, for the blocks that had one.
    """
    follows = changes["dataset"] != changes["lead"]
    fields = ("moment", "lead", "turn", "block", "commit")
    rank = np.lexsort((follows, changes["place"], *(changes[name] for name in reversed(fields))))
    ordered = changes[rank]
    lsn = day * DAY_NUMBERS + 1 + np.arange(len(ordered))
    anew = np.ones(len(ordered), dtype=np.bool_)
    anew[1:] = np.any([ordered[name][1:] != ordered[name][:-1] for name in fields], axis=0)
    commit = lsn[np.maximum.accumulate(np.where(anew, np.arange(len(ordered)), 0))] if len(ordered) else lsn
    return Day(day, ordered, lsn, commit, _behind(ordered, last_rows))


def _behind(ordered: Array, last_rows: Sequence[Mapping[int, bytes]]) -> Array:
    """What each new row stands behind when it comes: the nearest row before it in the file that is there by then."""
    behind = np.zeros(len(ordered), dtype=ordered["key"].dtype)
    for dataset, last in enumerate(last_rows):
        new = np.flatnonzero((ordered["dataset"] == dataset) & ordered["new"])
        new = new[np.lexsort((ordered["row"][new], ordered["block"][new]))]
        anchors = _anchors(ordered[new], last)
        behind[new] = _nearest(new.tolist(), ordered["key"][new].tolist(), anchors)
    return behind


def _anchors(new: Array, last: Mapping[int, bytes]) -> list[bytes]:
    """For new rows in the order of the file, the last row before each that stood on the evening before."""
    blocks = sorted(last)
    before = np.searchsorted(blocks, new["block"]) - 1
    rows = zip(new["behind"].tolist(), before.tolist(), strict=True)
    return [own or (last[blocks[at]] if at >= 0 else b"") for own, at in rows]


def _nearest(numbers: list[int], keys: list[bytes], anchors: list[bytes]) -> list[bytes]:
    """For rows in the order of the file: the nearest one before with a smaller number, their anchor where none has.

    Only rows with the same anchor stand side by side.
    """
    found: list[bytes] = []
    waiting: list[int] = []  # positions of rows with rising numbers
    for at, (number, anchor) in enumerate(zip(numbers, anchors, strict=True)):
        if at and anchor != anchors[at - 1]:
            waiting.clear()
        while waiting and numbers[waiting[-1]] > number:
            waiting.pop()
        found.append(keys[waiting[-1]] if waiting else anchor)
        waiting.append(at)
    return found
