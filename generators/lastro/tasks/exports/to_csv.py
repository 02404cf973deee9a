"""CSV: one file a dataset; null is an empty field, empty text is \"\", texts stand as they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lastro.engine.rows.columns import columns_of, row_class
from lastro.tasks.exports.frames import plain_frames


def write(files: Mapping[str, Path], into: Path) -> int:
    """Write a folder of CSV files; returns the number of records."""
    into.mkdir()
    return sum(_write(dataset, path, into / f"{dataset}.csv") for dataset, path in files.items())


def _write(dataset: str, path: Path, into: Path) -> int:
    row = row_class(dataset)
    count = 0
    with into.open("wb") as stream:
        stream.write(",".join(columns_of(row)).encode() + b"\n")
        for frame in plain_frames(path, row):
            frame.write_csv(stream, include_header=False)
            count += len(frame)
    return count
