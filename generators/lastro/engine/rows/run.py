"""The run: what a generator may know besides its tables: seed, settings and reference tables that its task declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

import polars as pl

from lastro.engine.arrays import Keys
from lastro.engine.errors import BuildError
from lastro.engine.random.draws import Draws
from lastro.engine.rows.moments import DAY, day

T = TypeVar("T")


class Run:
    """One build of one dataset.

    settings: the values that the dataset declares, by full name ("bank.as_of", "ledger.fee").
    reference: the paths of the reference tables that it declares, by name.
    """

    def __init__(self, dataset: str, settings: Mapping[str, Any], reference: Mapping[str, Path]) -> None:
        self.dataset = dataset
        self._settings = settings
        self._reference = reference
        self._remembered: dict[Any, Any] = {}
        self._lock = RLock()

    def __reduce__(self) -> tuple[Any, ...]:
        return Run, (self.dataset, self._settings, self._reference)

    def setting(self, name: str) -> Any:
        """The value of a declared setting; raises BuildError for any other, or a change would go unnoticed."""
        if name not in self._settings:
            raise BuildError(f"{self.dataset} reads the setting {name}, which dodo.py does not declare for it")
        return self._settings[name]

    def agrees(self, other: Run) -> bool:
        """Whether all settings and reference tables that both declare are the same."""
        pairs = (self._settings, other._settings), (self._reference, other._reference)
        return all(one[name] == two[name] for one, two in pairs for name in one.keys() & two.keys())

    def section(self, name: str) -> dict[str, Any]:
        """All settings of a declared section, by their names within it."""
        values = {k.removeprefix(f"{name}."): v for k, v in self._settings.items() if k.startswith(f"{name}.")}
        if not values:
            raise BuildError(f"{self.dataset} reads the section [{name}], which dodo.py does not declare for it")
        return values

    def day(self, name: str) -> int:
        """The value of a declared setting that is a day (days since 1970-01-01)."""
        value = self.setting(name)
        return day(value.isoformat() if isinstance(value, date) else value)

    @property
    def seed(self) -> int:
        """The seed of all draws."""
        return int(self.setting("bank.seed"))

    @property
    def as_of(self) -> int:
        """The last day of the bank's history (days since 1970-01-01)."""
        return self.day("bank.as_of")

    @property
    def end(self) -> int:
        """The last second of as_of."""
        return self.as_of * DAY + DAY - 1

    def draws(self, kind: str, keys: Keys) -> Draws:
        """Draws for entities of one kind."""
        return Draws(self.seed, kind, keys)

    def reference(self, name: str) -> pl.DataFrame:
        """A declared reference table, every column as text."""
        if name not in self._reference:
            raise BuildError(f"{self.dataset} reads data/reference/{name}.csv, which dodo.py does not declare for it")
        # as bytes: polars cannot open a path with accents where the locale is C
        return self.once(lambda _: pl.read_csv(self._reference[name].read_bytes(), infer_schema=False), name)

    def once(self, make: Callable[[Run], T], name: object = None) -> T:
        """What a function makes of the run, made once and remembered for the whole build."""
        with self._lock:
            key = name if name is not None else make
            if key not in self._remembered:
                self._remembered[key] = make(self)
            result: T = self._remembered[key]
            return result
