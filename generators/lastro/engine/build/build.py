"""Building: one dataset of its upstream files, or several in one pass; in blocks, constant memory, whole files only."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from lastro.engine.build import workers
from lastro.engine.build.blocks import SeparateBlocks, arguments, make
from lastro.engine.build.join import OutOfOrder
from lastro.engine.build.progress import shown, shown_together
from lastro.engine.build.spec import BuildSpec as BuildSpec
from lastro.engine.build.together import CannotBeMade, Specs, Together, parts_of
from lastro.engine.errors import BuildError
from lastro.engine.files.offsets import Offsets
from lastro.engine.files.writer import Output, Placed, Whole, array


@dataclass(frozen=True)
class BuildResult:
    """What a build made: records, bytes, seconds, digest, whether the file differs from the one before, its offsets."""

    records: int
    size: int
    seconds: float
    digest: str
    changed: bool
    offsets: Offsets | None


@dataclass(frozen=True)
class Built:
    """A dataset that is built and stands beside its place."""

    whole: Whole
    seconds: float
    offsets: Offsets | None

    def place(self, before_rename: Callable[[str], None]) -> BuildResult:
        """Put its file in place; before_rename is told the digest before that."""
        done = self.whole.place(before_rename)
        return BuildResult(done.records, done.size, self.seconds, done.digest, done.changed, self.offsets)


def build(spec: BuildSpec, before_rename: Callable[[str], None], say: Callable[[str], None]) -> BuildResult:
    """Make a dataset and put its file in place.

    before_rename is told the digest of the finished file before it takes its final name; say shows a line to the user.
    Raises BuildError (BadInput where an upstream file is at fault); every good file is kept.
    """
    started = time.perf_counter()
    unsorted: frozenset[str] = frozenset()
    while True:
        try:
            with array(spec.path(spec.name)) as output:
                offsets = _fill(spec, unsorted, output)
            built = Built(output.whole(spec.path(spec.name)), time.perf_counter() - started, offsets)
            return built.place(before_rename)
        except OutOfOrder as found:
            if found.dataset in unsorted:
                raise BuildError(f"{found.dataset}: records cannot be brought into an order") from None
            say(f"{found.dataset}.json is not in the order of what it depends on: sorted in memory first")
            unsorted |= {found.dataset}


def build_together(specs: Specs) -> dict[str, Built]:
    """Make datasets in one pass: each block once, every table of those before it in memory, all files beside.

    specs: by name, upstream before downstream; what is read of other files lies as the build has written it. What
    cannot be made is left out, with all that is made of it; it is all where blocks of one and another differ. Raises
    BuildError where something else goes wrong (a full disk, a worker that died); nothing stays beside then.
    """
    with ExitStack() as files:
        outputs: dict[str, Output] = {}
        found: dict[str, tuple[float, Offsets]] = {}
        parts = parts_of(specs) or []
        for part in parts:
            for name in part.names:
                outputs[name] = files.enter_context(array(specs[name].path(name)))
            found |= _fill_together(part, outputs)
    done = {name: output.whole(specs[name].path(name)) for name, output in outputs.items()}
    for name in done.keys() - found.keys():
        done[name].discard()
    return {name: Built(done[name], *figures) for name, figures in found.items()}


def _fill(spec: BuildSpec, unsorted: frozenset[str], output: Output) -> Offsets | None:
    """Fill a file with all blocks of a dataset; where each of them begins, if they are blocks of its upstream files."""
    blocks = None if unsorted else SeparateBlocks.of(spec)
    if blocks is None:
        for _ in shown(spec, _streamed(spec, unsorted, output)):
            pass
        return None
    made = _separate(blocks, {spec.name: output})
    return _offsets(blocks.firsts, list(shown(spec, (placed for _, placed in made))), output)


def _fill_together(blocks: Together, outputs: Mapping[str, Output]) -> dict[str, tuple[float, Offsets]]:
    """Fill the files of datasets with all their blocks: seconds and offsets of those that could be made.

    The seconds are those that pass, in the proportion of what this process has spent on each dataset.
    """
    started = last = time.perf_counter()
    spent: dict[str, float] = dict.fromkeys(blocks.names, 0.0)
    placed: dict[str, list[Placed]] = defaultdict(list)
    for name, each in shown_together(blocks.names, len(blocks), _separate(blocks, outputs)):
        placed[name].append(each)
        now = time.perf_counter()
        spent[name], last = spent[name] + now - last, now
    share = (time.perf_counter() - started) / (sum(spent.values()) or 1.0)
    return {
        name: (spent[name] * share, _offsets(blocks.firsts, placed[name], outputs[name]))
        for name in blocks.names
        if name not in blocks.gone
    }


def _offsets(firsts: tuple[int, ...], placed: list[Placed], output: Output) -> Offsets:
    return Offsets(firsts, (*(each.begins for each in sorted(placed)), output.end))


def _streamed(spec: BuildSpec, unsorted: frozenset[str], output: Output) -> Iterator[Placed]:
    """The blocks of files in any order and layout, one after the other."""
    references = spec.references()
    for number, given in enumerate(arguments(spec, unsorted, references)):
        yield output.append(number, make(spec, references, given))
    references.finish()


def _separate(blocks: workers.Blocks, outputs: Mapping[str, Output]) -> Iterator[tuple[str, Placed]]:
    """Blocks that can be made by themselves: the first ones made here, the others with the workers."""
    for number in range(len(blocks)):
        with workers.acquire(blocks.workers, len(blocks), left=len(blocks) - number) as ready:
            if ready:
                used = {name: outputs[name] for name in blocks.names}
                yield from _by_workers(partial(ready.make, blocks, used, number), blocks, used)
                return
        yield from _alone(blocks, number, outputs)
    blocks.finish()


def _alone(blocks: workers.Blocks, number: int, outputs: Mapping[str, Output]) -> Iterator[tuple[str, Placed]]:
    """A block, made and written here."""
    for name, block in blocks.made(number):
        try:
            placed = outputs[name].append(number, block)
        except CannotBeMade:
            blocks.lose(name)
        else:
            yield name, placed


def _by_workers(
    work: Callable[[], Iterator[tuple[str, Placed]]], blocks: workers.Blocks, outputs: Mapping[str, Output]
) -> Iterator[tuple[str, Placed]]:
    """The blocks that workers make; where anything goes wrong, they are stopped."""
    for output in outputs.values():
        output.stream.flush()
    found = defaultdict(list)
    try:
        for name, placed in work():
            found[name].append(placed)
            yield name, placed
        for name in outputs.keys() - blocks.gone:
            outputs[name].take_over(found[name])
    except BaseException:
        workers.stop()
        raise
