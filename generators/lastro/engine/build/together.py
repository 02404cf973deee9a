"""Datasets made together, block by block: each table of those before it in memory, and of files as they were built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lastro.engine.build.blocks import block_firsts, whole
from lastro.engine.build.chain import Chain, Tables
from lastro.engine.build.spec import BuildSpec
from lastro.engine.files.codec import Foreign
from lastro.engine.files.writer import Block
from lastro.engine.rows.tables import Lookup

Specs = Mapping[str, BuildSpec]  # of the datasets of a pass by name, upstream before downstream


class CannotBeMade(Exception):
    """A dataset of a pass cannot be made; what is wrong with it, its own build meets again and says."""


class Together:
    """The blocks of datasets that are made together: any can be made by itself."""

    def __init__(self, specs: Specs, names: tuple[str, ...], firsts: tuple[int, ...]) -> None:
        """specs: the whole pass; names: the datasets whose blocks these are; firsts: what their blocks begin with."""
        self.specs, self.names, self.firsts = specs, names, firsts
        self.chain = Chain(specs)
        self.gone: set[str] = set()  # what cannot be made, and what is made of it
        foreign: Foreign = {}
        for spec in specs.values():
            spec.foreign = foreign
        self.sources = {source: _columns(specs, source) for name in names for source in read_in_blocks(specs, name)}

    def __reduce__(self) -> tuple[Any, ...]:
        return Together, (self.specs, self.names, self.firsts)

    def __len__(self) -> int:
        return len(self.firsts)

    @property
    def workers(self) -> int:
        """How many processes may share the blocks."""
        return self.specs[self.names[0]].workers

    def made(self, number: int) -> Iterator[tuple[str, Block]]:
        """Each dataset with its lines of a block, which raise CannotBeMade; those that are gone are left out."""
        known = self._known(number)
        for name in self.names:
            if name not in self.gone:
                yield name, self._made(name, number, known)

    def _made(self, name: str, number: int, known: Tables) -> Block:
        spec = self.specs[name]
        try:
            self._look_up(spec)
            made = self.chain.block(self.firsts[number], [name], known)[name]
            return Block(_guarded(spec.codecs[name].lines(made, spec.foreign)), len(made), len(made))
        except Exception as error:
            return Block(_guarded(_raising(error)), 0, 0)

    def lose(self, name: str) -> None:
        """Make no more of a dataset, nor of what is made of it."""
        self.gone.add(name)
        self.gone |= {each for each in self.names if self.gone.intersection(self.specs[each].upstream)}

    def finish(self) -> None:
        """Nothing is left to be looked at: all tables are as the build itself has made them."""

    def _known(self, number: int) -> Tables:
        """The rows of a block of each file that is read."""
        return {name: spec.block_of(name, number, only) for name, (spec, only) in self.sources.items()}

    def _look_up(self, spec: BuildSpec) -> None:
        """Read the small datasets that a dataset takes whole and that lie in files."""
        for name in spec.upstream:
            if spec.forms[name] is Lookup and name not in self.specs and name not in self.chain.lookups:
                self.chain.lookups[name] = whole(spec, name)


def _guarded(parts: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from parts
    except Exception as error:
        raise CannotBeMade from error


def _raising(error: Exception) -> Iterator[bytes]:
    raise error
    yield b""


def parts_of(specs: Specs) -> list[Together] | None:
    """The datasets of a pass, those with the same blocks together; None where blocks of one and another differ."""
    roots: dict[str, str] = {}
    for name, spec in specs.items():
        driver = spec.upstream[0] if spec.upstream else name
        roots[name] = roots.get(driver, driver)
    found = []
    for root in dict.fromkeys(roots.values()):
        names = tuple(name for name in specs if roots[name] == root)
        firsts = _firsts(specs, names)
        if firsts is None:
            return None
        found.append(Together(specs, names, firsts))
    return found


def _firsts(specs: Specs, names: Sequence[str]) -> tuple[int, ...] | None:
    """What the blocks of datasets begin with, where that is one thing, and no block cuts a cohort."""
    found: set[tuple[int, ...] | None] = set()
    for name in names:
        spec = specs[name]
        if not spec.upstream:
            found.add(tuple(block_firsts(spec)))
        offsets = [spec.offsets.get(each) for each in read_in_blocks(specs, name)]
        found |= {each.firsts if each else None for each in offsets}
        if any(each in specs and each not in names for each in spec.upstream if spec.forms[each] is not Lookup):
            return None
    (firsts,) = found if len(found) == 1 else (None,)
    aligned = firsts is not None and all(first % specs[n].cohort == 0 for n in names for first in firsts)
    return firsts if aligned else None


def read_in_blocks(specs: Specs, name: str) -> list[str]:
    """The files that a dataset of a pass reads block by block."""
    spec = specs[name]
    return [each for each in spec.upstream if each not in specs and spec.forms[each] is not Lookup]


def _columns(specs: Specs, source: str) -> tuple[BuildSpec, tuple[str, ...]]:
    """A dataset that reads a file, and the columns of it that any reads; none stands for all."""
    readers = [spec for name, spec in specs.items() if source in read_in_blocks(specs, name)]
    read = [spec.only(source) for spec in readers]
    return readers[0], tuple(dict.fromkeys(name for names in read for name in names)) if all(read) else ()
