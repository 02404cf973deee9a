"""Tables: the typed columns that generators take and give; arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import polars as pl

from lastro.engine.arrays import Array, Integers, Keys
from lastro.engine.errors import BuildError
from lastro.engine.random.keys import NULL_KEY as NULL_KEY
from lastro.engine.rows.coded import Coded, Letters, plain
from lastro.engine.rows.columns import Column, Row, columns_of

R = TypeVar("R", bound=Row)

NULL = np.iinfo(np.int64).min  # no date, no amount, no number
NULL_CODE = 255  # no choice

DTYPES: dict[str, type[np.generic]] = {
    "key": np.uint64,
    "ref": np.uint64,
    "uuid": np.uint64,
    "choice": np.uint8,
    "money": np.int64,
    "decimal": np.int64,
    "integer": np.int64,
    "flag": np.bool_,
    "date": np.int64,
    "moment": np.int64,
}  # text is a polars String series, or coded by vocabularies


class Unread(dict[str, Any]):
    """The columns of rows that were read from a file: each is decoded when it is first asked for."""

    def __init__(self, frame: pl.DataFrame, decode: Decode, known: dict[str, Any] | None = None) -> None:
        super().__init__(known or {})
        self.frame, self.decode = frame, decode

    def __missing__(self, name: str) -> Any:
        if name not in self.frame.columns:
            raise KeyError(name)
        self[name] = self.decode(name, self.frame[name])
        return self[name]

    def count(self) -> int:
        """How many rows there are."""
        return len(self.frame)

    def part(self, start: int, end: int) -> Unread:
        """Consecutive rows, without copying."""
        known = {name: _part(column, start, end) for name, column in self.items()}
        return Unread(self.frame.slice(start, end - start), self.decode, known)

    def take(self, at: Array) -> Unread:
        """The rows at the given positions."""
        return Unread(self.frame[at], self.decode)

    def column_at(self, name: str, rows: Array) -> Any:
        """A column at the given positions."""
        return _at(self[name], rows)

    @staticmethod
    def concat(parts: Sequence[Unread]) -> Unread:
        """Rows one behind the other."""
        known = [name for name in parts[0] if all(name in part for part in parts)]
        columns = {name: _joined([part[name] for part in parts]) for name in known}
        return Unread(pl.concat([part.frame for part in parts]), parts[0].decode, columns)


Decode = Callable[[str, pl.Series], Any]


class Table(Generic[R]):
    """Rows of one dataset, column by column: `accounts.balance` is an array, `len(accounts)` the number of rows."""

    __slots__ = ("columns", "known", "row")

    def __init__(self, row: type[R], columns: dict[str, Any]) -> None:
        self.row = row
        self.columns = columns
        self.known: dict[object, tuple[Any, Any]] = {}  # what functions have made of these rows (rows/memo.py)

    def __getattr__(self, name: str) -> Any:
        try:
            column = self.columns[name]
        except KeyError:
            raise AttributeError(f"{self.row.__name__} has no column {name}") from None
        return plain(column) if isinstance(column, Coded | Letters) else column

    def __len__(self) -> int:
        if isinstance(self.columns, Unread):
            return self.columns.count()
        return len(next(iter(self.columns.values())))

    def take(self, rows: Array) -> Table[R]:
        """The rows at the given positions, or where a mask is true."""
        at = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        if isinstance(self.columns, Unread):
            return Table(self.row, self.columns.take(at))
        return Table(self.row, {name: _at(column, at) for name, column in self.columns.items()})

    def but(self, **columns: Any) -> Table[R]:
        """The same rows with other values in some columns."""
        if isinstance(self.columns, Unread):
            return Table(self.row, Unread(self.columns.frame, self.columns.decode, {**self.columns, **columns}))
        return Table(self.row, {**self.columns, **columns})

    def column_at(self, name: str, rows: Integers) -> Any:
        """A column at the given positions, of which no more is read than it takes."""
        return self.columns.column_at(name, rows) if isinstance(self.columns, Unread) else _at(self.columns[name], rows)

    def part(self, start: int, end: int) -> Table[R]:
        """Consecutive rows, without copying."""
        if isinstance(self.columns, Unread):
            return Table(self.row, self.columns.part(start, end))
        return Table(self.row, {name: _part(column, start, end) for name, column in self.columns.items()})


def concat(tables: Sequence[Table[R]]) -> Table[R]:
    """Tables of one dataset as one."""
    if len(tables) == 1:
        return tables[0]
    unread = [t.columns for t in tables if isinstance(t.columns, Unread)]
    if len(unread) == len(tables):
        return Table(tables[0].row, Unread.concat(unread))
    names = columns_of(tables[0].row)
    return Table(tables[0].row, {name: _joined([t.columns[name] for t in tables]) for name in names})


def _joined(parts: Sequence[Any]) -> Any:
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    return pl.concat([plain(part) for part in parts])


def _at(column: Any, at: Array) -> Any:
    return column[at] if isinstance(column, np.ndarray) else column.gather(at)


def _part(column: Any, start: int, end: int) -> Any:
    return column.slice(slice(start, end)) if isinstance(column, Coded | Letters) else column[start:end]


class Lookup(Table[R]):
    """A table that is there whole in every block, for small datasets such as branches."""


def table(row: type[R], **columns: Any) -> Table[R]:
    """A table of exactly the declared columns, in their order and types.

    Raises BuildError when names differ (it says both lists), when lengths differ, or when a value does not fit.
    """
    declared = columns_of(row)
    if set(columns) != set(declared):
        missing, foreign = sorted(set(declared) - set(columns)), sorted(set(columns) - set(declared))
        raise BuildError(
            f"{row.__name__}: columns missing: {missing or 'none'}; columns not declared: {foreign or 'none'}"
        )
    fitted = {name: _fit(row, column, columns[name]) for name, column in declared.items()}
    lengths = {name: len(values) for name, values in fitted.items()}
    if len(set(lengths.values())) > 1:
        raise BuildError(f"{row.__name__}: columns differ in length: {lengths}")
    return Table(row, fitted)


def _fit(row: type[Row], column: Column, values: Any) -> Any:
    if column.type == "text":
        if isinstance(values, Coded | Letters) or (isinstance(values, pl.Series) and values.dtype == pl.String):
            return values
        raise BuildError(f"{row.__name__}.{column.name}: expected a String series, got {_describe(values)}")
    wanted = DTYPES[column.type]
    if not isinstance(values, np.ndarray) or values.dtype.kind not in _KINDS[wanted]:
        raise BuildError(
            f"{row.__name__}.{column.name}: expected an array of {wanted.__name__}, got {_describe(values)}"
        )
    return values.astype(wanted, copy=False)


_KINDS = {np.uint64: "u", np.uint8: "iu", np.int64: "iu", np.bool_: "b"}


def _describe(values: Any) -> str:
    return f"{type(values).__name__} of {getattr(values, 'dtype', '?')}"


def positions(keys: Keys, among: Keys) -> Integers:
    """The position of each key among others, -1 where it is not there (int64)."""
    if len(among) == 0:
        return np.full(len(keys), -1, dtype=np.int64)
    rising = bool((among[1:] > among[:-1]).all())
    order = None if rising else np.argsort(among)
    ordered = among if order is None else among[order]
    at = np.searchsorted(ordered, keys).clip(0, len(among) - 1)
    found = ordered[at] == keys
    return np.where(found, at if order is None else order[at], -1)
