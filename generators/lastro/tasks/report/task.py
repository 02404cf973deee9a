"""Report: the bank on one page, with plots, the ten questions and what the check found; and its picture."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lastro.engine import paths
from lastro.engine.records import record
from lastro.engine.records.imports import files_of
from lastro.engine.tasks.beforehand import Beforehand, installed
from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.writing import AsWritten, announce, plainly, write

_HERE = f"{paths.LIBRARY}/tasks/report"
NEEDED = ("duckdb", "jinja2", "matplotlib")
_REMEDY = "pip install -r requirements/report.txt"


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task `report`, of all datasets, and `picture`, which photographs what it has made."""
    names = [each.name for each in datasets]
    report = paths.beside("report.html")
    modules = files_of([f"{_HERE}/task.py", *map(paths.script, names)], frozenset()).whole
    patterns = (f"{_HERE}/sql/*.sql", f"{_HERE}/page.*", "examples/questions/*.sql")
    sources = [path for pattern in patterns for path in sorted(glob(pattern))]
    yield {
        "basename": "report",
        "doc": "Report: the bank on one HTML page, with plots and the result of the check.",
        "file_dep": [*map(paths.output, names), *sorted(modules), *sources],
        "targets": [report],
        "uptodate": [AsWritten([report])],
        "actions": [(plainly(make, _REMEDY), [datasets, report])],
        "clean": True,
        "meta": Beforehand(installed(NEEDED, _REMEDY)),
        "io": {"capture": False},
    }
    yield {
        "basename": "picture",
        "doc": "Picture: docs/report.png, the first screens of the report; needs Chromium.",
        "file_dep": [report],
        "uptodate": [False],
        "actions": [(plainly(_picture), [names, report])],
        "meta": Beforehand(installed(NEEDED, _REMEDY), _a_browser),
        "io": {"capture": False},
        "verbosity": 2,
    }


def _a_browser(_: Mapping[str, Any]) -> None:
    from lastro.tasks.report.picture import browser

    browser()


def _picture(names: Sequence[str], report: str) -> None:
    """`doit clean` leaves the picture, since it is kept in git."""
    from lastro.tasks.report.picture import PICTURE, photograph

    last = {name: record.load(name).entries[-1:] for name in names}
    photograph(report, {n: entry.figures.records for n, entries in last.items() for entry in entries if entry.figures})
    announce("picture", PICTURE)


@contextmanager
def _quiet_matplotlib() -> Iterator[None]:
    """Give Matplotlib a folder for its cache where it has no home of its own: it would warn."""
    if "MPLCONFIGDIR" in os.environ or os.access(os.path.expanduser("~"), os.W_OK | os.X_OK):
        yield
        return
    with TemporaryDirectory(prefix="matplotlib-") as folder:
        os.environ["MPLCONFIGDIR"] = folder
        try:
            yield
        finally:
            del os.environ["MPLCONFIGDIR"]


def make(datasets: Sequence[Dataset], report: str) -> None:
    """Write the page."""
    with _quiet_matplotlib():
        from lastro.tasks.report.page import page

        text = page(datasets)
    write(report, text)
    print(f"   {Path(report).resolve().as_uri()}, {len(text.encode()) / 1e3:,.0f} kB", flush=True)
