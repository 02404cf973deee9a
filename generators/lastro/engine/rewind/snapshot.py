"""Snapshots: the files as they stood at the end of an earlier day, as a build for that day makes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np

from lastro.engine.arrays import Flags
from lastro.engine.files.line_index import LineIndex
from lastro.engine.files.writer import Block, Output
from lastro.engine.rewind.finished import Finished, FinishedBlock, born_at
from lastro.engine.rewind.states import state_columns
from lastro.engine.rewind.timeline import Timeline
from lastro.engine.rows.moments import DAY


def write_snapshot(files: Finished, day: int, folder: Path) -> int:
    """Write all datasets as they stood at the end of a day (days since 1970-01-01) into a folder.

    Returns the number of records. Memory holds one block, of which each file's part is read once.
    """
    with arrays(folder, files.names) as outputs:
        for number in range(files.most_blocks):
            block = files.block(number)
            for name in block.names:
                outputs[name].append(number, block_on(block, name, day))
    return sum(output.records for output in outputs.values())


@contextmanager
def arrays(folder: Path, names: Sequence[str]) -> Iterator[Mapping[str, Output]]:
    """Files that are filled side by side, block by block, each one JSON array in the end; by name."""
    with ExitStack() as stack:
        found = {}
        for name in names:
            path = folder / f"{name}.json"
            found[name] = Output(path, stack.enter_context(path.open("wb")))
            found[name].begin()
        yield found
        for output in found.values():
            output.finish()


def block_on(block: FinishedBlock, dataset: str, day: int) -> Block:
    """The lines of a dataset's block at the end of a day."""
    if state_columns(dataset):
        line = Timeline.of(block, dataset, range(day, day + 1))
        rows = np.arange(len(line))
        return Block(line.encoded(rows, rows), len(rows), len(rows))
    index = block.index(dataset)
    there = born_at(dataset, block.rows(dataset)) < (day + 1) * DAY
    return Block(_runs(index, there), int(np.count_nonzero(there)), len(there))


def _runs(index: LineIndex, there: Flags) -> Iterator[memoryview]:
    """The lines of the rows that are there: runs of them where they stand, since a copy takes longer than the rest."""
    edges = np.diff(np.concatenate([[0], there.astype(np.int8), [0]]))
    for first, behind in zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True):
        yield index.letters[index.begins[first] : index.ends[behind - 1]].data
