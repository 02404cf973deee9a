"""Blocks: the tables that a generator is called with, one block after the other, and the lines that come of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from engine.errors import BuildError
from engine.join import Sorted, Stream, driver_blocks, sorted_driver
from engine.plan import Plan
from engine.references import References
from engine.tables import Lookup, Table, concat
from engine.writer import Block

BLOCK = 1_000  # rows of the driving table in a block: about 100,000 transactions of a year's history
ROOT_BLOCK = 5_000  # rows of a dataset that hangs on nothing
Arguments = Mapping[str, Any]


def make(plan: Plan, references: References, arguments: Arguments) -> Block:
    """The lines of one block's records."""
    made, codec = plan.module.generate(plan.run, **arguments), plan.codecs[plan.name]
    if not isinstance(made, Table) or made.row is not codec.row:
        found = made.row.__name__ if isinstance(made, Table) else type(made).__name__
        raise BuildError(f"generate returned {found}, where a table of {codec.row.__name__} should be")
    references.look(arguments)
    rows = len(next(iter(arguments.values())))
    return Block(codec.lines(made, plan.foreign), len(made), rows)


def arguments(plan: Plan, unsorted: frozenset[str], references: References) -> Iterator[Arguments]:
    """What generate is called with, block by block; raises OutOfOrder for a file that must be sorted first."""
    if not plan.upstream:
        yield from _ordinals(plan)
        return
    driver, *others = plan.upstream
    lookups = {n: whole(plan, n) for n in others if plan.kinds[n] is Lookup}
    sources = {n: _source(plan, n, unsorted, references) for n in others if plan.kinds[n] is not Lookup}
    tables = sorted_driver(plan.tables(driver)) if driver in unsorted else plan.tables(driver)
    for rows in driver_blocks(driver, tables, plan.block or BLOCK):
        yield {driver: rows, **lookups, **_belonging(plan, rows, sources)}
    for source in sources.values():
        source.finish()


def _ordinals(plan: Plan) -> Iterator[Arguments]:
    rows, size = plan.rows or 0, plan.block or ROOT_BLOCK
    for start in range(0, rows, size):
        yield {"ordinals": np.arange(start, min(start + size, rows), dtype=np.uint64)}


def whole(plan: Plan, dataset: str) -> Lookup[Any]:
    """All rows of a small dataset."""
    rows = _all(plan, dataset)
    return Lookup(rows.row, rows.columns)


def _all(plan: Plan, dataset: str) -> Table[Any]:
    return concat(list(plan.tables(dataset)) or [plan.codecs[dataset].empty()])


def _source(plan: Plan, dataset: str, unsorted: frozenset[str], references: References) -> Stream | Sorted:
    if dataset in unsorted:
        return Sorted(dataset, _all(plan, dataset), partial(references.refusal, dataset))
    return Stream(dataset, plan.tables(dataset), plan.codecs[dataset].empty())


def _belonging(plan: Plan, rows: Table[Any], sources: Mapping[str, Stream | Sorted]) -> dict[str, Table[Any]]:
    """The rows of each further table that belong to the driving rows, found by way of their owners."""
    found: dict[str, Table[Any]] = {plan.upstream[0]: rows}
    for name, source in sources.items():
        owner = plan.codecs[name].owner
        if owner not in found:
            raise BuildError(f"rows of {name} belong to {owner}, which must come before it in dodo.py")
        found[name] = source.of(getattr(found[owner], plan.codecs[owner].key))
    del found[plan.upstream[0]]
    return found
