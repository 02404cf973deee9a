"""Blocks of a feed: each is looked at once, alone or by several processes, and leaves a spill and its totals."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from lastro.engine.rewind.changes import BlockChanges, changes_of
from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.totals import Totals
from lastro.tasks.feed.spill import Spilled, spill

MANY = 4  # blocks from which further processes are worth their start


@dataclass(frozen=True)
class Seen:
    """What a block leaves: its spill, and by dataset what each day adds to the totals and its last row of each eve."""

    block: int
    spilled: Spilled
    totals: dict[str, dict[int, Totals]]
    last: dict[str, dict[int, bytes]]


def see(files: Finished, first: int, last: int, folder: Path, workers: int) -> Iterator[Seen]:
    """Look at all blocks of a bank for the changes from one day to another; spills go into a folder."""
    count = max(files.blocks(name) for name in files.names)
    look = partial(_seen, files, first, last, folder)
    if workers < 2 or count < MANY:
        yield from map(look, range(count))
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_ignore_interrupts) as pool:
        yield from pool.map(look, range(count))


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of the group; the one that gave the work sees to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _seen(files: Finished, first: int, last: int, folder: Path, block: int) -> Seen:
    found: dict[str, BlockChanges] = {}
    for name in files.names:
        if block < files.blocks(name):
            found[name] = changes_of(files, name, block, first, last)
    numbered = {files.names.index(name): each.changes for name, each in found.items()}
    return Seen(
        block,
        spill(folder / f"{block}.spill", block, numbered),
        {name: each.totals for name, each in found.items()},
        {name: each.last for name, each in found.items()},
    )
