"""Finished files: a bank as its last build left it, read block by block.

Blocks are those of the build: consecutive customers with all that belongs to them. A dataset that is a root of its own
beside the customers (branches) is read whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any

import numpy as np

from lastro.engine.arrays import Integers
from lastro.engine.files.codec import Codec
from lastro.engine.files.indexed import indexed, owner_runs, read_together
from lastro.engine.files.line_index import BETWEEN, LineIndex
from lastro.engine.files.offsets import Offsets
from lastro.engine.files.reader import not_as_recorded, read_lines
from lastro.engine.rewind.states import born_of, columns_read, state_columns, tables_for
from lastro.engine.rewind.totals import counted
from lastro.engine.rows.columns import key_of, owner_of, row_class
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

    @property
    def most_blocks(self) -> int:
        """How many blocks the dataset of most blocks has."""
        return max(map(self.blocks, self.names))

    def block(self, number: int, counting: bool = False) -> FinishedBlock:
        """One block of all files; counting: whether its records are added up."""
        return FinishedBlock(self, number, counting)


Spans = list[tuple[int, int]]  # of a file: first byte, and the one behind the last


@dataclass
class FinishedBlock:
    """One block of a bank's files. Each file's part is read and parsed once, whoever asks for it."""

    files: Finished
    number: int
    counting: bool
    _lines: dict[str, bytes] = field(default_factory=dict)
    _indexes: dict[str, LineIndex] = field(default_factory=dict)
    _starts: dict[str, int] = field(default_factory=dict)
    _indexed: dict[str, Table[Any]] = field(default_factory=dict)
    _rows: dict[str, Table[Any]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The datasets that have such a block, in the order of the graph."""
        return tuple(name for name in self.files.names if self.number < self.files.blocks(name))

    def lines(self, dataset: str) -> bytes:
        """The lines of the records, with the commas between them and nothing before or behind."""
        if dataset not in self._lines:
            with self._opened(dataset) as (stream, size):
                self._lines[dataset] = stream.read(size)
            self._insist(dataset, len(self._lines[dataset]) == size)
        return self._lines[dataset]

    def index(self, dataset: str) -> LineIndex:
        """The same lines, with where each record begins."""
        if dataset not in self._indexes:
            with self._opened(dataset) as (stream, size):
                self._starts[dataset] = stream.tell()
                found = LineIndex.mapped(stream, size, row_class(dataset))
            self._insist(dataset, found.size == size)
            self._indexes[dataset] = found
        return self._indexes[dataset]

    def spans(self, dataset: str, firsts: Integers, behind: Integers) -> Spans:
        """Where runs of rows lie in the file: of each the first, and the one behind its last."""
        index = self.index(dataset)
        begins, ends = index.begins[firsts] + self._starts[dataset], index.ends[behind - 1] + self._starts[dataset]
        return list(zip(begins.tolist(), ends.tolist(), strict=True))

    def indexed(self, dataset: str) -> Table[Any]:
        """The rows by their index."""
        if dataset not in self._indexed:
            codec, path = self.files.codecs[dataset], self.files.path(dataset)
            self._indexed[dataset] = indexed(self.index(dataset), codec, path)
        return self._indexed[dataset]

    def owned(self, dataset: str, owners: Table[Any]) -> Table[Any]:
        """The rows that belong to some rows of the dataset that owns them; each owner's stand one behind the other."""
        every, owner = self.indexed(dataset), owner_of(row_class(dataset))
        assert owner is not None
        begins = owner_runs(every, owner.name)
        whose, keys = getattr(every.take(begins), owner.name), getattr(owners, key_of(owners.row).name)
        wanted = np.repeat(np.isin(whose, keys), np.diff(begins, append=len(every)))
        return every.take(np.flatnonzero(wanted))

    def tables_of(self, dataset: str, rows: Table[Any] | None = None) -> dict[str, Table[Any]]:
        """What the states of rows (of all where none are given) are made from besides: of what rows own, theirs."""
        found = {}
        for name in tables_for(dataset):
            some = rows if self.files.codecs[name].owner == dataset else None
            found[name] = self.rows(name) if some is None else self.owned(name, some)
        return found

    def rows(self, dataset: str) -> Table[Any]:
        """The rows: parsed where they have states, else by their index; what is counted of these is read at once."""
        if dataset not in self._rows:
            self._rows[dataset] = self._read(dataset)
        return self._rows[dataset]

    def _read(self, dataset: str) -> Table[Any]:
        if state_columns(dataset):
            return self.parsed(dataset, self.lines(dataset), ())
        found = self.indexed(dataset)
        if self.counting:
            read_together(found, self._needed(dataset))
        return found

    def parsed(self, dataset: str, lines: bytes, only: Collection[str]) -> Table[Any]:
        """The rows of some lines; of the named columns, of all where none are named."""
        return read_lines(lines, self.files.path(dataset), self.files.codecs[dataset], {}, only)

    @contextmanager
    def _opened(self, dataset: str) -> Iterator[tuple[BufferedReader, int]]:
        """A file where the block's first record begins, and how many bytes the block has."""
        begins, ends = self.files.offsets[dataset].bytes_of(self.number)
        with self.files.path(dataset).open("rb") as stream:
            stream.seek(begins)
            if stream.peek(len(BETWEEN)).startswith(BETWEEN) and begins < ends:
                begins = stream.seek(begins + len(BETWEEN))
            yield stream, ends - begins

    def _insist(self, dataset: str, whole: bool) -> None:
        if not whole:
            raise not_as_recorded(self.files.path(dataset))

    def _needed(self, dataset: str) -> set[str]:
        """The columns of a dataset without states that are counted, or that states of others are made from."""
        needed = {born_of(dataset).name, *counted(row_class(dataset))}
        for other in self.files.names:
            needed.update(columns_read(other).get(dataset, ()))
        return needed


def born_at(dataset: str, rows: Table[Any]) -> Integers:
    """The moment at which each row came into being, the first second of the day where only that is known."""
    column = born_of(dataset)
    value: Integers = getattr(rows, column.name)
    return value * DAY if column.type == "date" else value
