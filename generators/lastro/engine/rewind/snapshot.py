"""Snapshots: the files as they stood at the end of an earlier day, as a build for that day makes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np

from lastro.engine.arrays import Flags
from lastro.engine.files.indexed import owner_runs
from lastro.engine.files.line_index import BETWEEN
from lastro.engine.files.writer import Block, Bytes, Output
from lastro.engine.rewind.finished import Finished, FinishedBlock, born_at
from lastro.engine.rewind.newer import older_runs
from lastro.engine.rewind.states import state_columns
from lastro.engine.rewind.timeline import Timeline
from lastro.engine.rows.columns import owner_of
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import Table


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
            found[name] = Output(path, stack.enter_context(path.open("wb")), digested=False)
            found[name].begin()
        yield found
        for output in found.values():
            output.finish()


def block_on(block: FinishedBlock, dataset: str, day: int) -> Block:
    """The lines of a dataset's block at the end of a day."""
    if state_columns(dataset):
        return _with_states(block, dataset, day)
    index = block.index(dataset)
    firsts, behind = older_runs(dataset, block.indexed(dataset), (day + 1) * DAY)
    return Block(index.runs(firsts, behind), int(np.sum(behind - firsts)), len(index))


def _with_states(block: FinishedBlock, dataset: str, day: int) -> Block:
    """The lines as they stand of the rows that have not changed since, and those that have as they stood then."""
    rows, end = block.indexed(dataset), (day + 1) * DAY
    there = born_at(dataset, rows) < end
    changed = there & (rows.updated_at >= end)  # whatever changes in a row moves its updated_at
    lines: list[Bytes] = list(block.index(dataset))
    for row, line in _earlier(block, dataset, day, there, changed):
        lines[row] = line
    kept = list(compress(lines, there.tolist()))
    return Block([BETWEEN.join(kept)] if kept else [], len(kept), len(there))


def _earlier(block: FinishedBlock, dataset: str, day: int, there: Flags, changed: Flags) -> Iterator[tuple[int, bytes]]:
    """The changed rows of a block by position, and their lines at the end of a day.

    States are asked of all rows of their owners: those of one owner may depend on each other.
    """
    if not changed.any():
        return
    asked = np.flatnonzero(there & _of_owners(block.indexed(dataset), changed))
    rows = block.parsed(dataset, block.index(dataset).take(asked).lines(), ())
    line = Timeline.of_rows(block, dataset, rows, block.tables_of(dataset, rows), range(day, day + 1))
    chosen = np.flatnonzero(changed[asked])
    records = (record for part in line.encoded(chosen, chosen) for record in part.split(BETWEEN))
    yield from zip(asked[chosen].tolist(), records, strict=True)


def _of_owners(rows: Table[Any], chosen: Flags) -> Flags:
    """Which rows have an owner of whom some row is chosen; the chosen ones where rows have none."""
    owner = owner_of(rows.row)
    if owner is None:
        return chosen
    begins = owner_runs(rows, owner.name)
    return np.repeat(np.logical_or.reduceat(chosen, begins), np.diff(begins, append=len(rows)))
