"""Further tasks of doit, after the datasets: each module here makes some, from the datasets of dodo.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lastro.engine.tasks.graph import Dataset, in_order
from lastro.tasks.architecture import task as architecture
from lastro.tasks.benchmarks import task as benchmark
from lastro.tasks.check import task as check
from lastro.tasks.contract import task as contract
from lastro.tasks.dictionary import task as dictionary
from lastro.tasks.dirty import task as dirty
from lastro.tasks.exports import task as exports
from lastro.tasks.feed import task as feed
from lastro.tasks.outlook import task as outlook
from lastro.tasks.realism import task as realism
from lastro.tasks.report import task as report
from lastro.tasks.settings_table import task as settings
from lastro.tasks.spark import task as spark
from lastro.tasks.statement import task as statement
from lastro.tasks.truth import task as truth

TASKS: list[Callable[[Sequence[Dataset]], Iterator[dict[str, Any]]]] = [  # in the order of `doit list`
    outlook.tasks,
    settings.tasks,
    check.tasks,
    contract.tasks,
    dictionary.tasks,
    architecture.tasks,
    statement.tasks,
    report.tasks,
    realism.tasks,
    exports.tasks,
    feed.tasks,
    dirty.tasks,
    truth.tasks,
    spark.tasks,
    benchmark.tasks,
]


def further_tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The tasks of all modules, one after the other."""
    for tasks in TASKS:
        yield from map(in_order, tasks(datasets))
