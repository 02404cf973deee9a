"""Blocks: the tables that a generator is called with, one block after the other, and the lines that come of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from lastro.engine.build.join import SortedRows, StreamedRows, driver_blocks, sorted_driver
from lastro.engine.build.plan import Plan
from lastro.engine.build.references import References
from lastro.engine.errors import BuildError
from lastro.engine.files.writer import Block
from lastro.engine.rows.tables import Lookup, Table, concat

BLOCK = 1_000  # rows of the driving table in a block: about 100,000 transactions of a year's history
Arguments = Mapping[str, Any]


def make(plan: Plan, references: References, arguments: Arguments) -> Block:
    """The lines of one block's records."""
    made = generated(plan, arguments)
    references.look(arguments)
    rows = len(next(iter(arguments.values())))
    return Block(plan.codecs[plan.name].lines(made, plan.foreign), len(made), rows)


def generated(plan: Plan, arguments: Arguments) -> Table[Any]:
    """What generate makes of one block; raises BuildError where that is no table of the dataset."""
    made, row = plan.module.generate(plan.run, **arguments), plan.codecs[plan.name].row
    if not isinstance(made, Table) or made.row is not row:
        found = made.row.__name__ if isinstance(made, Table) else type(made).__name__
        raise BuildError(f"generate returned {found}, where a table of {row.__name__} should be")
    return made


def arguments(plan: Plan, unsorted: frozenset[str], references: References) -> Iterator[Arguments]:
    """What generate is called with, block by block; raises OutOfOrder for a file that must be sorted first."""
    if not plan.upstream:
        yield from _root_blocks(plan)
        return
    driver, *others = plan.upstream
    lookups = {n: whole(plan, n) for n in others if plan.kinds[n] is Lookup}
    sources = {n: _source(plan, n, unsorted, references) for n in others if plan.kinds[n] is not Lookup}
    tables = sorted_driver(plan.tables(driver)) if driver in unsorted else plan.tables(driver)
    for rows in driver_blocks(driver, tables, plan.block or BLOCK, plan.cohort):
        yield {driver: rows, **lookups, **_belonging(plan, rows, sources)}
    for source in sources.values():
        source.finish()


def _root_blocks(plan: Plan) -> Iterator[Arguments]:
    for first in block_firsts(plan):
        yield ordinals(plan, first)


def block_firsts(plan: Plan) -> range:
    """The ordinals with which a root's blocks begin."""
    return range(0, plan.rows or 0, plan.block or BLOCK)


def ordinals(plan: Plan, first: int) -> Arguments:
    """What generate of a root is called with for the block that begins with a certain ordinal."""
    end = min(first + (plan.block or BLOCK), plan.rows or 0)
    return {"ordinals": np.arange(first, end, dtype=np.uint64)}


class SeparateBlocks:
    """The blocks of a dataset whose upstream files lie as the build has written them: any can be made by itself."""

    def __init__(self, plan: Plan, firsts: tuple[int, ...]) -> None:
        self.plan, self.firsts, self.references = plan, firsts, plan.references()
        self.lookups = {name: whole(plan, name) for name in plan.upstream if plan.kinds[name] is Lookup}

    @classmethod
    def of(cls, plan: Plan) -> SeparateBlocks | None:
        """The blocks, where there are offsets of all files that are read in blocks, and they agree."""
        if not plan.upstream:
            return cls(plan, tuple(block_firsts(plan)))
        offsets = [plan.offsets.get(name) for name in plan.upstream if plan.kinds[name] is not Lookup]
        firsts = {each.firsts if each else None for each in offsets}
        (common,) = firsts if len(firsts) == 1 else (None,)
        whole_cohorts = common is not None and all(first % plan.cohort == 0 for first in common)
        return cls(plan, common) if common is not None and whole_cohorts else None

    def __len__(self) -> int:
        return len(self.firsts)

    def __getitem__(self, number: int) -> Arguments:
        """What generate is called with for a block."""
        if not self.plan.upstream:
            return ordinals(self.plan, self.firsts[number])
        lookups, read = self.lookups, self.plan.block_of
        return {name: lookups[name] if name in lookups else read(name, number) for name in self.plan.upstream}


def whole(plan: Plan, dataset: str) -> Lookup[Any]:
    """All rows of a small dataset."""
    rows = _all(plan, dataset)
    return Lookup(rows.row, rows.columns)


def _all(plan: Plan, dataset: str) -> Table[Any]:
    return concat(list(plan.tables(dataset)) or [plan.codecs[dataset].empty()])


def _source(plan: Plan, dataset: str, unsorted: frozenset[str], references: References) -> StreamedRows | SortedRows:
    if dataset in unsorted:
        return SortedRows(dataset, _all(plan, dataset), partial(references.refusal, dataset))
    return StreamedRows(dataset, plan.tables(dataset), plan.codecs[dataset].empty())


def _belonging(plan: Plan, rows: Table[Any], sources: Mapping[str, StreamedRows | SortedRows]) -> dict[str, Table[Any]]:
    """The rows of each further table that belong to the driving rows, found by way of their owners."""
    found: dict[str, Table[Any]] = {plan.upstream[0]: rows}
    for name, source in sources.items():
        owner = plan.codecs[name].owner
        if owner not in found:
            raise BuildError(f"rows of {name} belong to {owner}, which must come before it in dodo.py")
        found[name] = source.of(getattr(found[owner], plan.codecs[owner].key))
    del found[plan.upstream[0]]
    return found
