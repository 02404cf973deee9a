"""Blocks: the tables that a generator is called with, one block after the other, and the lines that come of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from lastro.engine.build.join import SortedRows, StreamedRows, driver_blocks, sorted_driver
from lastro.engine.build.references import References
from lastro.engine.build.spec import BuildSpec
from lastro.engine.errors import BuildError
from lastro.engine.files.writer import Block
from lastro.engine.rows.tables import Lookup, Table, concat

BLOCK = 1_000  # rows of the driving table in a block: about 100,000 transactions of a year's history
Arguments = Mapping[str, Any]


def make(spec: BuildSpec, references: References, arguments: Arguments) -> Block:
    """The lines of one block's records."""
    made = generated(spec, arguments)
    references.look(arguments)
    rows = len(next(iter(arguments.values())))
    return Block(spec.codecs[spec.name].lines(made, spec.foreign), len(made), rows)


def generated(spec: BuildSpec, arguments: Arguments) -> Table[Any]:
    """What generate makes of one block; raises BuildError where that is no table of the dataset."""
    made, row = spec.module.generate(spec.run, **arguments), spec.codecs[spec.name].row
    if not isinstance(made, Table) or made.row is not row:
        found = made.row.__name__ if isinstance(made, Table) else type(made).__name__
        raise BuildError(f"generate returned {found}, where a table of {row.__name__} should be")
    return made


def arguments(spec: BuildSpec, unsorted: frozenset[str], references: References) -> Iterator[Arguments]:
    """What generate is called with, block by block; raises OutOfOrder for a file that must be sorted first."""
    if not spec.upstream:
        yield from _root_blocks(spec)
        return
    driver, *others = spec.upstream
    lookups = {n: whole(spec, n) for n in others if spec.forms[n] is Lookup}
    sources = {n: _source(spec, n, unsorted, references) for n in others if spec.forms[n] is not Lookup}
    tables = sorted_driver(spec.tables(driver)) if driver in unsorted else spec.tables(driver)
    for rows in driver_blocks(driver, tables, spec.block or BLOCK, spec.cohort):
        yield {driver: rows, **lookups, **_belonging(spec, rows, sources)}
    for source in sources.values():
        source.finish()


def _root_blocks(spec: BuildSpec) -> Iterator[Arguments]:
    for first in block_firsts(spec):
        yield ordinals(spec, first)


def block_firsts(spec: BuildSpec) -> range:
    """The ordinals with which a root's blocks begin."""
    return range(0, spec.rows or 0, spec.block or BLOCK)


def ordinals(spec: BuildSpec, first: int) -> Arguments:
    """What generate of a root is called with for the block that begins with a certain ordinal."""
    end = min(first + (spec.block or BLOCK), spec.rows or 0)
    return {"ordinals": np.arange(first, end, dtype=np.uint64)}


class SeparateBlocks:
    """The blocks of a dataset whose upstream files lie as the build has written them: any can be made by itself."""

    def __init__(self, spec: BuildSpec, firsts: tuple[int, ...]) -> None:
        self.spec, self.firsts, self.references = spec, firsts, spec.references()
        self.gone: set[str] = set()  # of its names; only where several are made together does one not end it all
        self.lookups = {name: whole(spec, name) for name in spec.upstream if spec.forms[name] is Lookup}

    @classmethod
    def of(cls, spec: BuildSpec) -> SeparateBlocks | None:
        """The blocks, where there are offsets of all files that are read in blocks, and they agree."""
        if not spec.upstream:
            return cls(spec, tuple(block_firsts(spec)))
        offsets = [spec.offsets.get(name) for name in spec.upstream if spec.forms[name] is not Lookup]
        firsts = {each.firsts if each else None for each in offsets}
        (common,) = firsts if len(firsts) == 1 else (None,)
        whole_cohorts = common is not None and all(first % spec.cohort == 0 for first in common)
        return cls(spec, common) if common is not None and whole_cohorts else None

    def __reduce__(self) -> tuple[Any, ...]:
        return SeparateBlocks, (self.spec, self.firsts)

    def __len__(self) -> int:
        return len(self.firsts)

    @property
    def names(self) -> tuple[str, ...]:
        """The dataset that is made."""
        return (self.spec.name,)

    @property
    def workers(self) -> int:
        """How many processes may share the blocks."""
        return self.spec.workers

    def made(self, number: int) -> Iterator[tuple[str, Block]]:
        """The dataset, with its lines of a block."""
        yield self.spec.name, make(self.spec, self.references, self[number])

    def lose(self, name: str) -> None:
        """Nothing is lost here: what goes wrong is raised."""

    def finish(self) -> None:
        """Raise BadInput where rows that were read refer to nothing."""
        self.references.finish()

    def __getitem__(self, number: int) -> Arguments:
        """What generate is called with for a block."""
        if not self.spec.upstream:
            return ordinals(self.spec, self.firsts[number])
        lookups, read = self.lookups, self.spec.block_of
        return {name: lookups[name] if name in lookups else read(name, number) for name in self.spec.upstream}


def whole(spec: BuildSpec, dataset: str) -> Lookup[Any]:
    """All rows of a small dataset."""
    rows = _all(spec, dataset)
    return Lookup(rows.row, rows.columns)


def _all(spec: BuildSpec, dataset: str) -> Table[Any]:
    return concat(list(spec.tables(dataset)) or [spec.codecs[dataset].empty()])


def _source(
    spec: BuildSpec, dataset: str, unsorted: frozenset[str], references: References
) -> StreamedRows | SortedRows:
    if dataset in unsorted:
        return SortedRows(dataset, _all(spec, dataset), partial(references.refusal, dataset))
    return StreamedRows(dataset, spec.tables(dataset), spec.codecs[dataset].empty())


def _belonging(
    spec: BuildSpec, rows: Table[Any], sources: Mapping[str, StreamedRows | SortedRows]
) -> dict[str, Table[Any]]:
    """The rows of each further table that belong to the driving rows, found by way of their owners."""
    found: dict[str, Table[Any]] = {spec.upstream[0]: rows}
    for name, source in sources.items():
        owner = spec.codecs[name].owner
        if owner not in found:
            raise BuildError(f"rows of {name} belong to {owner}, which must come before it in dodo.py")
        found[name] = source.of(getattr(found[owner], spec.codecs[owner].key))
    del found[spec.upstream[0]]
    return found
