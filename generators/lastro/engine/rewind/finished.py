"""Finished files: a bank as its last build left it, read block by block.

Blocks are those of the build: consecutive customers with all that belongs to them. A dataset that is a root of its own
beside the customers (branches) is read whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from lastro.engine.arrays import Integers
from lastro.engine.files.codec import Codec
from lastro.engine.files.offsets import Offsets
from lastro.engine.files.reader import not_as_recorded, read_lines, read_part
from lastro.engine.rewind.states import born_of
from lastro.engine.rows.columns import row_class
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import Table


@dataclass
class Finished:
    """The files of one bank. It can be sent to another process, which then has codecs of its own.

    runs: what each dataset was made with, by name, in the order of the graph. offsets: where the blocks of each begin.
    """

    folder: Path
    runs: Mapping[str, Run]
    offsets: Mapping[str, Offsets]
    codecs: dict[str, Codec] = field(init=False)

    def __post_init__(self) -> None:
        self.codecs = {name: Codec(run.seed, row_class(name)) for name, run in self.runs.items()}

    def __reduce__(self) -> tuple[Any, ...]:
        return Finished, (self.folder, self.runs, self.offsets)

    @property
    def names(self) -> tuple[str, ...]:
        """The datasets, in the order of the graph."""
        return tuple(self.runs)

    @property
    def as_of(self) -> int:
        """The last day of the bank's history (days since 1970-01-01)."""
        return max(run.as_of for run in self.runs.values())

    def path(self, dataset: str) -> Path:
        """Where a dataset lies."""
        return self.folder / f"{dataset}.json"

    def blocks(self, dataset: str) -> int:
        """How many blocks a dataset has."""
        return len(self.offsets[dataset].firsts)

    def rows(self, dataset: str, block: int, only: Collection[str] = ()) -> Table[Any]:
        """The rows of a block; of the named columns, of all where none are named."""
        part = self.offsets[dataset].bytes_of(block)
        return read_part(self.path(dataset), part, self.codecs[dataset], {}, only)

    def parsed(self, dataset: str, lines: bytes, only: Collection[str] = ()) -> Table[Any]:
        """The rows of some lines; of the named columns, of all where none are named."""
        return read_lines(lines, self.path(dataset), self.codecs[dataset], {}, only)

    def lines(self, dataset: str, block: int) -> bytes:
        """The lines of a block's records, with the commas between them and nothing before or behind."""
        begins, ends = self.offsets[dataset].bytes_of(block)
        with self.path(dataset).open("rb") as stream:
            stream.seek(begins)
            lines = stream.read(ends - begins)
        if len(lines) < ends - begins:
            raise not_as_recorded(self.path(dataset))
        return lines.strip(b",\n")


def born_on(dataset: str, rows: Table[Any]) -> Integers:
    """The day on which each row came into being (days since 1970-01-01)."""
    moment = born_at(dataset, rows)
    days: Integers = moment // DAY
    return days


def born_at(dataset: str, rows: Table[Any]) -> Integers:
    """The moment at which each row came into being, the first second of the day where only that is known."""
    column = born_of(dataset)
    value: Integers = getattr(rows, column.name)
    return value * DAY if column.type == "date" else value


def line_bounds(lines: bytes) -> tuple[Integers, Integers]:
    """Where each record of lines begins and ends, without its comma and line end (positions in the bytes)."""
    if not lines:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    breaks = np.flatnonzero(np.frombuffer(lines, dtype=np.uint8) == ord("\n"))
    return np.append(0, breaks + 1), np.append(breaks - 1, len(lines))
