"""Dictionary: every dataset and column, in words and as SQL tables, and the truth's, in files that are kept in git."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lastro.engine import paths
from lastro.engine.records.imports import files_of
from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.writing import AsWritten, announce, plainly, write

DICTIONARY = "docs/dictionary.md"
TABLES = "examples/questions/tables.sql"
TRUTH = "docs/truth.md"
_THIS = f"{paths.LIBRARY}/tasks/dictionary/task.py"


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task `dictionary`; `doit clean` leaves the files, since they are kept in git."""
    names = [each.name for each in datasets]
    yield {
        "basename": "dictionary",
        "doc": "Dictionary: every dataset and column in docs/dictionary.md, and as tables in examples/questions.",
        "file_dep": sorted(files_of([_THIS, *map(paths.script, names)], frozenset()).whole),
        "targets": [DICTIONARY, TABLES, TRUTH],
        "uptodate": [AsWritten([DICTIONARY, TABLES, TRUTH])],
        "actions": [(plainly(make), [names])],
        "io": {"capture": False},
        "verbosity": 2,
    }


def make(names: Sequence[str]) -> None:
    """Write the files."""
    from lastro.engine.rows.columns import row_class
    from lastro.tasks.dictionary.page import page
    from lastro.tasks.dictionary.tables import tables
    from lastro.tasks.dictionary.truth import page as page_of_truth
    from lastro.tasks.truth.tables import rows as rows_of_truth

    rows = {name: row_class(name) for name in names}
    write(DICTIONARY, page(rows))
    write(TABLES, tables(rows))
    write(TRUTH, page_of_truth(rows_of_truth(), rows))
    announce("dictionary", DICTIONARY, TABLES, TRUTH)
