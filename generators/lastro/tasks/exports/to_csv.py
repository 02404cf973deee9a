"""CSV: one file a dataset, texts as they stand; `--excel` writes it for a Brazilian spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lastro.engine.rows.columns import Row, columns_of, row_class
from lastro.tasks.exports.frames import plain_frames
from lastro.tasks.exports.spreadsheet import write_sheets


def write(files: Mapping[str, Path], into: Path, *, excel: bool = False) -> int:
    """Write a folder of CSV files; returns the number of records."""
    into.mkdir()
    write_one = write_sheets if excel else _write
    return sum(write_one(path, row_class(dataset), into / f"{dataset}.csv") for dataset, path in files.items())


def _write(path: Path, row: type[Row], into: Path) -> int:
    count = 0
    with into.open("wb") as stream:
        stream.write(",".join(columns_of(row)).encode() + b"\n")
        for frame in plain_frames(path, row):
            frame.write_csv(stream, include_header=False)
            count += len(frame)
    return count
