"""Snapshots: a dataset's file as it stood at the end of an earlier day, as a build for that day makes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from lastro.engine.arrays import Flags
from lastro.engine.files.writer import Block, Output, Written, write_array
from lastro.engine.rewind.finished import Finished, born_at, line_bounds
from lastro.engine.rewind.states import born_of, state_columns
from lastro.engine.rewind.timeline import Timeline
from lastro.engine.rows.moments import DAY


def write_snapshot(files: Finished, dataset: str, day: int, folder: Path) -> Written:
    """Write a dataset as it stood at the end of a day (days since 1970-01-01) into a folder, whole or not at all."""

    def fill(output: Output) -> None:
        for block in range(files.blocks(dataset)):
            output.append(block, block_on(files, dataset, block, day))

    return write_array(folder / f"{dataset}.json", fill, lambda _: None)


def block_on(files: Finished, dataset: str, block: int, day: int) -> Block:
    """The lines of a block at the end of a day."""
    if state_columns(dataset):
        return _restated(files, dataset, block, day)
    lines = files.lines(dataset, block)
    column = born_of(dataset)
    there = born_at(dataset, files.rows(dataset, block, (column.name,))) < (day + 1) * DAY
    return Block(_kept(lines, there), int(there.sum()), len(there))


def _restated(files: Finished, dataset: str, block: int, day: int) -> Block:
    line = Timeline.of(files, dataset, block, range(day, day + 1))
    rows = np.arange(len(line.rows))
    table = line.images(rows, np.full(len(rows), day))
    return Block(files.codecs[dataset].lines(table, {}) if len(rows) else (), len(rows), len(rows))


def _kept(lines: bytes, there: Flags) -> Iterator[bytes]:
    """The lines of the rows that are there: runs of them copied as they stand."""
    if there.all():
        if lines:
            yield lines
        return
    begins, ends = line_bounds(lines)
    edges = np.diff(np.concatenate([[0], there.astype(np.int8), [0]]))
    for first, behind in zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True):
        yield lines[begins[first] : ends[behind - 1]]
