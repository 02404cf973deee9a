"""The spill: changes of one block on disk, by day, until all blocks' changes of a day can be put in order.

Images go to the file as they are made; what orders them (a few numbers and the keys) is kept there too, day by day, so
that memory holds one block while blocks are made, and one day's numbers while days are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
        ("block", "i8"),
        ("row", "i8"),  # position in the block
        ("commit", "i8"),  # the first row of the same commit
        ("at", "i8"),  # where the images begin in the spill
        ("before", "i4"),  # length of the image before, 0 for a new row
        ("after", "i4"),  # length of the image after, which follows
        ("key", f"S{KEY}"),
        ("behind", f"S{KEY}"),  # of a new row; empty at the front of the block
    ]
)


@dataclass(frozen=True)
class Spilled:
    """Where the changes of a block lie: by day, the first byte of its numbers and how many changes there are."""

    path: Path
    days: Mapping[int, tuple[int, int]]

    def changes(self, day: int) -> Array:
        """The changes of a day, an array of FIELDS."""
        at, count = self.days.get(day, (0, 0))
        return np.fromfile(self.path, dtype=FIELDS, count=count, offset=at)


def spill(path: Path, block: int, found: Mapping[int, Changes]) -> Spilled:
    """Write the changes of a block's datasets; found: by the dataset's position among the names of the feed."""
    parts: dict[int, list[Array]] = {}
    with path.open("wb") as stream:
        for dataset, changes in found.items():
            numbers = _numbers(stream, block, dataset, changes)
            for day in np.unique(changes.day).tolist():
                parts.setdefault(day, []).append(numbers[changes.day == day])
        days = {}
        for day, arrays in sorted(parts.items()):
            together = np.concatenate(arrays)
            days[day] = stream.tell(), len(together)
            stream.write(together.tobytes())
    return Spilled(path, days)


def _numbers(stream: BinaryIO, block: int, dataset: int, changes: Changes) -> Array:
    """Write the images of changes and return what else is to be known of them."""
    before = [image or b"" for image in changes.before.tolist()]
    after = changes.after.tolist()
    found = np.zeros(len(after), dtype=FIELDS)
    found["moment"], found["row"], found["commit"] = changes.moment, changes.row, changes.commit
    found["dataset"], found["block"] = dataset, block
    found["before"], found["after"] = list(map(len, before)), list(map(len, after))
    sizes = found["before"].astype(np.int64) + found["after"]
    found["at"] = stream.tell() + np.cumsum(sizes) - sizes
    found["key"] = changes.key.tolist()
    found["behind"] = [text or b"" for text in changes.behind.tolist()]
    stream.writelines(image for pair in zip(before, after, strict=True) for image in pair)
    return found
