"""The timeline of a block: its rows of one dataset, with what their state columns say at the end of each day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from lastro.engine.arrays import Array, Flags, Integers
from lastro.engine.files.codec import Codec
from lastro.engine.files.json_lines import lines
from lastro.engine.rewind.finished import FinishedBlock, born_at
from lastro.engine.rewind.states import States, state_columns, states_of
from lastro.engine.rows.coded import Coded, Decimals, Values, coded, plain
from lastro.engine.rows.columns import columns_of, key_of, row_class
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import Table


@dataclass
class Timeline:
    """Rows of a block (n of them), and their states on consecutive days.

    constant: each column that is no state. days: the days (days since 1970-01-01), one after the other. states: each
    state column, the days one behind the other, so that day d of row r stands at (d - first day) * n + r; the states of
    rows when they come into being, and after each step of a day (steps.py), may stand behind them.
    """

    codec: Codec
    constant: dict[str, Any]
    days: range
    states: dict[str, Any]
    born: Integers  # moment, one a row
    told_by: States

    @classmethod
    def of(cls, block: FinishedBlock, dataset: str, days: range, marks_since: int | None = None) -> Timeline:
        """The timeline of a dataset in a block; only rows that exist on the last of the days are in it.

        marks_since: hold marks back until the ends of months, as has been done from that day on.
        """
        rows = rows_until(block, dataset, days[-1])
        return cls.of_rows(block, dataset, rows, block.tables_of(dataset), days, marks_since)

    @classmethod
    def of_rows(
        cls,
        block: FinishedBlock,
        dataset: str,
        rows: Table[Any],
        tables: dict[str, Table[Any]],
        days: range,
        marks_since: int | None = None,
    ) -> Timeline:
        """The timeline of some rows, which exist on the last of the days; tables: what their states are made from."""
        every = days
        held = marks_since is not None and any(column.mark for column in columns_of(row_class(dataset)).values())
        if held and marks_since is not None:
            every = range(max(month_begins(days[0] + 1) - 1, marks_since), days[-1] + 1)
        states = states_of(dataset, block.files.runs[dataset], rows, tables)
        days_of = [vars(states.on(day)) for day in every]
        found = {name: _stacked([each[name] for each in days_of]) for name in state_columns(dataset)}
        constant = {name: rows.columns[name] for name in columns_of(row_class(dataset)) if name not in found}
        line = cls(block.files.codecs[dataset], constant, every, found, born_at(dataset, rows), states)
        return line._held(days) if held else line

    def __len__(self) -> int:
        return len(self.born)

    def at(self, row: Integers, day: Integers | int) -> Integers:
        """Where rows (by position) stand among the states at the end of days."""
        return (day - self.days[0]) * len(self) + row

    def changed(self, with_marks: bool = True) -> Flags:
        """(days - 1, n): whether a row existed on a day before and differs from how it stood then.

        with_marks: whether a row differs that differs in its marks alone.
        """
        count, columns = len(self), columns_of(self.codec.row)
        found = np.zeros((len(self.days) - 1) * count, dtype=np.bool_)
        for name, column in self.states.items():
            if with_marks or not (columns[name].mark or name == "updated_at"):
                found |= self.differs(name, column[: len(found)], column[count : len(found) + count])
        days = np.array(self.days[1:])[:, None]
        return found.reshape(-1, count) & (self.born[None, :] < days * DAY)

    @staticmethod
    def differs(name: str, before: Any, after: Any) -> Flags:
        """Which values of a state column differ from those before."""
        found: Flags = before != after if isinstance(before, np.ndarray) else before.ne_missing(after).to_numpy()
        return found

    def with_states(self, further: Sequence[Any]) -> Timeline:
        """The timeline with further states of rows behind those of the days, as `on` gives them."""
        states = {
            name: _stacked([column, *(getattr(e, name) for e in further)]) for name, column in self.states.items()
        }
        return replace(self, states=states)

    def _held(self, days: range) -> Timeline:
        """The timeline of later days, with rows as they were last told: marks alone are, on the last day of a month."""
        count, changed, born = len(self), self.changed(with_marks=False), self.born // DAY
        told = np.zeros((len(self.days), count), dtype=np.int64)
        for number, day in enumerate(self.days[1:], start=1):
            now = changed[number - 1] | (born == day) | (month_begins(day + 1) == day + 1)
            told[number] = np.where(now, number, told[number - 1])
        at = (told * count + np.arange(count))[days[0] - self.days[0] :].ravel()
        states = {name: _taken(column, at) for name, column in self.states.items()}
        return replace(self, days=days, states=states)

    def table(self, row: Integers, at: Integers, only: Collection[str]) -> Table[Any]:
        """Some columns of rows (by position), with the states that stand at given places."""
        return Table(
            self.codec.row,
            {n: self.states[n][at] if n in self.states else self.constant[n][row] for n in only},
        )

    def encoded(self, row: Integers, at: Integers) -> Iterator[bytes]:
        """The records of rows (by position), with the states that stand at given places: see codec.lines."""
        if not len(row):
            return iter(())
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


def rows_until(block: FinishedBlock, dataset: str, day: int) -> Table[Any]:
    """The rows of a block that exist at the end of a day."""
    rows = block.rows(dataset)
    there = born_at(dataset, rows) < (day + 1) * DAY
    return rows if there.all() else rows.take(there)


def month_begins(day: int) -> int:
    """The first day of a day's month (days since 1970-01-01)."""
    return int(np.datetime64(day, "D").astype("M8[M]").astype("M8[D]").astype(np.int64))


def _stacked(columns: Sequence[Any]) -> Any:
    if isinstance(columns[0], np.ndarray):
        return np.concatenate(columns)
    return pl.concat([plain(column) for column in columns])


def _taken(column: Any, at: Array) -> Any:
    return column[at] if isinstance(column, np.ndarray) else column.gather(at)
