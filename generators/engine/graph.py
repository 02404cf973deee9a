"""The graph: datasets as dodo.py declares them, turned into doit's tasks."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from doit.exceptions import InvalidDodoFile

from engine import database, paths, settings
from engine.dataset import Dataset, current_settings
from engine.digests import Checker
from engine.errors import BuildError
from engine.making import DatasetTask
from engine.reporter import Reporter

__all__ = ["Dataset", "configuration", "dataset_tasks"]


def configuration(datasets: Sequence[Dataset]) -> dict[str, Any]:
    """How doit is to work here (DOIT_CONFIG)."""
    return {
        "default_tasks": [dataset.name for dataset in datasets],
        "backend": "sqlite3",  # the default has another file format in each version of Python
        "dep_file": str(paths.ROOT / paths.DATABASE),
        "check_file_uptodate": Checker,
        "reporter": Reporter,
        "par_type": "thread",  # forked processes hang once polars is loaded
        "verbosity": 2,
        "sort": "definition",
        "cleanforget": True,
    }


def dataset_tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """A doit task for each dataset, in the order of the graph."""
    try:
        database.ready(paths.DATABASE)
        _say_what_is_remembered()
        declared = [DatasetTask(dataset, datasets).declaration() for dataset in datasets]
    except BuildError as error:
        raise InvalidDodoFile(str(error)) from None
    yield from declared


def _say_what_is_remembered() -> None:
    remembered = current_settings().remembered
    if remembered:
        shown = " ".join(f"{settings.spoken(name)}={text}" for name, text in remembered.items())
        print(
            f"settings remembered from an earlier run: {shown} (`doit settings=default` forgets them)",
            file=sys.stderr,
        )
