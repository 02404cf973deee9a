"""The timeline of a block: its rows of one dataset, with what their state columns say at the end of each day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from lastro.engine.arrays import Array, Flags, Integers
from lastro.engine.rewind.finished import Finished, born_at
from lastro.engine.rewind.states import columns_read, state_columns, states_of, tables_for
from lastro.engine.rows.coded import plain
from lastro.engine.rows.columns import columns_of
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import Table


@dataclass
class Timeline:
    """Rows of a block (n of them), and their states on consecutive days.

    days: the days (days since 1970-01-01), one after the other. states: each state column, the days one behind the
    other, so that day d of row r stands at (d - first day) * n + r.
    """

    rows: Table[Any]
    days: range
    states: dict[str, Any]
    born: Integers  # moment, one a row

    @classmethod
    def of(cls, files: Finished, dataset: str, block: int, days: range) -> Timeline:
        """The timeline of a dataset in a block; only rows that exist on the last of the days are in it."""
        read = files.rows(dataset, block)
        rows = read.take(born_at(dataset, read) < (days[-1] + 1) * DAY)
        return cls(rows, days, _states(files, dataset, block, rows, days), born_at(dataset, rows))

    @cached_property
    def updated(self) -> Integers:
        """updated_at, days one behind the other."""
        found: Integers = self.states["updated_at"]
        return found

    def changed(self) -> Flags:
        """(days - 1, n): whether a row existed on a day before and differs from how it stood then."""
        count = len(self.rows)
        found = np.zeros((len(self.days) - 1) * count, dtype=np.bool_)
        for column in self.states.values():
            found |= _differs(column, count)
        days = np.arange(self.days[1], self.days[-1] + 1)[:, None] if len(self.days) > 1 else np.zeros((0, 1))
        return found.reshape(-1, count) & (self.born[None, :] < days * DAY)

    def images(self, row: Integers, day: Integers) -> Table[Any]:
        """How rows (by position) stood at the end of days."""
        at = (day - self.days[0]) * len(self.rows) + row
        kept = self.rows.take(row)
        return Table(
            kept.row,
            {
                name: _taken(self.states[name], at) if name in self.states else kept.columns[name]
                for name in columns_of(kept.row)
            },
        )


def _states(files: Finished, dataset: str, block: int, rows: Table[Any], days: range) -> dict[str, Any]:
    names = state_columns(dataset)
    if not names:
        return {}
    wanted = columns_read(dataset)
    tables = {name: files.rows(name, block, wanted.get(name, ())) for name in tables_for(dataset)}
    states = states_of(dataset, files.runs[dataset], rows, tables)
    found = [states.on(day) for day in days]
    return {name: _stacked([getattr(each, name) for each in found]) for name in names}


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
