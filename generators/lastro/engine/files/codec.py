"""Encoding: the columns of a table as they stand in a file, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl

from lastro.engine.arrays import Bytes, Flags, Integers, Keys
from lastro.engine.errors import BadInput, BuildError
from lastro.engine.files.json_lines import lines
from lastro.engine.files.json_types import LARGEST
from lastro.engine.random.keys import LONG_RUNS, Identifiers, is_hand_made
from lastro.engine.rows.coded import (
    MOST_DECIMALS,
    Coded,
    Decimals,
    Letters,
    Values,
    Words,
    coded,
    null_count,
    plain,
    spread,
)
from lastro.engine.rows.columns import Column, Row, columns_of, key_of, owner_of
from lastro.engine.rows.letters import nullable
from lastro.engine.rows.moments import day_texts, days_of, moment_letters, moments_of
from lastro.engine.rows.tables import DTYPES, NULL, NULL_CODE, NULL_KEY, R, Table, Unread

Foreign = dict[int, str]  # the texts of hand-made ids by their keys
_FILE_TYPES = {"money": pl.Float64, "decimal": pl.Float64, "integer": pl.Int64, "flag": pl.Boolean}


def file_schema(row: type[Row]) -> dict[str, Any]:
    """The polars types of a dataset's columns as JSON has them: numbers, truth values, and text for all else."""
    return {name: _FILE_TYPES.get(c.type, pl.String) for name, c in columns_of(row).items()}


class Codec:
    """Writes and reads the rows of one dataset under one seed."""

    def __init__(self, seed: int, row: type[Row]) -> None:
        self.row = row
        self.columns = columns_of(row)
        self.identifiers = {
            c.target: Identifiers(seed, c.target) for c in self.columns.values() if c.type in ("key", "ref", "uuid")
        }

    @property
    def key(self) -> str:
        """The name of the key column."""
        return key_of(self.row).name

    @property
    def owner(self) -> str:
        """The dataset whose rows own this one's rows, "" for a root."""
        column = owner_of(self.row)
        return column.target if column else ""

    def empty(self) -> Table[Any]:
        """No rows, with the right types."""
        blank = {n: np.zeros(0, DTYPES[c.type]) for n, c in self.columns.items() if c.type != "text"}
        return Table(self.row, {n: blank.get(n, pl.Series([], dtype=pl.String)) for n in self.columns})

    def frame(self, table: Table[R], foreign: Foreign) -> pl.DataFrame:
        """The table as it stands in the file: texts, numbers, truth values, nulls."""
        return pl.DataFrame({n: plain(self.written(n, table.columns[n], foreign)) for n in self.columns})

    def lines(self, table: Table[R], foreign: Foreign) -> Iterator[bytes]:
        """The records as JSON in parts, one record a line, with commas between them and none after a part's last."""
        return lines({n: self.written(n, table.columns[n], foreign) for n in self.columns})

    def written(self, name: str, values: Any, foreign: Foreign) -> Values:
        """A column as it stands in the file."""
        column = self.columns[name]
        written: Values
        if column.type == "text":
            written = values
        elif column.type in ("key", "ref", "uuid"):
            written = _id_texts(self.identifiers[column.target], values, foreign)
        else:
            written = _WRITERS[column.type](column, values)
        if not column.nullable and (nulls := null_count(written)):
            raise BuildError(f"{self.row.__name__}.{column.name} may not be null, but {nulls} values are")
        return written

    def table(self, frame: pl.DataFrame, foreign: Foreign, file: object = "") -> Table[Any]:
        """The rows of a frame that was read from a file.

        A column is decoded when it is first asked for, and raises BadInput then where a value does not fit.
        """

        def decode(name: str, written: pl.Series) -> Any:
            try:
                return self._read(self.columns[name], written, foreign)
            except BadInput as error:
                raise BadInput(f"{file}: {error}") from None

        return Table(self.row, Unread(frame, decode))

    def _read(self, column: Column, written: pl.Series, foreign: Foreign) -> Any:
        if written.null_count() and not column.nullable:
            raise BadInput(f"column {column.name} is missing or null, which it may not be")
        if column.type == "text":
            return written
        if column.type in ("key", "ref", "uuid"):
            keys = self.identifiers[column.target].keys(written)
            remember(foreign, keys, written)
            return keys
        return _READERS[column.type](column, written)


def remember(foreign: Foreign, keys: Keys, written: pl.Series) -> None:
    """Keep the texts of hand-made ids, which cannot be computed from their keys."""
    by_hand = np.flatnonzero(is_hand_made(keys))
    if len(by_hand):
        foreign.update(zip(keys[by_hand].tolist(), written.gather(by_hand).to_list(), strict=True))


def _id_texts(identifiers: Identifiers, keys: Keys, foreign: Foreign) -> Values:
    heads = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, np.int64)
    if len(heads) * LONG_RUNS > len(keys):
        return _texts_of_keys(identifiers, keys, foreign)
    runs = np.repeat(np.arange(len(heads)), np.diff(heads, append=len(keys)))
    found = _texts_of_keys(identifiers, keys[heads], foreign)
    return found.gather(runs) if isinstance(found, Coded) else coded(found, runs)


def _texts_of_keys(identifiers: Identifiers, keys: Keys, foreign: Foreign) -> Words | Coded:
    null = keys == NULL_KEY
    present = keys[~null] if null.any() else keys
    found = Letters(identifiers.texts(present))
    by_hand = np.flatnonzero(is_hand_made(present))
    if len(by_hand) == 0:
        return spread(found, null)
    texts = found.plain()
    texts = texts.scatter(by_hand, [foreign.get(key) or text for key, text in _named(present, texts, by_hand)])
    return spread(texts, null)


def _named(keys: Keys, written: pl.Series, at: Integers) -> list[tuple[int, str]]:
    return list(zip(keys[at].tolist(), written.gather(at).to_list(), strict=True))


def _write_number(column: Column, values: Integers) -> Values:
    null = values == NULL
    if null.any() or column.decimals > MOST_DECIMALS:
        return nullable(values / 10**column.decimals, null)
    return Decimals(values, column.decimals)


def _write_integer(column: Column, values: Integers) -> Values:
    """The numbers from the least to the largest as words, where they are fewer than the values."""
    null = values == NULL
    first, last = _bounds(values[~null])
    if last - first >= len(values):
        return nullable(values, null)
    words = np.arange(first, last + 1)
    return coded(pl.Series(words), np.where(null, len(words), values - first))


def _bounds(values: Integers) -> tuple[int, int]:
    """The least and the largest value; 0 and -1 where there is none."""
    return (int(values.min()), int(values.max())) if len(values) else (0, -1)


def _write_choice(column: Column, codes: Bytes) -> Coded:
    return coded(pl.Series(column.values), np.where(codes == NULL_CODE, len(column.values), codes))


def _write_moment(column: Column, values: Integers) -> Values:
    null = values == NULL
    return spread(Letters(moment_letters(values[~null] if null.any() else values)), null)


def _write_date(column: Column, days: Integers) -> Coded:
    """The days from the first to the last as words; those that are there, where they are fewer."""
    null = days == NULL
    first, last = _bounds(days[~null])
    if last - first < len(days):
        words, indices = day_texts(np.arange(first, last + 1)), days - first
    else:
        known, indices = np.unique(np.where(null, first, days), return_inverse=True)
        words = day_texts(known)
    return coded(words, np.where(null, len(words), indices))


def _write_flag(column: Column, values: Flags) -> Coded:
    return coded(pl.Series([False, True]), values.astype(np.uint8))


def _read_number(column: Column, written: pl.Series) -> Integers:
    if column.type == "integer":
        return written.fill_null(NULL).to_numpy()
    if written.is_nan().any() or (written.abs() > LARGEST).any():
        raise BadInput(f"column {column.name} has a number beyond ten trillion")
    scaled: Integers = (written * 10**column.decimals).round().cast(pl.Int64).fill_null(NULL).to_numpy()
    return scaled


def _read_choice(column: Column, written: pl.Series) -> Bytes:
    codes = written.replace_strict(
        list(column.values), list(range(len(column.values))), default=NULL_CODE, return_dtype=pl.UInt8
    ).to_numpy()
    wrong = np.flatnonzero((codes == NULL_CODE) & written.is_not_null().to_numpy())
    if len(wrong):
        raise BadInput(f"column {column.name} has {written[int(wrong[0])]!r}; allowed are {', '.join(column.values)}")
    return codes


def _read_time(column: Column, written: pl.Series) -> Integers:
    convert = days_of if column.type == "date" else moments_of
    try:
        return convert(written).fill_null(NULL).to_numpy()
    except pl.exceptions.PolarsError:
        form = "2026-03-14" if column.type == "date" else "2026-03-14T09:26:53"
        raise BadInput(f"column {column.name} has a value that is not written like {form}") from None


def _read_flag(column: Column, written: pl.Series) -> Flags:
    return written.to_numpy()


_WRITERS: dict[str, Callable[[Column, Any], Values]] = {
    "choice": _write_choice,
    "money": _write_number,
    "decimal": _write_number,
    "integer": _write_integer,
    "flag": _write_flag,
    "date": _write_date,
    "moment": _write_moment,
}
_READERS: dict[str, Callable[[Column, pl.Series], Any]] = {
    "choice": _read_choice,
    "money": _read_number,
    "decimal": _read_number,
    "integer": _read_number,
    "flag": _read_flag,
    "date": _read_time,
    "moment": _read_time,
}
