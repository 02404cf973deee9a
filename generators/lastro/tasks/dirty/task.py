"""Tasks `dirty`, `undo` and `score` as doit knows them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from doit import get_initial_workdir

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.records.imports import files_of
from lastro.engine.settings import settings
from lastro.engine.tasks import command_line, lock
from lastro.engine.tasks.dataset import Dataset, current_settings
from lastro.tasks.exports.export import Export, ExportTask
from lastro.tasks.exports.place import Place
from lastro.tasks.options import option
from lastro.tasks.writing import Removal, plainly

_HERE = f"{paths.LIBRARY}/tasks/dirty"

command_line.takes_equals("--rate")


_OPTIONS = (
    option("level", "how dirty: light, usual or heavy", "usual"),
    option("only", "no other kinds than these, with commas between them"),
    option("rate", "KIND=0.01, the share of records (files) that a kind strikes; may be given several times", []),
    option("as", "json, csv or parquet", "json"),
    option("drift-from", "schemas change from this day on"),
    option("feed", "also the feed that `doit feed` has made, as files that come late, twice or empty", False),
)


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The three tasks, for banks that have a history."""
    if not any("bank.as_of" in dataset.reads for dataset in datasets):
        return
    yield DirtyTask(datasets).declaration()
    alone = {"uptodate": [False], "io": {"capture": False}, "verbosity": 2}
    yield {
        "basename": "undo",
        "doc": "Undo: the clean files made again of the dirty twin and its answers, in restored/.",
        "actions": [plainly(_undo)],
        "clean": [Removal(_restored().path, _restored().remove)],
        **alone,
    }
    yield {
        "basename": "score",
        "doc": "Score: how good somebody is at finding the faults of the dirty twin (--found FILE.csv).",
        "actions": [plainly(_score)],
        "params": [option("found", "what was found: a CSV file with the columns dataset, key and column")],
        **alone,
    }


def _key() -> Place:
    """Where the answers of the present bank lie."""
    return Place("dirty.key", "dirty.key")


def _restored() -> Place:
    """Where its clean files are made again."""
    return Place("undo", "restored")


class DirtyTask(ExportTask):
    """The twin as an export with a second place, for its answers."""

    def __init__(self, datasets: Sequence[Dataset]) -> None:
        super().__init__(Export("dirty", place="dirty", params=_OPTIONS), [dataset.name for dataset in datasets])

    @property
    def doc(self) -> str:
        """What `doit list` says of it."""
        return "Dirty: a copy of the bank with faults that are known (--level, --only, --rate); answers in dirty.key/."

    def declaration(self) -> dict[str, Any]:
        """What doit wants to know; both places go together."""
        return {**super().declaration(), "clean": [Removal(each.path, each.remove) for each in (self.place, _key())]}

    def __call__(self, task: Any, values: Mapping[str, Any]) -> bool:
        """Whether twin and answers stay as they are."""
        return super().__call__(task, values) and _key().made_of() == self.made_of(task.options) and _key().is_whole()

    def made_of(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """All that the bytes depend on: the feed too, where it is asked for."""
        found = super().made_of(options)
        feed = Place("feed", "feed").files() if found["options"].get("feed") else {}
        return {**found, "data": {**found["data"], **feed}}

    def _code(self) -> list[str]:
        """The modules that shape the twin."""
        scripts = frozenset(map(paths.script, self.datasets))
        kinds = sorted(f"{_HERE}/kinds/{name}" for name in os.listdir(f"{_HERE}/kinds") if name.endswith(".py"))
        return sorted(files_of([f"{_HERE}/twin.py", *kinds], scripts).whole)

    def make(self, task: Any) -> None:
        """Write twin and answers; the action of the task."""
        lock.hold()
        made_of = self.made_of(task.options)
        began = time.monotonic()
        with _key().new(made_of) as key, self.place.new(made_of) as dirty:
            dirty.mkdir()
            key.mkdir()
            records, faults = _write(self.datasets, made_of["options"], dirty, key)
        seconds = time.monotonic() - began
        with suppress(OSError):  # when stdout is closed, the reporter says so
            print(f"   dirty: {records:,} records, {faults:,} faults, {self.place.size()}{seconds:.1f} s", flush=True)


def _write(datasets: Sequence[str], options: Mapping[str, Any], dirty: Path, key: Path) -> tuple[int, int]:
    """Write the twin; returns how many records and corruptions it has."""
    from lastro.tasks.dirty.answers.log import manifest
    from lastro.tasks.dirty.recipe import recipe
    from lastro.tasks.dirty.twin import Places, frame_of, total, write_twin

    wanted = recipe(
        options["level"], options["only"], options["rate"], options["as"], options["drift_from"], options["feed"]
    )
    places = Places(Path(paths.OUTPUTS), dirty, key, Path(paths.beside("feed")) if options["feed"] else None)
    known = current_settings()
    start, end = (date.fromisoformat(str(settings.plain(known[f"bank.{name}"]))) for name in ("history_start", "as_of"))
    frame = frame_of(places.clean, known.number("bank.seed"), start, end)
    return write_twin(places, datasets, frame, wanted), total(manifest(key))


def _undo() -> None:
    """Write the clean files, and say of each whether it equals the clean one; raises BuildError where one does not."""
    from lastro.tasks.dirty.answers.undoing import undo

    lock.hold()
    dirty, key = Path(paths.beside("dirty")), Path(_key().path)
    with _restored().new({}) as into:
        into.mkdir()
        equal = undo(dirty, key, into)
    for name, same in equal.items():
        print(f"   {_restored().path}/{name}: {'equals' if same else 'differs from'} the clean file", flush=True)
    if not all(equal.values()):
        raise BuildError(f"{sum(not same for same in equal.values())} files are not as the clean ones were")


def _score(found: str) -> None:
    from lastro.tasks.dirty.answers.scoring import score

    if not found:
        raise BuildError("score --found FILE.csv: say where your findings are (dataset, key, column)")
    print(score(Path(_key().path), Path(get_initial_workdir(), found)).table(), flush=True)
