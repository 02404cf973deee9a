"""Building one dataset: read upstream in blocks, generate, encode, write; constant memory, whole files only."""

from __future__ import annotations

import inspect
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, get_origin, get_type_hints

import numpy as np

from engine.columns import row_class
from engine.encode import Codec, Foreign
from engine.errors import BuildError
from engine.join import OutOfOrder, Sorted, Stream, driver_blocks, sorted_driver
from engine.progress import bar
from engine.reader import read
from engine.references import References
from engine.run import Run
from engine.tables import Lookup, Table, concat
from engine.writer import Block, write_array

BLOCK = 500  # rows of the driving table in a block: about 50,000 transactions of a year's history
ROOT_BLOCK = 5_000  # rows of a dataset that hangs on nothing


@dataclass(frozen=True)
class BuildResult:
    """What a build made: records, bytes, seconds, digest, and whether the file differs from the one before."""

    records: int
    size: int
    seconds: float
    digest: str
    changed: bool


@dataclass
class Plan:
    """A dataset to be made: its generator, what that reads, where everything lies."""

    name: str
    upstream: tuple[str, ...]
    rows: int | None  # how many rows a root has
    run: Run
    folder: Path
    workers: int = 1
    block: int | None = None
    foreign: Foreign = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.module = import_module(self.name)
        self.kinds = _parameters(self.name, self.module.generate, self.upstream)
        self.codecs = {name: Codec(self.run.seed, row_class(name)) for name in (self.name, *self.upstream)}

    def path(self, dataset: str) -> Path:
        """Where a dataset lies."""
        return self.folder / f"{dataset}.json"

    def tables(self, dataset: str) -> Iterator[Table[Any]]:
        """The rows of an upstream dataset, in the order of its file."""
        return read(self.path(dataset), self.codecs[dataset], self.foreign)

    def references(self) -> References:
        """What sees to it that references between upstream rows lead somewhere."""
        return References(self.path, self.tables, self.codecs, self.foreign)


def build(plan: Plan, before_rename: Callable[[str], None], say: Callable[[str], None]) -> BuildResult:
    """Make a dataset and put its file in place.

    before_rename is told the digest of the finished file before it takes its final name; say shows a line to the user.
    Raises BuildError (BadInput where an upstream file is at fault); every good file is kept.
    """
    started = time.perf_counter()
    unsorted: set[str] = set()
    while True:
        try:
            blocks = _encoded(plan, unsorted)
            digest, size, records, changed = write_array(plan.path(plan.name), blocks, before_rename)
            return BuildResult(records, size, time.perf_counter() - started, digest, changed)
        except OutOfOrder as found:
            if found.dataset in unsorted:
                raise BuildError(f"{found.dataset}: records cannot be brought into an order") from None
            say(f"{found.dataset}.json is not in the order of what it hangs on: sorted in memory first")
            unsorted.add(found.dataset)


def _parameters(name: str, generate: Callable[..., Any], upstream: tuple[str, ...]) -> dict[str, type]:
    """Whether each upstream table comes in blocks or whole; raises BuildError where dodo.py and generate differ."""
    names = list(inspect.signature(generate).parameters)[1:]
    if upstream and names != list(upstream):
        raise BuildError(f"dodo.py says it hangs on {list(upstream)}, but generate takes {names}")
    hints = get_type_hints(generate)
    return {p: get_origin(hints[p]) or hints[p] for p in names} if upstream else {}


def _encoded(plan: Plan, unsorted: set[str]) -> Iterator[Block]:
    """The records of each block as lines, with their number; blocks are made by threads and come in order."""
    codec = plan.codecs[plan.name]
    references = plan.references()

    def make(arguments: Mapping[str, Any]) -> Block:
        table = plan.module.generate(plan.run, **arguments)
        if not isinstance(table, Table) or table.row is not codec.row:
            found = table.row.__name__ if isinstance(table, Table) else type(table).__name__
            raise BuildError(f"generate returned {found}, where a table of {codec.row.__name__} should be")
        references.look(arguments)
        return codec.lines(table, plan.foreign), len(table)

    yield from _in_order(make, _arguments(plan, unsorted), plan.workers)
    references.finish()


def _in_order(
    make: Callable[[Mapping[str, Any]], Block], blocks: Iterator[Mapping[str, Any]], workers: int
) -> Iterator[Block]:
    """Results in the order of the blocks, with no more blocks under way than the workers need."""
    if workers <= 1:
        yield from map(make, blocks)
        return
    with ThreadPoolExecutor(workers) as pool:
        under_way: deque[Future[Block]] = deque()
        for arguments in blocks:
            under_way.append(pool.submit(make, arguments))
            if len(under_way) > workers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _arguments(plan: Plan, unsorted: set[str]) -> Iterator[Mapping[str, Any]]:
    """The tables that generate is called with, block by block."""
    if not plan.upstream:
        yield from _ordinals(plan)
        return
    driver, *others = plan.upstream
    lookups = {n: _whole(plan, n) for n in others if plan.kinds[n] is Lookup}
    sources = {n: _source(plan, n, unsorted) for n in others if plan.kinds[n] is not Lookup}
    tables = sorted_driver(plan.tables(driver)) if driver in unsorted else plan.tables(driver)
    with bar(plan.name, None) as progress:
        for rows in driver_blocks(driver, tables, plan.block or BLOCK):
            yield {driver: rows, **lookups, **_belonging(plan, rows, sources)}
            progress.update(len(rows))
    for source in sources.values():
        source.finish()


def _ordinals(plan: Plan) -> Iterator[Mapping[str, Any]]:
    rows, size = plan.rows or 0, plan.block or ROOT_BLOCK
    with bar(plan.name, rows) as progress:
        for start in range(0, rows, size):
            yield {"ordinals": np.arange(start, min(start + size, rows), dtype=np.uint64)}
            progress.update(min(size, rows - start))


def _whole(plan: Plan, dataset: str) -> Lookup[Any]:
    whole = concat([_empty(plan, dataset), *plan.tables(dataset)])
    return Lookup(whole.row, whole.columns)


def _empty(plan: Plan, dataset: str) -> Table[Any]:
    return plan.codecs[dataset].empty()


def _source(plan: Plan, dataset: str, unsorted: set[str]) -> Stream | Sorted:
    if dataset in unsorted:
        whole = concat([_empty(plan, dataset), *plan.tables(dataset)])
        return Sorted(dataset, whole, partial(plan.references().refusal, dataset))
    return Stream(dataset, plan.tables(dataset), _empty(plan, dataset))


def _belonging(plan: Plan, rows: Table[Any], sources: Mapping[str, Stream | Sorted]) -> dict[str, Table[Any]]:
    """The rows of each further table that belong to the driving rows, found by way of their owners."""
    found: dict[str, Table[Any]] = {plan.upstream[0]: rows}
    for name, source in sources.items():
        owner = plan.codecs[name].owner
        if owner not in found:
            raise BuildError(f"rows of {name} belong to {owner}, which must come before it in dodo.py")
        key = plan.codecs[owner].key
        found[name] = source.of(getattr(found[owner], key))
    del found[plan.upstream[0]]
    return found
