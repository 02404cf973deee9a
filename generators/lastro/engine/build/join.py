"""Joining: the upstream rows that belong to each block of the table that drives.

A block is some hundred consecutive rows of the driving table, never part of a cohort: rows that dodo.py declares to be
always made together. Datasets are written in the order of what they depend on, so their files are read as streams
beside the driving one. A file that a person has put in another order is held in memory and sorted instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.errors import BadInput
from lastro.engine.random.keys import is_hand_made
from lastro.engine.rows.columns import Column, key_of, owner_of
from lastro.engine.rows.tables import Table, concat, positions

Open = Callable[[], Iterator[Table[Any]]]
Place = Callable[[Keys], Keys] | None  # as Column has it


@dataclass
class OutOfOrder(Exception):
    """A file is not in the order of what it depends on; it must be sorted in memory."""

    dataset: str


def cohorts(keys: Keys, cohort: int, place: Place = None) -> Keys:
    """The cohort of each row, of so many consecutive places; a hand-made row belongs to the cohort before it."""
    numbers = _places(keys, place) // np.uint64(cohort)
    by_hand = is_hand_made(keys)
    if by_hand.any():
        numbers[by_hand] = 0
        numbers = np.maximum.accumulate(numbers)
    return numbers


def driver_blocks(dataset: str, tables: Iterator[Table[Any]], rows: int, cohort: int) -> Iterator[Table[Any]]:
    """The driving table in blocks of about so many rows that end with a cohort; raises OutOfOrder."""
    held: list[Table[Any]] = []
    last = -1
    for read in tables:
        present = concat([*held, read])
        column = key_of(present.row)
        numbers = cohorts(getattr(present, column.name), cohort, column.place)
        if len(numbers) and ((numbers[1:] < numbers[:-1]).any() or int(numbers[0]) < last):
            raise OutOfOrder(dataset)
        start = 0
        while (end := _cut(numbers, start + rows)) is not None:
            yield present.part(start, end)
            last, start = int(numbers[end - 1]), end
        held = [present.part(start, len(present))]
    if held and len(held[0]):
        yield held[0]


def _cut(numbers: Keys, wanted: int) -> int | None:
    """The first end of a cohort at or after the wanted row, None where the cohort may go on beyond what is read."""
    if wanted >= len(numbers):
        return None
    end = int(np.searchsorted(numbers, numbers[wanted - 1], side="right"))
    return end if end < len(numbers) else None


def sorted_driver(tables: Iterator[Table[Any]]) -> Iterator[Table[Any]]:
    """The whole driving table in the order of its places, hand-made rows last."""
    whole = concat(list(tables))
    column = key_of(whole.row)
    keys = getattr(whole, column.name)
    yield whole.take(np.lexsort((keys, _places(keys, column.place))))


def _places(keys: Keys, place: Place) -> Keys:
    """By which number rows stand in a file: by their keys, where their column names nothing else."""
    return keys if place is None else place(keys)


def _owners(table: Table[Any]) -> Keys:
    column = owner_of(table.row)
    assert column is not None, f"{table.row.__name__} has no reference"
    keys: Keys = getattr(table, column.name)
    return keys


@dataclass
class StreamedRows:
    """A file in the order of its owners, read beside them."""

    dataset: str
    tables: Iterator[Table[Any]]
    empty: Table[Any]
    held: Table[Any] | None = None

    def of(self, owners: Keys) -> Table[Any]:
        """The next rows, as far as they belong to the given owners, in the owners' order."""
        found: list[Table[Any]] = []
        while (rows := self._next()) is not None:
            at = positions(_owners(rows), owners)
            outside = np.flatnonzero(at < 0)
            end = int(outside[0]) if len(outside) else len(rows)
            found.append(rows.part(0, end))
            if end < len(rows):
                self.held = rows.part(end, len(rows))
                break
            self.held = None
        return _in_order(concat(found) if found else self.empty, owners)

    def _next(self) -> Table[Any] | None:
        if self.held is not None and len(self.held):
            return self.held
        self.held = next(self.tables, None)
        return self.held

    def finish(self) -> None:
        """Nothing may be left; what is left shows that the file is in another order (or refers to nothing)."""
        if (self.held is not None and len(self.held)) or next(self.tables, None) is not None:
            raise OutOfOrder(self.dataset)


@dataclass
class SortedRows:
    """A file in some other order, held in memory and sorted by owner."""

    dataset: str
    whole: Table[Any]
    refusal: Callable[[Column, Table[Any]], BadInput]  # what to say of rows whose owner is not there
    order: Integers = field(init=False)
    keys: Keys = field(init=False)
    left: Flags = field(init=False)

    def __post_init__(self) -> None:
        owners = _owners(self.whole)
        self.order = np.argsort(owners, kind="stable")
        self.keys = owners[self.order]
        self.left = np.ones(len(owners), dtype=np.bool_)

    def of(self, owners: Keys) -> Table[Any]:
        """The rows that belong to the given owners, in the owners' order and, within one, in the file's."""
        low, high = np.searchsorted(self.keys, owners, "left"), np.searchsorted(self.keys, owners, "right")
        ranges = [self.order[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True) if b > a]
        rows = np.concatenate(ranges) if ranges else self.order[:0]
        self.left[rows] = False
        return self.whole.take(rows)

    def finish(self) -> None:
        """Every row must have found its owner."""
        column = owner_of(self.whole.row)
        if column is not None and self.left.any():
            raise self.refusal(column, self.whole.take(self.left))


def _in_order(rows: Table[Any], owners: Keys) -> Table[Any]:
    at = positions(_owners(rows), owners)
    return rows if bool((at[1:] >= at[:-1]).all()) else rows.take(np.argsort(at, kind="stable"))
