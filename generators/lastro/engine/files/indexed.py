"""Indexed rows: those of lines that stay as they are, each column read when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import numpy as np

from lastro.engine.arrays import Array, Integers, Keys
from lastro.engine.files.codec import Codec
from lastro.engine.files.line_index import LineIndex
from lastro.engine.files.reader import not_as_recorded, read_lines
from lastro.engine.rows.columns import columns_of
from lastro.engine.rows.tables import Table, Unread

_PART = 8_192  # records whose columns are read together: their letters stay in the processor's cache meanwhile


class IndexedColumns(Unread):
    """Columns of indexed lines: ids, times, choices and money from their places, anything else by parsing the lines.

    Raises BadInput where the lines are not as the build has written them.
    """

    def __init__(self, index: LineIndex, codec: Codec, path: Path) -> None:
        dict.__init__(self)
        self.index, self.codec, self.path = index, codec, path

    def __missing__(self, name: str) -> Any:
        column = columns_of(self.codec.row)[name]
        texts = self.index.texts(name)
        if texts is None:
            values = self.index.values(name)
            self[name] = self._parsed(name) if values is None else values
        elif column.type in _UNITS:
            self[name] = self._times(texts, _UNITS[column.type])
        else:
            self[name] = in_runs(texts, lambda some: self.codec.identifiers[column.target].keys_of(some))
        return self[name]

    def _parsed(self, name: str) -> Any:
        return getattr(read_lines(self.index.lines(), self.path, self.codec, {}, (name,)), name)

    def _times(self, texts: Array, unit: str) -> Integers:
        try:
            return texts.astype(unit).astype(np.int64)
        except ValueError:
            raise not_as_recorded(self.path) from None

    def count(self) -> int:
        """How many rows there are."""
        return len(self.index)

    def column_at(self, name: str, rows: Array) -> Any:
        """A column at the given positions: only these lines are parsed."""
        return self.take(rows)[name]

    def part(self, start: int, end: int) -> IndexedColumns:
        """Consecutive rows."""
        return self.take(np.arange(start, end))

    def take(self, at: Array) -> IndexedColumns:
        """The rows at the given positions."""
        return IndexedColumns(self.index.take(at), self.codec, self.path)


_UNITS = {"date": "M8[D]", "moment": "M8[s]"}


def indexed(index: LineIndex, codec: Codec, path: Path) -> Table[Any]:
    """The rows of lines."""
    return Table(codec.row, IndexedColumns(index, codec, path))


def read_together(rows: Table[Any], names: Collection[str]) -> None:
    """Read several columns of indexed rows, some thousand records at a time."""
    columns = rows.columns
    assert isinstance(columns, IndexedColumns)
    ordered = [name for name in columns_of(rows.row) if name in names]  # where one ends, the next is looked for
    starts = range(0, max(len(rows), 1), _PART)
    parts = [columns.part(start, min(start + _PART, len(rows))) for start in starts]
    read = [[part[name] for name in ordered] for part in parts]
    for name, values in zip(ordered, zip(*read, strict=True), strict=True):
        columns[name] = np.concatenate(values)


def in_runs(texts: Array, read: Callable[[Array], Keys]) -> Keys:
    """What is read of each text, of equal ones in a row once."""
    heads = run_begins(texts)
    found: Keys = read(texts[heads].view(np.uint8).reshape(-1, texts.itemsize))
    return np.repeat(found, np.diff(heads, append=len(texts)))


def run_begins(values: Array) -> Integers:
    """Where each run of equal values begins."""
    return np.flatnonzero(np.append(True, values[1:] != values[:-1])[: len(values)])


def owner_runs(rows: Table[Any], owner: str) -> Integers:
    """Where the rows of each owner begin in indexed rows; owner: the name of the column that says whose a row is."""
    assert isinstance(rows.columns, IndexedColumns)
    texts = rows.columns.index.texts(owner)
    return run_begins(getattr(rows, owner) if texts is None else texts)
