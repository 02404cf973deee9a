"""Batches: consecutive records of a dataset, column by column, in the numbers that rules reckon with.

Identifiers become 64-bit fingerprints of their texts, so that no seed is needed and any text will do. Two different
identifiers of a hundred million share a fingerprint with a chance of one in some 3,700 (birthday bound).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from lastro.engine.arrays import Bytes, Flags, Integers, Keys
from lastro.engine.rows.choice import Choice
from lastro.engine.rows.columns import Column, Row, columns_of, dataset_of
from lastro.engine.rows.moments import usual_days, usual_moments
from lastro.engine.rows.tables import NULL, NULL_CODE, NULL_KEY

EARLIEST, LATEST = np.datetime64("1000-01-01", "D").astype(int), np.datetime64("9999-12-31", "D").astype(int)


class Batch:
    """Records with their positions in the file; values are made of the texts once they are asked for."""

    def __init__(self, row: type[Row], frame: pl.DataFrame, rows: Integers) -> None:
        self.row, self._frame, self.rows = row, frame, rows
        self.columns = columns_of(row)
        self._made: dict[str, Any] = {}
        self._days: dict[str, Integers] = {}
        self._present: dict[str, Flags] = {}
        self.positions: dict[str, Integers] = {}  # what bank.Bank.of has found

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def dataset(self) -> str:
        """The name of the dataset."""
        return dataset_of(self.row)

    @property
    def key(self) -> str:
        """The name of the key column."""
        return next(name for name, column in self.columns.items() if column.type == "key")

    @property
    def frame(self) -> pl.DataFrame:
        """All columns as they stand in the file."""
        return self._frame

    def text(self, name: str) -> pl.Series:
        """A column as it stands in the file."""
        return self._frame[name]

    def present(self, name: str) -> Flags:
        """Which values are not null."""
        if name not in self._present:
            self._present[name] = self.text(name).is_not_null().to_numpy()
        return self._present[name]

    def __getitem__(self, name: str) -> Any:
        """A column in the numbers of engine.tables, identifiers as fingerprints; what does not fit is null."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Any:
        return values(self.columns[name], self.text(name))

    def code(self, column: str, value: Choice) -> int:
        """The code of one value of a choice."""
        return self.columns[column].values.index(value.text)

    def has(self, column: str, *wanted: Choice) -> Flags:
        """Which records have one of these values of a choice."""
        of_code = np.zeros(NULL_CODE + 1, dtype=np.bool_)
        of_code[[self.code(column, value) for value in wanted]] = True
        found: Flags = of_code[self[column]]
        return found

    def take(self, chosen: Flags) -> Batch:
        """Some of the records."""
        return _Some(self, np.flatnonzero(chosen))

    def day(self, name: str) -> Integers:
        """The day of a moment; NULL where it is null."""
        if name not in self._days:
            self._days[name] = np.where(self[name] == NULL, NULL, self[name] // 86_400)
        return self._days[name]


class _Some(Batch):
    """Some records of a batch; their values are taken from the batch's once they are asked for."""

    def __init__(self, all_: Batch, at: Integers) -> None:
        super().__init__(all_.row, pl.DataFrame(), all_.rows[at])
        self.all, self.at = all_, at

    @property
    def frame(self) -> pl.DataFrame:
        """All columns as they stand in the file."""
        return self.all.frame[self.at]

    def text(self, name: str) -> pl.Series:
        """A column as it stands in the file."""
        return self.all.text(name).gather(self.at)

    def _make(self, name: str) -> Any:
        made = self.all[name]
        return made.gather(self.at) if isinstance(made, pl.Series) else made[self.at]


def fingerprints(texts: pl.Series) -> Keys:
    """64-bit fingerprints of texts; NULL_KEY for null."""
    found: Keys = texts.hash(1).to_numpy()
    return np.where(texts.is_null().to_numpy(), NULL_KEY, found) if texts.null_count() else found


def values(column: Column, written: pl.Series) -> Any:
    """What the texts and numbers of a column stand for."""
    if column.type in ("key", "ref", "uuid"):
        return fingerprints(written)
    if column.type == "text":
        return written
    return _READERS[column.type](column, written)


def _choice(column: Column, written: pl.Series) -> Bytes:
    kind = pl.Enum(list(column.values))
    codes = written.cast(kind, strict=False).to_physical()
    found: Bytes = codes.cast(pl.Int64).fill_null(NULL_CODE).to_numpy().astype(np.uint8)
    return found


def _number(column: Column, written: pl.Series) -> Integers:
    scaled = (written * 10**column.decimals).round() if column.type != "integer" else written
    return _whole(scaled.cast(pl.Int64, strict=False))


def _date(column: Column, written: pl.Series) -> Integers:
    written = usual_days(written)
    well = written.str.len_bytes() == 10
    days = written.str.to_date("%Y-%m-%d", strict=False).cast(pl.Int64)
    return _within(days, well, 1)


def _moment(column: Column, written: pl.Series) -> Integers:
    written = usual_moments(written)
    well = written.str.len_bytes() == 19
    found = written.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="ms", strict=False).cast(pl.Int64) // 1000
    return _within(found, well, 86_400)


def _within(found: pl.Series, well: pl.Series, unit: int) -> Integers:
    """Times of the years 1000 to 9999 that are written in full."""
    times, written = _whole(found), well.fill_null(False).to_numpy()
    sound = written & (times >= EARLIEST * unit) & (times < (LATEST + 1) * unit)
    return np.where(sound, times, NULL)


def _whole(series: pl.Series) -> Integers:
    found: Integers = series.fill_null(NULL).to_numpy()
    return found


def _flag(column: Column, written: pl.Series) -> Flags:
    found: Flags = written.fill_null(False).to_numpy()
    return found


_READERS = {
    "choice": _choice, "money": _number, "decimal": _number, "integer": _number, "date": _date, "moment": _moment,
    "flag": _flag,
}  # fmt: skip
