"""The registry of faults: what kinds there are, where each can strike, how often, and what catches it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from lastro.engine.rows.columns import Column

CELL, PAIR, NEIGHBOURS, ROW, DRIFT, FILE, DELIVERY = "cell", "pair", "neighbours", "row", "drift", "file", "delivery"
IN_RECORDS = (CELL, PAIR, NEIGHBOURS, ROW)  # scopes that are drawn record by record
LEVELS = {"light": 0.2, "usual": 1.0, "heavy": 10.0}  # what the usual rates are multiplied by; ASSUMED
NOTHING = "nothing"  # catches what no rule can know
ACCENT = rb"[\x80-\xff]"  # a letter beyond ASCII
JSON, CSV, PARQUET = "json", "csv", "parquet"
FORMS = (JSON, CSV, PARQUET)

Where = Callable[[str, Column], bool]  # whether a kind strikes a column, by dataset and column
Caught = str | Callable[[str, str], str]  # the rule of `doit check`; or which, by dataset and column
MODULES = (
    "missing", "malformed", "types", "values", "references", "texts", "swaps", "rows", "cards", "drift", "files",
    "sheets", "deliveries",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of fault.

    scope: what it strikes, a cell, two cells of a row or of neighbours, a row, all rows since a day, or a file.
    usual: its rate at the level `usual`: of records (files), in which it strikes one cell; 0 strikes only if asked to.
    needs: what a record's bytes must have for it. ends: it strikes only the last record of each owner.
    """

    name: str
    family: str
    scope: str
    make: Callable[..., Any]
    where: Where
    caught_by: Caught
    usual: float
    forms: tuple[str, ...]
    needs: re.Pattern[bytes] | None = None
    ends: bool = False

    @property
    def sentence(self) -> str:
        """What it is, in words."""
        return " ".join((self.make.__doc__ or "").split())

    def caught(self, dataset: str, column: str) -> str:
        """The rule that catches it in a column ("" for a whole record), or "nothing"."""
        return self.caught_by if isinstance(self.caught_by, str) else self.caught_by(dataset, column)

    def columns(self, dataset: str, columns: Sequence[Column]) -> tuple[Column, ...]:
        """The columns of a dataset that it can strike."""
        return tuple(column for column in columns if self.where(dataset, column))


_KINDS: dict[str, Kind] = {}


def kind(
    family: str,
    scope: str = CELL,
    *,
    where: Where = lambda dataset, column: True,
    caught_by: Caught,
    usual: float = 0.0005,
    forms: tuple[str, ...] = FORMS,
    needs: bytes | None = None,
    ends: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function as a kind, by its name; its docstring is the sentence. See Kind for the rest."""

    def declare(make: Callable[..., Any]) -> Callable[..., Any]:
        name = make.__name__
        if name in _KINDS or not make.__doc__:
            raise ValueError(f"the kind {name} is declared twice, or has no sentence")
        pattern = re.compile(needs) if needs else None
        _KINDS[name] = Kind(name, family, scope, make, where, caught_by, usual, forms, pattern, ends)
        return make

    return declare


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name, in the order of their families."""
    for module in MODULES:
        import_module(f"lastro.tasks.dirty.kinds.{module}")
    return dict(_KINDS)


def on(*named: str) -> Where:
    """Columns by name, `dataset.column` or `column` in any dataset."""
    return lambda dataset, column: column.name in named or f"{dataset}.{column.name}" in named


def typed(*types: str, nullable: bool = True) -> Where:
    """Columns of some types, without those that may be null where told."""
    return lambda dataset, column: column.type in types and (nullable or not column.nullable)
