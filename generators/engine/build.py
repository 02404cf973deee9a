"""Building one dataset: read upstream in blocks, generate, encode, write; constant memory, whole files only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.blocks import arguments, make
from engine.crew import blocks_of_crew
from engine.errors import BuildError
from engine.join import OutOfOrder
from engine.plan import Plan as Plan
from engine.progress import shown
from engine.writer import Block, write_array

ALONE = 1.0  # seconds after which a crew is called: starting one takes about as long
WORTH_IT = 2.0  # times the reading that the making must take; every worker reads upstream anew


@dataclass(frozen=True)
class BuildResult:
    """What a build made: records, bytes, seconds, digest, and whether the file differs from the one before."""

    records: int
    size: int
    seconds: float
    digest: str
    changed: bool


def build(plan: Plan, before_rename: Callable[[str], None], say: Callable[[str], None]) -> BuildResult:
    """Make a dataset and put its file in place.

    before_rename is told the digest of the finished file before it takes its final name; say shows a line to the user.
    Raises BuildError (BadInput where an upstream file is at fault); every good file is kept.
    """
    started = time.perf_counter()
    unsorted: frozenset[str] = frozenset()
    while True:
        try:
            blocks = shown(plan, _blocks(plan, unsorted))
            digest, size, records, changed = write_array(plan.path(plan.name), blocks, before_rename)
            return BuildResult(records, size, time.perf_counter() - started, digest, changed)
        except OutOfOrder as found:
            if found.dataset in unsorted:
                raise BuildError(f"{found.dataset}: records cannot be brought into an order") from None
            say(f"{found.dataset}.json is not in the order of what it hangs on: sorted in memory first")
            unsorted |= {found.dataset}


def _blocks(plan: Plan, unsorted: frozenset[str]) -> Iterator[Block]:
    """All blocks in order: the first ones made here, and the rest by a crew where that is worth its start."""
    references, done, reading, making = plan.references(), 0, 0.0, 0.0
    before = time.perf_counter()
    for given in arguments(plan, unsorted, references):
        read = time.perf_counter()
        reading += read - before
        if plan.workers > 1 and reading + making > ALONE and making > WORTH_IT * reading:
            yield from blocks_of_crew(plan, unsorted, done)
            break
        block = make(plan, references, given)
        making += time.perf_counter() - read
        yield block
        done, before = done + 1, time.perf_counter()
    references.finish()
