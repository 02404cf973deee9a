"""An export as a task of doit: made whole or not at all, and again only when what it is made of has changed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from lastro.engine import paths
from lastro.engine.records import packages
from lastro.engine.records.digests import DIGESTS
from lastro.engine.records.freshness import digest_at
from lastro.engine.records.module_text import text_of
from lastro.engine.records.record import Ingredients
from lastro.engine.tasks import lock
from lastro.engine.tasks.beforehand import Beforehand, Question, installed
from lastro.engine.tasks.command_line import with_bank
from lastro.tasks.exports.elsewhere import INTO, target, written
from lastro.tasks.exports.place import Place
from lastro.tasks.writing import Removal, plainly

_FOLDER = f"{paths.LIBRARY}/tasks/exports"
_VIEWS = (f"{_FOLDER}/questions.py", f"{_FOLDER}/questions.sql")


@dataclass(frozen=True)
class Export:
    """One target: its module in this package has `write(files, into, **options)`, which returns the records written.

    place: file or folder beside the datasets; a target without one (a server) is written whenever it is asked for.
    grows: the folder is handed over with what it holds, to be added to.
    questions: what is asked before anything is built, besides its packages.
    """

    name: str
    place: str = ""
    packages: tuple[str, ...] = ()
    params: tuple[Mapping[str, Any], ...] = ()
    grows: bool = False
    questions: tuple[Question, ...] = ()

    @property
    def module(self) -> str:
        """Its module; none is called as a package that it might hide."""
        return f"to_{self.name}"

    @property
    def script(self) -> str:
        """The file of its module."""
        return f"{_FOLDER}/{self.module}.py"

    @property
    def remedy(self) -> str:
        """The command that installs what it needs."""
        own = f"requirements/{self.name}.txt"
        return f"pip install -r {own}" if os.path.exists(own) else packages.REMEDY


class ExportTask:
    """An export as a task: doit asks it whether it is up to date, runs it, and cleans it."""

    def __init__(self, export: Export, datasets: Sequence[str]) -> None:
        self.export = export
        self.datasets = datasets
        self.place = Place(export.name, export.place)
        self.reasons: list[str] = []  # why it is written again, once doit has asked

    @property
    def doc(self) -> str:
        """What `doit list` says of it."""
        return text_of(self.export.script).sentence

    def declaration(self) -> dict[str, Any]:
        """What doit wants to know."""
        return {
            "basename": self.export.name,
            "doc": self.doc,
            "file_dep": [paths.output(name) for name in self.datasets],
            "targets": [self.place.path] if self.export.place else [],
            "uptodate": [self],
            "actions": [plainly(self.make, self.export.remedy)],
            "clean": [Removal(self.place.path, self.place.remove)] if self.export.place else [],
            "params": [dict(each) for each in (*self.export.params, *([INTO] if self.export.place else []))],
            "meta": Beforehand(self._ask, installed(self.export.packages, self.export.remedy), *self.export.questions),
            "io": {"capture": False},
            "verbosity": 2,
        }

    def __call__(self, task: Any, values: Mapping[str, Any]) -> bool:
        """Whether the target stays as it is."""
        if not self.export.place or task.options[INTO["name"]]:
            return False
        before, now = self.place.made_of(), self.made_of(task.options)
        if before != now:
            self.reasons = _differences(before, now) if before else []
            return False
        if self.place.was_changed() and self.place.is_whole():
            print(with_bank(f"{self.place.changed} and is kept; {self.place.restored}"), file=sys.stderr, flush=True)
            return True
        self.reasons = ["doit -a"] if self.place.is_as_written() else [f"{self.place.path} is not as it was written"]
        return self.place.is_as_written()

    def made_of(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """All that the bytes of the target depend on; what is not there has no digest."""
        return {
            "data": {path: digest_at(path) for path in map(paths.output, self.datasets)},
            "code": {path: DIGESTS.of_code(path) for path in self._code()},
            "columns": {path: text_of(path).columns for path in map(paths.script, self.datasets)},
            "packages": {name: _version(name) for name in self.export.packages},
            "options": {name: value for name, value in (options or {}).items() if name != INTO["name"]},
        }

    def _code(self) -> list[str]:
        """The modules of tasks that write the target; what they use of the engine shapes the datasets as well."""
        found: set[str] = set()
        waiting = [self.export.script]
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                waiting += _imported(path)
        return sorted({*found, *(_VIEWS if _VIEWS[0] in found else ())})

    def make(self, task: Any) -> None:
        """Write the target; the action of the task."""
        made_of, into = self.made_of(task.options), (task.options or {}).get(INTO["name"])
        began, size = time.monotonic(), ""
        if into:
            with written(target(into, self.export.place)) as beside:
                records = self.write(made_of["options"], beside)
        elif self.export.place:
            lock.hold()
            with self.place.new(made_of, self.export.grows) as beside:
                records = self.write(made_of["options"], beside)
            size = self.place.size()
        else:
            records = self.write(made_of["options"])
        with suppress(OSError):  # when stdout is closed, the reporter says so
            print(f"   {self.export.name}: {records:,} records, {size}{time.monotonic() - began:.1f} s", flush=True)

    def _ask(self, options: Mapping[str, Any]) -> None:
        """Raise BuildError where something stands in the folder that was named."""
        if into := options.get(INTO["name"]):
            target(into, self.export.place)

    def write(self, options: Mapping[str, Any], *into: Path) -> int:
        """Have the export's module write the target; returns the number of records."""
        module = import_module(f"lastro.tasks.exports.{self.export.module}")
        files = {name: Path(paths.output(name)) for name in self.datasets}
        records: int = module.write(files, *into, **options)
        return records


def _imported(path: str) -> list[str]:
    """The modules of tasks that a module imports, without the packages that they lie in."""
    names = (name for module, part in text_of(path).imports for name in (module, f"{module}.{part}"))
    files = (f"{paths.GENERATORS}/{name.replace('.', '/')}.py" for name in names if name.startswith("lastro.tasks."))
    return [file for file in files if os.path.isfile(file)]


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What has changed, in words."""
    then, after = (
        Ingredients({**each["code"], **each["columns"], **each["data"]}, each["options"], each["packages"])
        for each in (before, now)
    )
    return then.differences(after)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
