"""Imports: which modules of the project a script depends on, found from its import statements.

A dataset's module imports the row classes of other datasets. What makes those rows reaches it through their
JSON file alone, so such a module counts with its row classes (and what they name), not with all of its text:
a comment in customers.py reruns customers and nothing else. Any other use of it counts as a whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from lastro.engine import paths
from lastro.engine.records.module_text import Import, text_of


@dataclass(frozen=True)
class Files:
    """The modules that a dataset's bytes depend on: whole, or with their row classes only."""

    whole: frozenset[str]
    columns: frozenset[str]


def files_of(roots: Iterable[str], datasets: frozenset[str]) -> Files:
    """All that the roots import of the project, directly or not; datasets: paths of the datasets' modules."""
    whole: set[str] = set()
    columns: set[str] = set()
    waiting = list(roots)
    while waiting:
        path = waiting.pop()
        if path in whole:
            continue
        whole.add(path)
        waiting += _needed(text_of(path).imports, datasets, columns)
    return Files(frozenset(whole), frozenset(columns - whole))


def _needed(imports: Iterable[Import], datasets: frozenset[str], columns: set[str]) -> Iterator[str]:
    """The files that count whole; others are put into columns, and what their classes name is followed."""
    for module, name in imports:
        for path in _files(module, name):
            if path not in datasets or name not in text_of(path).classes:
                yield path
            elif path not in columns:
                columns.add(path)
                lent = (found for found in text_of(path).named if not datasets.intersection(_files(*found)))
                yield from _needed(lent, datasets, columns)


@cache
def _files(module: str, name: str) -> tuple[str, ...]:
    """The files under generators/ that an import loads: packages on the way, the module, a submodule."""
    parts = module.split(".") if module else []
    loaded = [f"{paths.GENERATORS}/{'/'.join(parts[:n])}/__init__.py" for n in range(1, len(parts) + 1)]
    if parts:
        loaded.append(f"{paths.GENERATORS}/{'/'.join(parts)}.py")
    if name:
        inner = "/".join([*parts, name])
        loaded += [f"{paths.GENERATORS}/{inner}.py", f"{paths.GENERATORS}/{inner}/__init__.py"]
    return tuple(path for path in loaded if os.path.isfile(path))
