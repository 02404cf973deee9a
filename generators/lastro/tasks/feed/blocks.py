"""Blocks of a feed: each is looked at once, alone or by several processes, and leaves what it has found on disk."""

from __future__ import annotations

import mmap
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from lastro.engine.files.line_index import BETWEEN
from lastro.engine.files.writer import Block
from lastro.engine.rewind.changes import BlockChanges, Granularity, all_changes
from lastro.engine.rewind.finished import Finished, Spans
from lastro.engine.rewind.totals import Totals
from lastro.tasks.feed.envelopes import heads
from lastro.tasks.feed.period import Period
from lastro.tasks.feed.spill import Spilled, Spilling

MANY = 4  # blocks from which further processes are worth their start


@dataclass(frozen=True)
class Evening:
    """One dataset in a block on the evening before a feed: where its lines lie, and their totals."""

    path: Path
    spans: Spans
    totals: Totals
    spilled: bool  # whether the file is there for this alone

    @contextmanager
    def opened(self) -> Iterator[Block]:
        """The lines as a block to be written; a file of their own goes with the end."""
        with ExitStack() as stack:
            parts: list[memoryview] = []
            if self.spans:
                stream = stack.enter_context(self.path.open("rb"))
                mapped = stack.enter_context(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
                whole = stack.enter_context(memoryview(mapped))
                parts = [stack.enter_context(whole[begins:ends]) for begins, ends in self.spans]
            yield Block(parts, self.totals.rows, self.totals.rows)
        if self.spilled:
            self.path.unlink()


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
                seen.evenings[name] = self._evening(number, name, found)
                seen.totals[name], seen.last[name] = found.totals, found.last
        return seen

    def _evening(self, number: int, name: str, found: BlockChanges) -> Evening:
        if not found.eve:
            return Evening(self.files.path(name), found.spans, found.start, spilled=False)
        path = self.folder / f"{number}.{name}"
        size = path.write_bytes(BETWEEN.join(found.eve))
        return Evening(path, [(0, size)], found.start, spilled=True)


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of the group; the one that gave the work sees to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
