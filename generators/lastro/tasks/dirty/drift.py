"""Drift: which schemas change on the day, and how a record looks afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lastro.engine.rows.columns import Column, columns_of, row_class
from lastro.tasks.dirty.cell import Frame
from lastro.tasks.dirty.files.lines import Line
from lastro.tasks.dirty.luck import Luck
from lastro.tasks.dirty.recipe import Recipe
from lastro.tasks.dirty.registry import DRIFT, Kind


@dataclass
class Drift:
    """A change of one dataset's schema: the column that it touches, and the day from which on records have it."""

    kind: Kind
    column: str
    born: str  # the column that says since when a record is there
    day: str
    seed: int
    count: int = 0

    def is_after(self, line: Line) -> bool:
        """Whether a record is of the day or later."""
        return str(line.values.get(self.born)) >= self.day

    def of(self, line: Line) -> bytes:
        """A record in the new schema; one of an earlier day stays as it is."""
        if not self.is_after(line) or self.column not in line.texts:
            return line.content
        found: bytes = self.kind.make(line, self.column, Luck(self.seed, f"{self.kind.name} {self.column}"))
        return found


def drifts(datasets: Sequence[str], frame: Frame, recipe: Recipe) -> dict[str, Drift]:
    """The changes by dataset, at most one each: every kind of drift in a dataset of its own, while there are any."""
    free = [name for name in datasets if _born(name)]
    found: dict[str, Drift] = {}
    for kind in recipe.kinds(DRIFT):
        luck = Luck(frame.seed, f"drift {kind.name}")
        fitting = [name for name in free if name not in found and kind.columns(name, _columns(name))]
        if fitting and recipe.drift_from:
            dataset = luck.one(fitting)
            column = luck.one(kind.columns(dataset, _columns(dataset))).name
            found[dataset] = Drift(kind, column, _born(dataset), str(recipe.drift_from), frame.seed)
    return found


def _columns(dataset: str) -> list[Column]:
    return list(columns_of(row_class(dataset)).values())


def _born(dataset: str) -> str:
    """The column that says since when a record is there, "" where none does."""
    return next((column.name for column in _columns(dataset) if column.born), "")
