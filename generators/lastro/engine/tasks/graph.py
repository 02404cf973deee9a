"""The graph: datasets as dodo.py declares them, turned into doit's tasks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import doit.doit_cmd
from doit.exceptions import InvalidDodoFile

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.records.digests import Checker
from lastro.engine.settings import settings
from lastro.engine.settings.settings import DeclaredSettings
from lastro.engine.tasks import command_line, database
from lastro.engine.tasks.companions import COMPANIONS
from lastro.engine.tasks.dataset import Dataset, current_settings, declare
from lastro.engine.tasks.reporter import Reporter
from lastro.engine.tasks.task import DatasetTask

__all__ = ["Dataset", "DeclaredSettings", "configuration", "dataset_tasks", "plainly"]


def configuration(datasets: Sequence[Dataset], known: DeclaredSettings) -> dict[str, Any]:
    """How doit is to work here (DOIT_CONFIG); its state file is seen to before doit opens it."""
    declare(known)
    state_file = paths.DATABASE
    if doit.doit_cmd._CMDLINE_VARS is not None:  # dodo.py may be imported by others than doit
        with plainly():
            command_line.install()
            _open_streams()
            command_line.choose_bank(doit.doit_cmd._CMDLINE_VARS)
            state_file = database.ready(paths.DATABASE)
    return {
        "default_tasks": [dataset.name for dataset in datasets],
        "backend": "sqlite3",  # the default has another file format in each version of Python
        "dep_file": state_file,
        "check_file_uptodate": Checker,
        "reporter": Reporter,
        "par_type": "thread",  # forked processes hang once polars is loaded
        "verbosity": 2,
        "sort": "definition",
        "cleanforget": True,
    }


def dataset_tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """A doit task for each dataset, in the order of the graph."""
    with plainly():
        _say_what_is_remembered()
        tasks = [DatasetTask(dataset, datasets) for dataset in datasets]
        COMPANIONS.know(tasks)
        declared = [in_order(task.declaration()) for task in tasks]
    yield from declared


@contextmanager
def plainly() -> Iterator[None]:
    """Let doit show what is wrong as one message, and exit with 3."""
    try:
        yield
    except BuildError as error:
        raise InvalidDodoFile(command_line.with_bank(str(error))) from None


def _open_streams() -> None:
    """Open what the user has closed (`doit >&-`), so that no file takes its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


def _say_what_is_remembered() -> None:
    remembered, standard = current_settings().remembered, current_settings().standard
    if remembered:
        shown = " ".join(f"{settings.spoken(name)}={text}" for name, text in remembered.items())
        hidden = " ".join(f"{settings.spoken(name)}={settings.plain(standard[name])}" for name in remembered)
        print(
            command_line.with_bank(
                f"settings remembered from an earlier run: {shown}, where {paths.BANK} says {hidden}"
                " (`doit settings=default` forgets them)"
            ),
            file=sys.stderr,
        )


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
