"""Earlier days: the truth as it was known at the end of any day, made of a block of the finished files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from lastro.engine.files.codec import Codec
from lastro.engine.files.writer import Block
from lastro.engine.rewind.finished import Finished, FinishedBlock, born_at
from lastro.engine.rewind.snapshot import arrays
from lastro.engine.rewind.states import state_columns
from lastro.engine.rewind.timeline import Timeline
from lastro.engine.rows.columns import columns_of, row_class
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import Table
from lastro.tasks.truth.making import READS, UPSTREAM, generate
from lastro.tasks.truth.tables import NAMES, rows

RunOn = Callable[[int], Run]  # the run of a bank whose history ends with a day


@dataclass
class EarlierBlock:
    """A block of a bank's files, and its truth on some days (days since 1970-01-01, one after the other).

    What a dataset's states were on a day is asked of compliance alone; of the others no state is handed on, so that the
    truth of a day cannot depend on what came later.
    """

    block: FinishedBlock
    days: range
    run_on: RunOn
    constant: dict[str, Table[Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.constant = {name: self._constant(name) for name in UPSTREAM if name != "compliance"}

    def _constant(self, name: str) -> Table[Any]:
        if name in READS:
            return self.block.parsed(name, self.block.lines(name), READS[name])
        found, states = self.block.rows(name), state_columns(name)
        return Table(found.row, {c: found.columns[c] for c in columns_of(found.row) if c not in states})

    @cached_property
    def reviews(self) -> Timeline:
        """The reviews with what they say on each of the days."""
        return Timeline.of(self.block, "compliance", self.days)

    def on(self, day: int) -> dict[str, Table[Any]]:
        """The tables of the truth as it was known at the end of a day."""
        given = {name: every.take(born_at(name, every) < (day + 1) * DAY) for name, every in self.constant.items()}
        reviews = np.flatnonzero(self.reviews.born < (day + 1) * DAY)
        names = columns_of(row_class("compliance"))
        given["compliance"] = self.reviews.table(reviews, self.reviews.at(reviews, day), names)
        return generate(self.run_on(day), **given)


def blocks_of(files: Finished, days: range, run_on: RunOn) -> Iterator[EarlierBlock]:
    """The blocks of a bank, one after the other."""
    for number in range(files.blocks("customers")):
        yield EarlierBlock(files.block(number), days, run_on)


def codecs(seed: int) -> dict[str, Codec]:
    """How the tables of the truth are written."""
    return {name: Codec(seed, row) for name, row in rows().items()}


def write_earlier(files: Finished, day: int, run_on: RunOn, into: Path) -> int:
    """Write the truth as it was known at the end of a day into a folder; the number of records."""
    writing = codecs(run_on(day).seed)
    with arrays(into, NAMES) as outputs:
        for number, block in enumerate(blocks_of(files, range(day, day + 1), run_on)):
            for name, found in block.on(day).items():
                lines = writing[name].lines(found, {}) if len(found) else ()
                outputs[name].append(number, Block(lines, len(found), len(found)))
    return sum(output.records for output in outputs.values())
