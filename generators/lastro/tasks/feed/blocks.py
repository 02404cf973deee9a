"""Blocks of a feed: each is looked at once, alone or by several processes, and leaves what it has found on disk."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from lastro.engine.files.line_index import BETWEEN
from lastro.engine.rewind.changes import Granularity, all_changes
from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.totals import Totals
from lastro.tasks.feed.envelopes import heads
from lastro.tasks.feed.period import Period
from lastro.tasks.feed.spill import Spilled, Spilling

MANY = 4  # blocks from which further processes are worth their start


@dataclass(frozen=True)
class Evening:
    """One dataset in a block on the evening before a feed: its lines in a file of their own, and their totals."""

    path: Path
    totals: Totals


@dataclass(frozen=True)
class Seen:
    """What a block leaves, by dataset: its evening, what each day adds to the totals, its last row of each eve."""

    block: int
    spilled: Spilled
    evenings: dict[str, Evening]
    totals: dict[str, dict[int, Totals]]
    last: dict[str, dict[int, bytes]]


@dataclass(frozen=True)
class Looking:
    """How blocks are looked at; folder: where what they leave is put."""

    files: Finished
    period: Period
    granularity: Granularity
    with_before: bool
    folder: Path

    def see(self, workers: int) -> Iterator[Seen]:
        """Look at all blocks, in their order."""
        count = self.files.most_blocks
        if workers < 2 or count < MANY:
            yield from map(self._seen, range(count))
            return
        with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_ignore_interrupts) as pool:
            yield from pool.map(partial(Looking._seen, self), range(count))

    def _seen(self, number: int) -> Seen:
        seen = Seen(number, Spilled(self.folder / f"{number}.spill", {}), {}, {}, {})
        block = self.files.block(number, counting=True)
        with Spilling.into(seen.spilled, number) as spilling:
            for name, found in all_changes(block, self.period.first, self.period.last, self.granularity):
                lines = heads(name, found.changes, self.with_before)
                spilling.add(self.files.names.index(name), found.changes, lines)
                evening = self.folder / f"{number}.{name}"
                evening.write_bytes(BETWEEN.join(found.eve))
                seen.evenings[name] = Evening(evening, found.start)
                seen.totals[name], seen.last[name] = found.totals, found.last
        return seen


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of the group; the one that gave the work sees to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
