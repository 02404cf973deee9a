"""The spill: changes of one block on disk, by day, until all blocks' changes of a day can be put in order.

Lines go to the file as they are made, as far as the block knows them; what orders them (a few numbers and the keys) is
kept there too, day by day, so that memory holds one block while blocks are made, and one day's numbers while days are
written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from lastro.engine.arrays import Array
from lastro.engine.rewind.changes import Changes

KEY = 36  # letters of a key
FIELDS = np.dtype(
    [
        ("moment", "i8"),  # seconds since 1970-01-01T00:00:00
        ("dataset", "u1"),  # position among the names of the feed
        ("new", "?"),  # whether the row is new
        ("block", "i8"),
        ("row", "i8"),  # position in the block
        ("lead", "u1"),  # the dataset with whose row it is committed, as dataset
        ("turn", "i8"),  # of its commit among those of the same second
        ("commit", "i8"),  # that row in the block: the first of the commit
        ("place", "i8"),  # that row in the block: the one that the change follows
        ("at", "i8"),  # where the line begins in the spill
        ("size", "i8"),  # of the line as far as it is made
        ("key", f"S{KEY}"),
        ("behind", f"S{KEY}"),  # of a new row; empty at the front of the block
    ]
)


@dataclass(frozen=True)
class Spilled:
    """Where the changes of a block lie: by day, the first byte of its numbers and how many changes there are."""

    path: Path
    days: dict[int, tuple[int, int]]

    def changes(self, day: int) -> Array:
        """The changes of a day, an array of FIELDS."""
        at, count = self.days.get(day, (0, 0))
        return np.fromfile(self.path, dtype=FIELDS, count=count, offset=at)


@dataclass
class Spilling:
    """A spill that is being written."""

    stream: BinaryIO
    block: int
    parts: dict[int, list[Array]] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def into(cls, spilled: Spilled, block: int) -> Iterator[Spilling]:
        """Write a block's spill; its days are known in the end."""
        with spilled.path.open("wb") as stream:
            spilling = cls(stream, block)
            yield spilling
            for day, arrays in sorted(spilling.parts.items()):
                together = np.concatenate(arrays)
                spilled.days[day] = stream.tell(), len(together)
                stream.write(together.tobytes())

    def add(self, dataset: int, changes: Changes, lines: list[bytes]) -> None:
        """Write the lines of changes; dataset: its position among the names of the feed."""
        found = np.zeros(len(lines), dtype=FIELDS)
        for name in ("moment", "row", "lead", "turn", "commit", "place"):
            found[name] = vars(changes)[name]
        found["dataset"], found["block"], found["new"] = dataset, self.block, changes.new
        found["size"] = list(map(len, lines))
        found["at"] = self.stream.tell() + np.cumsum(found["size"]) - found["size"]
        found["key"] = changes.key.tolist()
        found["behind"] = [text or b"" for text in changes.behind.tolist()]
        self.stream.writelines(lines)
        for day in np.unique(changes.day).tolist():
            self.parts.setdefault(day, []).append(found[changes.day == day])
