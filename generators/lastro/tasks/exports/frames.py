"""Frames: the records of a dataset's file in blocks, with the types that its columns declare."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from lastro.engine.files.codec import file_schema
from lastro.engine.files.reader import frames
from lastro.engine.rows.columns import Column, Row, columns_of

DIGITS = 15  # of money and decimals, as in tasks/ddl.py


def plain_frames(path: Path, row: type[Row]) -> Iterator[pl.DataFrame]:
    """Texts, whole numbers, truth values and exact decimals: what a file of text holds."""
    numbers = [_exact(column) for column in columns_of(row).values() if column.places]
    return (frame.with_columns(numbers) for frame in frames(path, row))


def typed_frames(path: Path, row: type[Row]) -> Iterator[pl.DataFrame]:
    """Dates, moments, exact decimals, and choices as enumerations."""
    return (typed(frame, row) for frame in frames(path, row))


def typed_schema(row: type[Row]) -> pl.Schema:
    """The types of typed frames."""
    return typed(pl.DataFrame(schema=file_schema(row)), row).schema


def lazy(path: Path, row: type[Row], seen: Callable[[int], None]) -> pl.LazyFrame:
    """Typed frames as a query that streams; seen is told how many records each block has."""

    def blocks(*_: Any) -> Iterator[pl.DataFrame]:
        for frame in typed_frames(path, row):
            seen(len(frame))
            yield frame

    return register_io_source(blocks, schema=typed_schema(row))


def typed(frame: pl.DataFrame, row: type[Row]) -> pl.DataFrame:
    """A frame as it stands in a file, with the types that its columns declare."""
    return frame.with_columns(_MAKERS[c.type](c) for c in columns_of(row).values() if c.type in _MAKERS)


def _exact(column: Column) -> pl.Expr:
    return pl.col(column.name).cast(pl.Decimal(DIGITS, column.places))


_MAKERS: dict[str, Callable[[Column], pl.Expr]] = {
    "money": _exact,
    "decimal": _exact,
    "choice": lambda column: pl.col(column.name).cast(pl.Enum(column.values)),
    "date": lambda column: pl.col(column.name).str.to_date("%Y-%m-%d"),
    "moment": lambda column: pl.col(column.name).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us"),
}
