"""The timeline of a block: its rows of one dataset, with what their state columns say at the end of each day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from lastro.engine.arrays import Array, Flags, Integers
from lastro.engine.files.codec import Codec
from lastro.engine.files.json_lines import lines
from lastro.engine.rewind.finished import FinishedBlock, born_at
from lastro.engine.rewind.states import state_columns, states_of, tables_for
from lastro.engine.rows.coded import Coded, Decimals, Values, coded, plain
from lastro.engine.rows.columns import columns_of, key_of, row_class
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import Table


@dataclass
class Timeline:
    """Rows of a block (n of them), and their states on consecutive days.

    constant: each column that is no state. days: the days (days since 1970-01-01), one after the other. states: each
    state column, the days one behind the other, so that day d of row r stands at (d - first day) * n + r.
    """

    codec: Codec
    constant: dict[str, Any]
    days: range
    states: dict[str, Any]
    born: Integers  # moment, one a row

    @classmethod
    def of(cls, block: FinishedBlock, dataset: str, days: range) -> Timeline:
        """The timeline of a dataset in a block; only rows that exist on the last of the days are in it."""
        rows = block.rows(dataset)
        there = born_at(dataset, rows) < (days[-1] + 1) * DAY
        if not there.all():
            rows = rows.take(there)
        states = _states(block, dataset, rows, days)
        constant = {name: rows.columns[name] for name in columns_of(row_class(dataset)) if name not in states}
        return cls(block.files.codecs[dataset], constant, days, states, born_at(dataset, rows))

    def __len__(self) -> int:
        return len(self.born)

    @property
    def updated(self) -> Integers:
        """updated_at, days one behind the other."""
        found: Integers = self.states["updated_at"]
        return found

    def at(self, row: Integers, day: Integers) -> Integers:
        """Where rows (by position) stand among the states on days."""
        return (day - self.days[0]) * len(self) + row

    def changed(self) -> Flags:
        """(days - 1, n): whether a row existed on a day before and differs from how it stood then."""
        count = len(self)
        found = np.zeros((len(self.days) - 1) * count, dtype=np.bool_)
        for column in self.states.values():
            found |= _differs(column, count)
        days = np.array(self.days[1:])[:, None]
        return found.reshape(-1, count) & (self.born[None, :] < days * DAY)

    def table(self, row: Integers, day: Integers, only: Collection[str]) -> Table[Any]:
        """Some columns of rows (by position) as they stood at the end of days."""
        at = self.at(row, day)
        return Table(
            self.codec.row,
            {n: self.states[n][at] if n in self.states else self.constant[n][row] for n in only},
        )

    def encoded(self, row: Integers, day: Integers) -> Iterator[bytes]:
        """The records of rows (by position) as they stood at the end of days: see codec.lines."""
        if not len(row):
            return iter(())
        at = self.at(row, day)
        columns = {}
        for name in columns_of(self.codec.row):
            if name in self.states:
                columns[name] = self.codec.written(name, _taken(self.states[name], at), {})
            else:
                columns[name] = _repeated(self._written[name], row)
        return lines(columns)

    @cached_property
    def _written(self) -> dict[str, Values]:
        return {name: self.codec.written(name, column, {}) for name, column in self.constant.items()}

    @cached_property
    def keys(self) -> Array:
        """The text of each row's key, as bytes."""
        found = np.empty(len(self), dtype=object)
        found[:] = [text.encode() for text in plain(self._written[key_of(self.codec.row).name]).to_list()]
        return found


def _repeated(values: Values, row: Integers) -> Values:
    """The values of a column at rows, most of which come more than once."""
    if isinstance(values, Coded):
        return values.gather(row)
    return Decimals(values.numbers[row], values.decimals) if isinstance(values, Decimals) else coded(values, row)


def _states(block: FinishedBlock, dataset: str, rows: Table[Any], days: range) -> dict[str, Any]:
    tables = {name: block.rows(name) for name in tables_for(dataset)}
    states = states_of(dataset, block.files.runs[dataset], rows, tables)
    found = [states.on(day) for day in days]
    return {name: _stacked([getattr(each, name) for each in found]) for name in state_columns(dataset)}


def _stacked(columns: list[Any]) -> Any:
    if isinstance(columns[0], np.ndarray):
        return np.concatenate(columns)
    return pl.concat([plain(column) for column in columns])


def _differs(column: Any, count: int) -> Flags:
    """Which values differ from the one of the day before; the first day has none before it."""
    before, after = column[: len(column) - count], column[count:]
    if isinstance(column, np.ndarray):
        changed: Flags = before != after
        return changed
    differs: Flags = before.ne_missing(after).to_numpy()
    return differs


def _taken(column: Any, at: Array) -> Any:
    return column[at] if isinstance(column, np.ndarray) else column.gather(at)
