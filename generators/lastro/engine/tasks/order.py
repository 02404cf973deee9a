"""Order: what a task depends on, as it was declared; doit keeps a set, whose order is another in each process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


class InOrder:
    """Something for a task's uptodate that judges nothing, and has doit go through file_dep in the order given."""

    def __init__(self, file_dep: Iterable[str]) -> None:
        self.file_dep = file_dep

    def configure_task(self, task: Any) -> None:
        """Called by doit when it has made the task; the order of the tasks that make the files follows from it."""
        task.file_dep = _Listed(self.file_dep)

    def __call__(self) -> None:
        """No judgement."""


def in_order(task: dict[str, Any]) -> dict[str, Any]:
    """A task whose files are gone through in the order in which it names them."""
    named = task.get("file_dep", ())
    return {**task, "uptodate": [*task.get("uptodate", ()), InOrder(named)]} if named else task


class _Listed(set[str]):
    """A set with an order: that of a list, and behind it, by name, what has been added since."""

    def __init__(self, members: Iterable[str]) -> None:
        super().__init__(members)
        self.positions = {member: position for position, member in enumerate(members)}

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(super().__iter__(), key=lambda member: (self.positions.get(member, len(self)), member)))
