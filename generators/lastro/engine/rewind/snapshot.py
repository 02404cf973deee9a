"""Snapshots: the files as they stood at the end of an earlier day, as a build for that day makes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np

from lastro.engine.arrays import Array, Flags, Integers
from lastro.engine.files.writer import Block, Output
from lastro.engine.rewind.finished import BETWEEN, Finished, FinishedBlock
from lastro.engine.rewind.states import born_of, state_columns
from lastro.engine.rewind.timeline import Timeline
from lastro.engine.rows.columns import columns_of, row_class


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
    lines = block.lines(dataset)
    places = _born_places(lines, dataset)
    there = _texts(lines, places, len(_text(day))) <= _text(day)
    return Block(_runs(lines, places, there), int(np.count_nonzero(there)), len(there))


def _born_places(lines: bytes, dataset: str) -> Integers:
    """Where the moment or date that says since when each record exists begins in its line.

    Its name stands once in a line, since in a text each quote is escaped. From one line's to the next one's is at least
    as far as all names are long. Half the time of cutting the column out.
    """
    name = f'"{born_of(dataset).name}":"'.encode()
    shortest = sum(len(f'"{column}":,') for column in columns_of(row_class(dataset)))
    found, at = [], lines.find(name)
    while at >= 0:
        found.append(at + len(name))
        at = lines.find(name, at + shortest)
    return np.array(found, dtype=np.int64)


def _texts(lines: bytes, places: Integers, size: int) -> Array:
    """The texts of some bytes that begin at places."""
    every = np.ndarray(max(len(lines) - size + 1, 0), dtype=f"S{size}", buffer=lines, strides=(1,))
    return every[places]


def _text(day: int) -> bytes:
    """A day as files have it, which is also how their moments begin: in the order of time."""
    return str(np.datetime64(day, "D")).encode()


def _runs(lines: bytes, places: Integers, there: Flags) -> Iterator[memoryview]:
    """The lines of the rows that are there: runs of them where they stand, since a copy takes longer than the rest.

    places: somewhere in each line.
    """
    edges = np.diff(np.concatenate([[0], there.astype(np.int8), [0]]))
    for first, behind in zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True):
        begins = lines.rfind(BETWEEN, 0, places[first])
        ends = lines.rfind(BETWEEN, 0, places[behind]) if behind < len(there) else len(lines)
        yield memoryview(lines)[begins + len(BETWEEN) if begins >= 0 else 0 : ends]
