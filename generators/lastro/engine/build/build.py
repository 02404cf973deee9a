"""Building one dataset: read upstream in blocks, generate, encode, write; constant memory, whole files only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from lastro.engine.build import workers
from lastro.engine.build.blocks import SeparateBlocks, arguments, make
from lastro.engine.build.join import OutOfOrder
from lastro.engine.build.progress import shown
from lastro.engine.build.spec import BuildSpec as BuildSpec
from lastro.engine.errors import BuildError
from lastro.engine.files.offsets import Offsets
from lastro.engine.files.writer import Output, Placed, write_array


@dataclass(frozen=True)
class BuildResult:
    """What a build made: records, bytes, seconds, digest, whether the file differs from the one before, its offsets."""

    records: int
    size: int
    seconds: float
    digest: str
    changed: bool
    offsets: Offsets | None


def build(spec: BuildSpec, before_rename: Callable[[str], None], say: Callable[[str], None]) -> BuildResult:
    """Make a dataset and put its file in place.

    before_rename is told the digest of the finished file before it takes its final name; say shows a line to the user.
    Raises BuildError (BadInput where an upstream file is at fault); every good file is kept.
    """
    started = time.perf_counter()
    unsorted: frozenset[str] = frozenset()
    while True:
        try:
            filling = _Filling(spec, unsorted)
            done = write_array(spec.path(spec.name), filling, before_rename)
            seconds = time.perf_counter() - started
            return BuildResult(done.records, done.size, seconds, done.digest, done.changed, filling.offsets)
        except OutOfOrder as found:
            if found.dataset in unsorted:
                raise BuildError(f"{found.dataset}: records cannot be brought into an order") from None
            say(f"{found.dataset}.json is not in the order of what it depends on: sorted in memory first")
            unsorted |= {found.dataset}


class _Filling:
    """Fills a file with all blocks, and knows then where each of them begins."""

    def __init__(self, spec: BuildSpec, unsorted: frozenset[str]) -> None:
        self.spec, self.unsorted = spec, unsorted
        self.offsets: Offsets | None = None

    def __call__(self, output: Output) -> None:
        blocks = None if self.unsorted else SeparateBlocks.of(self.spec)
        if blocks is None:
            for _ in shown(self.spec, _streamed(self.spec, self.unsorted, output)):
                pass
            return
        placed = sorted(shown(self.spec, _separate(self.spec, blocks, output)))
        self.offsets = Offsets(blocks.firsts, (*(each.begins for each in placed), output.end))


def _streamed(spec: BuildSpec, unsorted: frozenset[str], output: Output) -> Iterator[Placed]:
    """The blocks of files in any order and layout, one after the other."""
    references = spec.references()
    for number, given in enumerate(arguments(spec, unsorted, references)):
        yield output.append(number, make(spec, references, given))
    references.finish()


def _separate(spec: BuildSpec, blocks: SeparateBlocks, output: Output) -> Iterator[Placed]:
    """The blocks of files as the build has written them: the first ones made here, the others with the workers."""
    for number in range(len(blocks)):
        with workers.acquire(spec.workers, len(blocks), left=len(blocks) - number) as ready:
            if ready:
                yield from _by_workers(partial(ready.make, spec, blocks, output, number), output)
                return
        yield output.append(number, make(spec, blocks.references, blocks[number]))
    blocks.references.finish()


def _by_workers(work: Callable[[], Iterator[Placed]], output: Output) -> Iterator[Placed]:
    """The blocks that workers make; where anything goes wrong, they are stopped."""
    output.stream.flush()
    found = []
    try:
        for placed in work():
            found.append(placed)
            yield placed
        output.take_over(found)
    except BaseException:
        workers.stop()
        raise
