"""The spec of a build: a dataset to be made, its generator, what that reads, where everything lies."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from lastro.engine.build.references import References
from lastro.engine.errors import BuildError
from lastro.engine.files.codec import Codec, Foreign
from lastro.engine.files.offsets import Offsets
from lastro.engine.files.reader import read, read_part
from lastro.engine.rows.columns import row_class
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import Table


@dataclass
class BuildSpec:
    """A dataset to be made. A spec can be sent to another process, which then has its own tables and codecs."""

    name: str
    upstream: tuple[str, ...]
    rows: int | None  # how many rows a root has
    run: Run
    folder: Path
    workers: int = 1
    block: int | None = None  # rows of the driving table in a block, where it is not to be the usual number
    foreign: Foreign = field(default_factory=dict)
    offsets: Mapping[str, Offsets] = field(default_factory=dict)  # of upstream files that lie as they were built
    cohort: int = 1  # consecutive rows of the driving table that are always made together

    def __post_init__(self) -> None:
        self.module = import_module(self.name)
        self.forms = _parameters(self.module.generate, self.upstream)
        self.codecs = {name: Codec(self.run.seed, row_class(name)) for name in (self.name, *self.upstream)}

    def __reduce__(self) -> tuple[Any, ...]:
        place = self.name, self.upstream, self.rows, self.run, self.folder
        return BuildSpec, (*place, 1, self.block, {}, self.offsets, self.cohort)

    def path(self, dataset: str) -> Path:
        """Where a dataset lies."""
        return self.folder / f"{dataset}.json"

    def tables(self, dataset: str) -> Iterator[Table[Any]]:
        """The rows of an upstream dataset, in the order of its file; of the columns that the module READS of it."""
        return read(self.path(dataset), self.codecs[dataset], self.foreign, self.only(dataset))

    def block_of(self, dataset: str, number: int, only: tuple[str, ...] | None = None) -> Table[Any]:
        """The rows of a block of an upstream dataset, by its offsets; of the columns that it READS, or of some."""
        part, names = self.offsets[dataset].bytes_of(number), self.only(dataset) if only is None else only
        return read_part(self.path(dataset), part, self.codecs[dataset], self.foreign, names)

    def only(self, dataset: str) -> tuple[str, ...]:
        """The columns that the module READS of an upstream dataset; none stands for all."""
        return tuple(getattr(self.module, "READS", {}).get(dataset, ()))

    def references(self) -> References:
        """What sees to it that references between upstream rows lead somewhere."""
        return References(self.path, self.tables, self.codecs, self.foreign)


def _parameters(generate: Callable[..., Any], upstream: tuple[str, ...]) -> dict[str, type]:
    """Whether each upstream table comes in blocks or whole; raises BuildError where dodo.py and generate differ."""
    names = list(inspect.signature(generate).parameters)[1:]
    if upstream and names != list(upstream):
        raise BuildError(f"dodo.py says it depends on {list(upstream)}, but generate takes {names}")
    hints = get_type_hints(generate)
    return {p: get_origin(hints[p]) or hints[p] for p in names} if upstream else {}
