"""A dataset as dodo.py declares it, and the settings that are in force for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import doit.doit_cmd

from lastro.engine.errors import BuildError
from lastro.engine.settings import settings
from lastro.engine.settings.settings import DeclaredSettings, Settings

_declared = DeclaredSettings({})


@dataclass(frozen=True)
class Dataset:
    """One line of dodo.py.

    upstream: the datasets that it reads; a root says in rows which setting of [bank] counts its rows instead.
    cohort: of a root, how many consecutive rows are always made together, with all that depends on them.
    size: about how many bytes it takes, by the settings.
    reference: the tables of data/reference that it reads.
    settings: the settings (`bank.as_of`) and whole sections (`ledger`) that it reads, besides `bank.seed`.
    """

    name: str
    upstream: Sequence[str] = ()
    rows: str | None = None
    cohort: int = 1
    size: Callable[[Settings], float] | None = None
    reference: Sequence[str] = ()
    settings: Sequence[str] = ()

    @property
    def reads(self) -> list[str]:
        """The settings and sections that it reads."""
        return [*self.settings, *([f"bank.{self.rows}"] if self.rows else [])]

    def bytes(self, settings: Settings) -> float:
        """About how many bytes it takes; raises BuildError where dodo.py does not say."""
        if self.size is None:
            raise BuildError(f"dodo.py does not say how large {self.name} gets: Dataset({self.name!r}, ..., size=...)")
        return self.size(settings)


def downstream(name: str, datasets: Sequence[Dataset]) -> list[str]:
    """The datasets that depend on one, directly or not."""
    found = {name}
    for dataset in datasets:  # dodo.py lists them in the order of the graph
        if found.intersection(dataset.upstream):
            found.add(dataset.name)
    return sorted(found - {name})


def declare(declared: DeclaredSettings) -> None:
    """Note what settings there are, before any is asked for."""
    global _declared
    _declared = declared
    current_settings.cache_clear()


@cache
def current_settings() -> Settings:
    """The settings of this invocation of doit, for all its tasks."""
    return settings.load(_declared, doit.doit_cmd._CMDLINE_VARS or {})
