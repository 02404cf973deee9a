"""NDJSON: one file a dataset, one record a line, as the JSON files have them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lastro.engine.files.reader import frames
from lastro.engine.rows.columns import row_class


def write(files: Mapping[str, Path], into: Path) -> int:
    """Write a folder of NDJSON files; returns the number of records."""
    into.mkdir()
    return sum(_write(dataset, path, into / f"{dataset}.ndjson") for dataset, path in files.items())


def _write(dataset: str, path: Path, into: Path) -> int:
    count = 0
    with into.open("wb") as stream:
        for frame in frames(path, row_class(dataset)):
            frame.write_ndjson(stream)
            count += len(frame)
    return count
