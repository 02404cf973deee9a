"""A bank made in memory: what `doit` would write with the same settings, and no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from lastro.api.bank import Bank
from lastro.engine.build.chain import Tables
from lastro.engine.files.typed import typed_table
from lastro.engine.settings import settings
from lastro.engine.tasks.declared import declared, declared_settings
from lastro.engine.tasks.specs import chain_of


class MadeBank(Bank):
    """A bank of the given settings; tables that others are made of are made once and kept, as long as the bank is."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        """Raises BadSetting for settings that doit would refuse; `__` in a name stands for the dot of a section."""
        super().__init__()
        self._given = {name.replace("__", "."): _text(value) for name, value in given.items()}
        self._settings = settings.given(declared_settings(), self._given)
        self._chain = chain_of(declared(), self._settings)
        self._tables: dict[tuple[str, int], Tables] = {}

    def __repr__(self) -> str:
        """The settings that it was opened with."""
        return f"lastro.open({', '.join(f'{name}={text}' for name, text in self._given.items())})"

    @property
    def settings(self) -> dict[str, int | float | str]:
        """All settings by full name, days as text."""
        return {name: settings.plain(value) for name, value in self._settings.values.items()}

    def at(self, day: str | date) -> MadeBank:
        """The bank as it was at the end of an earlier (or will be at the end of a later) day."""
        return MadeBank({**self._given, "as_of": day})

    def blocks(self, name: str) -> Iterator[pl.DataFrame]:
        """A dataset in frames of about a thousand customers; made anew whenever asked for, and forgotten then."""
        codec = self._chain.specs[name].codecs[name]
        return (typed_table(codec, tables[name]) for tables in self._chain.blocks([name]))

    def _made(self, name: str) -> pl.DataFrame:
        codec = self._chain.specs[name].codecs[name]
        frames = [typed_table(codec, self._table(name, first)) for first in self._chain.firsts(name)]
        return pl.concat(frames) if frames else pl.DataFrame(schema=self.schema(name))

    def _table(self, name: str, first: int) -> Any:
        known = self._tables.setdefault((self._chain.root(name), first), {})
        return self._chain.block(first, [name], known)[name]


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
