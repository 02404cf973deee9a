"""Copying: records as lines of PostgreSQL's COPY, in its text format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from lastro.engine.errors import BuildError
from lastro.engine.rows.columns import Row
from lastro.tasks.exports.frames import plain_frames

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def copied_lines(path: Path, row: type[Row], since: str = "") -> Iterator[tuple[bytes, int]]:
    r"""Blocks of lines with their number: fields between tabs, null as \N, what would end a field escaped.

    since: only rows that came or changed after this day (2026-10-31).
    """
    for frame in plain_frames(path, row, since):
        escaped = frame.with_columns(_escaped(path, frame[name]) for name in frame.columns)
        lines = escaped.write_csv(include_header=False, separator="\t", quote_style="never", null_value="\\N")
        yield lines.encode(), len(frame)


def _escaped(path: Path, values: pl.Series) -> pl.Series:
    """Escape a column; raises BuildError where it holds what PostgreSQL cannot."""
    if values.dtype != pl.String or not values.str.contains_any(["\0", *_ESCAPES]).any():
        return values
    if values.str.contains("\0", literal=True).any():
        raise BuildError(f"{path}: column {values.name} holds the character NUL, which PostgreSQL cannot store")
    return values.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))
