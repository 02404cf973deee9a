"""Further tasks of doit, after the datasets: each module here makes some, from the datasets of dodo.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from engine.graph import Dataset
from tasks import benchmark, check, contract, dictionary, exports, report, statement

TASKS: list[Callable[[Sequence[Dataset]], Iterator[dict[str, Any]]]] = [  # in the order of `doit list`
    check.tasks,
    contract.tasks,
    dictionary.tasks,
    statement.tasks,
    report.tasks,
    exports.tasks,
    benchmark.tasks,
]


def further_tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The tasks of all modules, one after the other."""
    for tasks in TASKS:
        yield from tasks(datasets)
