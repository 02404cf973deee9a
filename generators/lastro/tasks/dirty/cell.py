"""A cell before the fault: what stands there, in which record, and what a kind may know of the bank."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from lastro.engine.rows.columns import Column
from lastro.tasks.dirty.files.lines import Line
from lastro.tasks.dirty.luck import Luck

Other = Callable[[int], Mapping[str, Any]]  # a record so many rows further, of the same block


class Frame(NamedTuple):
    """The bank as a whole: seed, first and last day of its history, the branches' identifiers."""

    seed: int
    start: date
    end: date
    branches: tuple[str, ...] = ()

    def after(self, luck: Luck, days: int) -> date:
        """A day up to so many days after the history."""
        return self.end + timedelta(days=1 + luck.below(days))

    def within(self, luck: Luck) -> date:
        """A day of the history."""
        return self.start + timedelta(days=luck.below((self.end - self.start).days + 1))


@dataclass(frozen=True)
class Cell:
    """One value of a record; text is how the file writes it."""

    dataset: str
    column: Column
    line: Line
    luck: Luck
    frame: Frame
    other: Other

    @property
    def text(self) -> str:
        """The JSON text."""
        return self.line.texts[self.column.name]

    @property
    def value(self) -> Any:
        """The value; None for null."""
        return self.line.values[self.column.name]

    @property
    def record(self) -> Mapping[str, Any]:
        """The whole record."""
        return self.line.values


class Outcome(NamedTuple):
    """What a kind does with a row: the row goes, or lines are put in, each so many rows behind it (1: beside it)."""

    lost: bool = False
    put: tuple[tuple[int, bytes], ...] = ()
