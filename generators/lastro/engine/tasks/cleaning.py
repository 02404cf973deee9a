"""Cleaning: exactly what the build has made is removed, and nothing else."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress

from doit.action import PythonAction

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.records import record, state
from lastro.engine.tasks import lock

_STRAY = re.compile(r"\.[a-z_.]+\.json\.[0-9]+\.tmp")  # what a killed build may leave
_cleaned: set[str] = set()


class DatasetRemoval(PythonAction):  # type: ignore[misc]
    """The clean action of a dataset; everything: all datasets, since with the last of them goes the rest."""

    def __init__(self, dataset: str, everything: frozenset[str]) -> None:
        super().__init__(self.remove)
        self.dataset = dataset
        self.everything = everything

    def __str__(self) -> str:
        """How doit shows it."""
        return f"remove {paths.output(self.dataset)} and {paths.record(self.dataset)}"

    def remove(self, dryrun: bool) -> None:
        """Remove the output, then its record; nothing on a dry run, which tells what else would go with the last."""
        if not dryrun:
            try:
                lock.hold()
            except BuildError as error:
                _stop(f"ERROR: {error}", 3)
            _remove_output(paths.output(self.dataset))
            record.forget(self.dataset)
        _cleaned.add(self.dataset)
        if self.everything <= _cleaned:
            _tell_state() if dryrun else _remove_state()


def sweep() -> None:
    """Remove what killed builds have left beside outputs and records; only for who holds the lock."""
    for folder in (paths.OUTPUTS, paths.STATE, paths.RECORDS):
        for name in _names(folder):
            if _STRAY.fullmatch(name):
                state.remove(f"{folder}/{name}")


def leave_nothing_empty(bank: str) -> None:
    """At the end of a command: of a named bank of which nothing is left, remove doit's state, the lock and folders."""
    paths.speak_of(bank)
    if set(_files(paths.HOME)) <= {paths.DATABASE, paths.LOCK}:
        with suppress(BuildError):  # another doit has just begun to build it
            lock.hold()
            for path in (paths.DATABASE, paths.LOCK):
                state.remove(path)
            for folder, _, _ in os.walk(paths.HOME, topdown=False):
                _remove_folder(folder)
            _remove_folder(paths.BANKS)


def _files(folder: str) -> Iterable[str]:
    return (os.path.join(inner, name) for inner, _, names in os.walk(folder) for name in names)


def _remove_folder(folder: str) -> None:
    """Remove a folder that holds nothing."""
    with suppress(OSError):
        os.rmdir(folder)


def _remove_output(path: str) -> None:
    if os.path.islink(path) or (os.path.exists(path) and not os.path.isfile(path)):
        print(f"{path} was not made by the build and stays", file=sys.stderr)
        return
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    except OSError as error:
        _stop(f"ERROR: {path} cannot be removed: {error.strerror}", 1)


def _tell_state() -> None:
    for path in filter(os.path.exists, _remembered()):
        print(f"with the last of them goes {path}")


def _remembered() -> tuple[str, ...]:
    return paths.OVERRIDES, paths.CACHE, paths.MODULES


def _remove_state() -> None:
    """Forget overrides and all else that the build remembers beside the datasets."""
    sweep()
    for path in _remembered():
        state.remove(path)
    for folder in (paths.RECORDS, paths.STATE):
        _remove_folder(folder)


def _names(folder: str) -> Iterable[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _stop(message: str, code: int) -> None:
    """End doit, which would otherwise go on cleaning and return 0."""
    print(message, file=sys.stderr)
    sys.exit(code)
