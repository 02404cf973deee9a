"""Reference tables: a row that cannot be right is refused when it is read, by file and line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.errors import BadInput
from lastro.engine.rows.run import Run

HEADER = 1  # lines before the first row


def refuse(table: str, wrong: Flags, why: Callable[[int], str]) -> None:
    """Raise BadInput for the first wrong row of a table; `why` says from the row's position what is wrong."""
    rows = np.flatnonzero(wrong)
    if len(rows):
        row = int(rows[0])
        raise BadInput(f"data/reference/{table}.csv, line {row + 1 + HEADER}: {why(row)}")


def read(run: Run, table: str, columns: str) -> pl.DataFrame:
    """A declared reference table with at least these columns (names with spaces between), all as text."""
    frame = run.reference(table)
    lost = [name for name in columns.split() if name not in frame.columns]
    if lost:
        raise BadInput(f"data/reference/{table}.csv, line 1: there is no column {', '.join(lost)}")
    return frame


def checked(run: Run, table: str, texts: str, numbers: str = "", may_lack: str = "") -> pl.DataFrame:
    """A declared reference table whose cells can be right: texts, and numbers of at least 0, as they stand.

    texts, numbers: columns, with spaces between; may_lack: those of them that may be empty.
    Raises BadInput with file and line for a missing column, an empty cell, blanks around a text, and no such number.
    """
    frame = read(run, table, f"{texts} {numbers}")
    refuse(table, np.full(int(frame.is_empty()), True), lambda _: "the table has no rows")
    for name in f"{texts} {numbers}".split():
        _check_cells(table, frame[name], name in may_lack.split())
    for name in numbers.split():
        _check_amounts(table, frame[name].fill_null("0"))
    return frame


def _check_cells(table: str, cells: pl.Series, may_lack: bool) -> None:
    if not may_lack:
        refuse(table, cells.is_null().to_numpy(), lambda _: f"{cells.name} is empty")
    stray = (cells != cells.str.strip_chars()).fill_null(False).to_numpy()
    refuse(table, stray, lambda row: f"{cells.name} has blanks around it: {cells[row]!r}")


def _check_amounts(table: str, texts: pl.Series) -> None:
    amounts = _numbers(table, texts, texts.cast(pl.Float64, strict=False)).to_numpy()
    refuse(table, ~(amounts >= 0), lambda row: f"{texts.name} is negative: {texts[row]}")


def whole(table: str, frame: pl.DataFrame, column: str) -> Integers:
    """A column of whole numbers (int64)."""
    return _numbers(table, frame[column], frame[column].cast(pl.Int64, strict=False)).to_numpy()


def decimal(table: str, frame: pl.DataFrame, column: str) -> Floats:
    """A column of numbers (float64)."""
    return _numbers(table, frame[column], frame[column].cast(pl.Float64, strict=False)).to_numpy()


def _numbers(table: str, texts: pl.Series, found: pl.Series) -> pl.Series:
    refuse(table, found.is_null().to_numpy(), lambda row: f"{texts.name} is no number: {texts[row]}")
    return found


def once(table: str, frame: pl.DataFrame, *columns: str) -> None:
    """Refuse a row whose values of these columns stand in an earlier row."""
    again = ~frame.select(pl.struct(columns).is_first_distinct()).to_series()
    refuse(table, again.to_numpy(), lambda row: f"{' and '.join(columns)} stand in an earlier line as well")


def among(table: str, frame: pl.DataFrame, column: str, known: pl.Series, of: str) -> Integers:
    """The position of each value of a column among known ones; a value that is none of them is refused.

    of: what the known values are, for the message.
    """
    order = pl.Series(np.arange(len(known)))
    found = frame[column].replace_strict(known, order, default=None, return_dtype=pl.Int64)
    refuse(table, found.is_null().to_numpy(), lambda row: f"{column} {frame[column][row]} is no {of}")
    positions: Integers = found.to_numpy()
    return positions
