"""Dictionary: docs/dictionary.md, every dataset and column in words, kept in git."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lastro.engine import paths
from lastro.engine.records.imports import files_of
from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.writing import AsWritten, plainly, write

DICTIONARY = "docs/dictionary.md"
_THIS = f"{paths.LIBRARY}/tasks/dictionary/task.py"


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task `dictionary`; `doit clean` leaves the file, since it is kept in git."""
    names = [each.name for each in datasets]
    yield {
        "basename": "dictionary",
        "doc": "Dictionary: docs/dictionary.md, every dataset and column in words.",
        "file_dep": sorted(files_of([_THIS, *map(paths.script, names)], frozenset()).whole),
        "targets": [DICTIONARY],
        "uptodate": [AsWritten([DICTIONARY])],
        "actions": [(plainly(make), [names])],
    }


def make(names: Sequence[str]) -> None:
    """Write the dictionary."""
    from lastro.engine.rows.columns import row_class
    from lastro.tasks.dictionary.page import page

    write(DICTIONARY, page({name: row_class(name) for name in names}))
