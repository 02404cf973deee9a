"""Verify every rule of the bank: `doit check`, or `python generators/lastro/tasks/check FOLDER` for any folder.

`doit rules` writes the rules in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from doit import get_initial_workdir
from doit.exceptions import TaskFailed

from lastro.checks.result.result_table import failure, table
from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.records.imports import files_of
from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.check.checking import current, result_file
from lastro.tasks.options import option
from lastro.tasks.writing import AsWritten, announce, plainly, write

RULES_PAGE = "docs/rules.md"
_OFFENDERS = "write every offender to this file, one JSON object a line"


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """`check`, of all datasets, and `rules`, which writes what it verifies in words."""
    names = [dataset.name for dataset in datasets]
    yield {
        "basename": "check",
        "doc": "Verify every rule of the bank; the table goes to the screen, figures to check.json",
        "file_dep": [paths.output(name) for name in names],
        "targets": [result_file()],
        "actions": [(_verify, [names])],
        "params": [option("offenders", _OFFENDERS)],
        "uptodate": [False],
        "clean": True,
        "io": {"capture": False},
        "verbosity": 2,
    }
    yield _rules_task(names)


def _rules_task(names: Sequence[str]) -> dict[str, Any]:
    """`doit clean` leaves the page, since it is kept in git."""
    return {
        "basename": "rules",
        "doc": "Rules: docs/rules.md, what `doit check` verifies, in words.",
        "file_dep": sorted(files_of([f"{paths.LIBRARY}/tasks/check/rules_page.py"], frozenset()).whole),
        "targets": [RULES_PAGE],
        "uptodate": [AsWritten([RULES_PAGE])],
        "actions": [(plainly(_write_rules), [names])],
        "io": {"capture": False},
        "verbosity": 2,
    }


def _write_rules(names: Sequence[str]) -> None:
    from lastro.tasks.check.rules_page import page

    write(RULES_PAGE, page(names))
    announce("rules", RULES_PAGE)


def _verify(names: Sequence[str], offenders: str) -> TaskFailed | None:
    """Check what has not been checked as it stands, and show the table."""
    try:
        result = current(names, Path(get_initial_workdir(), offenders) if offenders else None)
    except BuildError as error:
        return TaskFailed(str(error))
    with suppress(OSError):  # when stdout is closed, the reporter says so
        print(table(result), flush=True)
    return TaskFailed(failed) if (failed := failure(result)) else None
