"""Frames: the records of a dataset's file in blocks, with the types that its columns declare."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from lastro.engine.files.reader import frames
from lastro.engine.files.typed import exact, typed, typed_schema
from lastro.engine.rows.columns import Row, columns_of


def plain_frames(path: Path, row: type[Row], since: str = "") -> Iterator[pl.DataFrame]:
    """Texts, whole numbers, truth values and exact decimals: what a file of text holds."""
    numbers = [exact(column) for column in columns_of(row).values() if column.decimals]
    return (frame.with_columns(numbers) for frame in _frames(path, row, since))


def typed_frames(path: Path, row: type[Row], since: str = "") -> Iterator[pl.DataFrame]:
    """Dates, moments, exact decimals, and choices as enumerations."""
    return (typed(frame, row) for frame in _frames(path, row, since))


def lazy(path: Path, row: type[Row], seen: Callable[[int], None]) -> pl.LazyFrame:
    """Typed frames as a query that streams; seen is told how many records each block has."""

    def blocks(*_: Any) -> Iterator[pl.DataFrame]:
        for frame in typed_frames(path, row):
            seen(len(frame))
            yield frame

    return register_io_source(blocks, schema=typed_schema(row))


def moved_by(row: type[Row]) -> str:
    """The column that says when a row last changed: updated_at, or its birth where rows never change."""
    columns = columns_of(row).values()
    return next((c.name for c in columns if c.born and not changes(row)), "updated_at")


def changes(row: type[Row]) -> bool:
    """Whether rows change once they are there: a state, not an event."""
    return any(column.state for column in columns_of(row).values())


def _frames(path: Path, row: type[Row], since: str) -> Iterator[pl.DataFrame]:
    """The records as they stand in the file; since: only those that came or changed after this day (2026-10-31)."""
    if not since:
        return frames(path, row)
    later = pl.col(moved_by(row)) > f"{since}T99"  # behind every moment of the day, before every later date
    return (frame.filter(later) for frame in frames(path, row))
