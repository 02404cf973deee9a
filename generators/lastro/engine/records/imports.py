"""Imports: which modules of the project a script depends on, found from its import statements.

A dataset's module imports the row classes of other datasets. What makes those rows reaches it through their
JSON file alone, so such a module counts with its row classes (and what they name), not with all of its text:
a comment in customers.py reruns customers and nothing else. Any other use of it counts as a whole.

A package that an import only passes on its way to a module counts with what loading it loads: what its functions
import is none of that module's business.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from lastro.engine import paths
from lastro.engine.records.module_text import Import, text_of

Found = tuple[str, bool]  # a file that an import loads, and whether it is a package that is only passed
Imported = tuple[str, bool, bool]  # the same, and whether it is a class of the module that is imported


@dataclass(frozen=True)
class Files:
    """The modules that a dataset's bytes depend on: whole, or with their row classes only."""

    whole: frozenset[str]
    columns: frozenset[str]


def files_of(roots: Iterable[str], datasets: frozenset[str]) -> Files:
    """All that the roots import of the project, directly or not; datasets: paths of the datasets' modules."""
    found: set[Found] = set()
    columns: set[str] = set()
    waiting = [(path, False) for path in roots]
    while waiting:
        if (each := waiting.pop()) not in found:
            found.add(each)
            waiting += _needed(_imported(*each), datasets, columns)
    whole = frozenset(path for path, _ in found)
    return Files(whole, frozenset(columns - whole))


def _needed(imported: Iterable[Imported], datasets: frozenset[str], columns: set[str]) -> Iterator[Found]:
    """The files that count whole; others are put into columns, and what their classes name is followed."""
    for path, passed, row_class in imported:
        if path not in datasets or not row_class:
            yield path, passed
        elif path not in columns:
            columns.add(path)
            lent = (each for each in text_of(path).named if not any(p in datasets for p, _ in _files(*each)))
            yield from _needed(_by_file(lent), datasets, columns)


@cache
def _imported(path: str, passed: bool) -> tuple[Imported, ...]:
    """What a module imports, or what loading it loads where it is only passed."""
    return _by_file(text_of(path).loads if passed else text_of(path).imports)


def _by_file(imports: Iterable[Import]) -> tuple[Imported, ...]:
    """The files that imports load, each once, however many names come from it."""
    found = ((path, passed, name) for module, name in imports for path, passed in _files(module, name))
    return tuple(dict.fromkeys((path, passed, name in text_of(path).classes) for path, passed, name in found))


@cache
def _files(module: str, name: str) -> tuple[Found, ...]:
    """The files under generators/ that an import loads: packages on the way, the module, a submodule."""
    parts = module.split(".") if module else []
    passed = [f"{paths.GENERATORS}/{'/'.join(parts[:n])}/__init__.py" for n in range(1, len(parts))]
    meant = ["/".join(each) for each in (parts, [*parts, name] if name else []) if each]
    loaded = [f"{paths.GENERATORS}/{each}{ending}" for each in meant for ending in (".py", "/__init__.py")]
    found = [*((path, True) for path in passed), *((path, False) for path in loaded)]
    return tuple(each for each in found if os.path.isfile(each[0]))
