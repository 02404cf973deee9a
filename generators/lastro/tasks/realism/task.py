"""Realism: `doit realism [FOLDER]` measures a bank as its files stand; `--page` writes docs/realism.md of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from doit import get_initial_workdir

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.options import option
from lastro.tasks.writing import announce, plainly, write

PAGE = "docs/realism.md"
_REMEDY = "pip install -r requirements/duckdb.txt"


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task `realism`; it builds nothing, so that it says what the files say that are there."""
    names = [dataset.name for dataset in datasets]
    yield {
        "basename": "realism",
        "doc": "Realism: how a bank compares with Brazil, number by number, with bands and sources ([FOLDER]).",
        "actions": [(plainly(_measure, _REMEDY), [names])],
        "params": [option("page", f"write {PAGE}", False)],
        "pos_arg": "folders",
        "uptodate": [False],
        "io": {"capture": False},
        "verbosity": 2,
    }


def _measure(names: Sequence[str], page: bool, folders: Sequence[str]) -> None:
    from tempfile import TemporaryDirectory

    from lastro.engine.rows.columns import row_class
    from lastro.tasks.realism.books import described, measured, opened
    from lastro.tasks.realism.measures import measures
    from lastro.tasks.realism.page import page as page_of
    from lastro.tasks.realism.page import table

    with TemporaryDirectory(prefix="realism-") as scratch:
        folder = _folder(folders)
        with opened(folder, {name: row_class(name) for name in names}, Path(scratch)) as books:
            found, bank = measured(books, measures()), described(books)
    print(table(found), flush=True)
    if page:
        write(PAGE, page_of(found, bank))
        announce("realism", PAGE)


def _folder(folders: Sequence[str]) -> Path:
    """The folder to measure: the one that is named, else that of the datasets; raises BuildError for two."""
    if len(folders) > 1:
        raise BuildError(f"realism FOLDER: one folder, not {len(folders)}")
    if folders:
        return Path(get_initial_workdir()) / os.path.expanduser(folders[0])
    return Path(paths.OUTPUTS)
