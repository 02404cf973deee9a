"""The record of a dataset: what its last build read and wrote.

doit remembers what a task has read; this remembers what it has written as well. A record is written before
the output takes its final name, and still holds the entry of the output before: whichever of the
two files a killed build leaves is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from lastro.engine import paths
from lastro.engine.files.offsets import Offsets
from lastro.engine.records import state


@dataclass(frozen=True)
class Ingredients:
    """All that the bytes of a dataset depend on."""

    inputs: Mapping[str, str | None]  # digests by path; None for a file that is not there
    settings: Mapping[str, int | float | str]
    packages: Mapping[str, str]

    def differences(self, now: Ingredients) -> list[str]:
        """What has changed, in words: settings first, then packages, then data, modules last."""
        values = [
            f"{name}: {_value(before.get(name))} -> {_value(after.get(name))}"
            for before, after in ((self.settings, now.settings), (self.packages, now.packages))
            for name in _changed(before, after)
        ]
        files = sorted(_changed(self.inputs, now.inputs), key=lambda path: path.startswith(f"{paths.GENERATORS}/"))
        return [*values, *(_file(path, self.inputs, now.inputs) for path in files)]


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [name for name in sorted({**before, **now}) if before.get(name) != now.get(name)]


def _value(value: int | float | str | None) -> str:
    if value is None:
        return "none"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _file(path: str, before: Mapping[str, str | None], now: Mapping[str, str | None]) -> str:
    """A file by its path, a dataset by its name, and how it has changed where that is more than its content."""
    name = path.removeprefix(f"{paths.OUTPUTS}/")
    if path not in before:
        return f"{name} is new"
    if path not in now:
        return f"{name} is no longer read"
    return name if now[path] else f"{name} is missing"


@dataclass(frozen=True)
class Figures:
    """What a build has written, and how long it took."""

    records: int
    size: int  # bytes
    seconds: float


@dataclass(frozen=True)
class Entry:
    """One build: its ingredients, the digest of what it wrote, where the blocks of that begin, and figures.

    The last two are None where they are not known.
    """

    made_of: Ingredients
    output: str
    offsets: Offsets | None = None
    figures: Figures | None = None


@dataclass(frozen=True)
class Record:
    """The last entries of a dataset, newest last; usually one."""

    entries: tuple[Entry, ...] = ()
    confirmed: int = 0  # the number of the doit state file that knows this build too; 0 for none
    accepted: str = ""  # the hand-made file that was found valid: its digest, and that of the module

    def entries_of(self, output: str) -> list[Entry]:
        """The entries that describe a file with this digest, newest first."""
        return [entry for entry in reversed(self.entries) if entry.output == output]


def load(dataset: str) -> Record:
    """The record of a dataset; an empty one where there is none that makes sense."""
    found = state.load(paths.record(dataset))
    try:
        return Record(tuple(map(_entry, found["entries"])), int(found["confirmed"]), str(found["accepted"]))
    except (TypeError, KeyError, AttributeError, ValueError, OverflowError):
        return Record()


def _entry(found: Any) -> Entry:
    """An entry as it was saved; raises an error of Python's where it is damaged."""
    made_of = {name: dict(mapping) for name, mapping in found["made_of"].items()}
    offsets = {name: tuple(map(int, numbers)) for name, numbers in (found.get("offsets") or {}).items()}
    return Entry(
        Ingredients(**made_of),
        str(found["output"]),
        Offsets(**offsets) if offsets else None,
        _figures(found.get("figures")),
    )


def _figures(found: Any) -> Figures | None:
    """The figures of a build; records of earlier versions have none."""
    return Figures(int(found["records"]), int(found["size"]), float(found["seconds"])) if found else None


def save(dataset: str, record: Record) -> None:
    """Write a record, unless it is there already."""
    if record != load(dataset):
        state.save(paths.record(dataset), asdict(record))


def begin(dataset: str, present: str | None, entry: Entry) -> None:
    """Note what is about to take its final name, beside what describes the present file."""
    before = load(dataset).entries_of(present) if present else []
    save(dataset, Record((*before[:1], entry)))


def offsets(dataset: str, output: str | None) -> Offsets | None:
    """Where the blocks of a file with this digest begin, where it was a build that wrote it."""
    entries = load(dataset).entries_of(output) if output else []
    return entries[0].offsets if entries else None


def finish(dataset: str, entry: Entry) -> None:
    """Note that the output has its final name."""
    save(dataset, Record((entry,)))


def accept(dataset: str, accepted: str) -> None:
    """Note that a hand-made file was found valid."""
    save(dataset, replace(load(dataset), accepted=accepted))


def confirm(dataset: str, number: int) -> None:
    """Note the state file that knows the task (0: none); once it does not, `doit forget` has been used."""
    record = load(dataset)
    if record != Record() and record.confirmed != number:
        save(dataset, replace(record, confirmed=number))


def forget(dataset: str) -> None:
    """Remove a record."""
    state.remove(paths.record(dataset))


def known(value: Any) -> Any:
    """A mapping in a fixed order, as records hold it."""
    return dict(sorted(value.items()))
