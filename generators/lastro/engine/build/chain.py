"""The chain: datasets made in memory, block by block, each of the tables before it and equal to what its file holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from lastro.engine.build.blocks import Arguments, block_firsts, generated, ordinals
from lastro.engine.build.spec import BuildSpec
from lastro.engine.rows.tables import Lookup, Table, concat

Tables = dict[str, Table[Any]]  # by dataset


class Chain:
    """The datasets of one bank, made without files.

    specs: of all datasets by name, upstream before downstream. A table that another dataset takes whole is made once
    and kept; nothing else is.
    """

    def __init__(self, specs: Mapping[str, BuildSpec]) -> None:
        self.specs = specs
        self.lookups: dict[str, Lookup[Any]] = {}

    def blocks(self, wanted: Collection[str]) -> Iterator[Tables]:
        """The tables of the wanted datasets, which share a root, for one block of the root after the other."""
        (starts,) = {self.firsts(name) for name in wanted}
        for first in starts:
            made = self.block(first, wanted)
            yield {name: made[name] for name in wanted}

    def block(self, first: int, wanted: Collection[str], known: Tables | None = None) -> Tables:
        """The tables of a root's block, which begins with the given ordinal, and of what the wanted are made of.

        known: tables of the same block that have been made before; what is added is added to them.
        """
        made = known if known is not None else {}
        for name in self._line(wanted):
            if name not in made:
                made[name] = generated(self.specs[name], self._arguments(name, first, made))
        return made

    def firsts(self, name: str) -> range:
        """The ordinals that the blocks of a dataset's root begin with."""
        return block_firsts(self.specs[self.root(name)])

    def root(self, name: str) -> str:
        """The dataset whose ordinals the blocks of another are counted in."""
        upstream = self.specs[name].upstream
        return self.root(upstream[0]) if upstream else name

    def _arguments(self, name: str, first: int, made: Tables) -> Arguments:
        spec = self.specs[name]
        if not spec.upstream:
            return ordinals(spec, first)
        return {each: self._lookup(each) if spec.forms[each] is Lookup else made[each] for each in spec.upstream}

    def _lookup(self, name: str) -> Lookup[Any]:
        if name not in self.lookups:
            parts = [tables[name] for tables in self.blocks([name])]
            whole = concat(parts or [self.specs[name].codecs[name].empty()])
            self.lookups[name] = Lookup(whole.row, whole.columns)
        return self.lookups[name]

    def _line(self, wanted: Collection[str]) -> list[str]:
        """The wanted datasets and those in whose blocks they are made, upstream first."""
        needed = set(wanted)
        for name in reversed(list(self.specs)):
            spec = self.specs[name]
            if name in needed:
                needed |= {each for each in spec.upstream if spec.forms[each] is not Lookup}
        return [name for name in self.specs if name in needed]
