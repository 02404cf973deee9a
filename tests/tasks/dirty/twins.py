"""Twins of finished banks in temporary folders, made without doit, and what their answers say."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from builds import NAMES, chosen, make
from lastro.checks.run import check
from lastro.engine.settings import settings
from lastro.tasks.dirty.answers.log import entries, manifest
from lastro.tasks.dirty.answers.undoing import undo
from lastro.tasks.dirty.cell import Frame
from lastro.tasks.dirty.recipe import recipe
from lastro.tasks.dirty.twin import Places, frame_of, write_twin

Entry = dict[str, Any]
START, END = date(2025, 11, 1), date(2025, 12, 31)  # of the history of the small bank


@dataclass(frozen=True)
class Twin:
    """A twin, its answers, and the clean files that it was made of."""

    places: Places

    @cached_property
    def entries(self) -> list[Entry]:
        """The answers."""
        return list(entries(self.places.key))

    @cached_property
    def kinds(self) -> dict[str, dict[str, Any]]:
        """The figures of the manifest, by kind."""
        found: dict[str, dict[str, Any]] = manifest(self.places.key)["kinds"]
        return found

    def undone(self, to: Path) -> list[str]:
        """The datasets that do not come out as they were."""
        to.mkdir()
        undo(self.places.dirty, self.places.key, to)
        return [name for name in NAMES if self.clean(name).read_bytes() != (to / f"{name}.json").read_bytes()]

    def clean(self, dataset: str) -> Path:
        """A clean file."""
        return self.places.clean / f"{dataset}.json"

    def lines(self, dataset: str) -> list[bytes]:
        """The records of a dirty file, as they are written."""
        return lines_of(self.places.dirty / f"{dataset}.json")

    def offenders(self) -> list[Entry]:
        """What `doit check` finds in the twin of a small bank."""
        return offenders(self.places.dirty)


def offenders(folder: Path) -> list[Entry]:
    """What `doit check` finds in the files of a small bank."""
    stream = io.StringIO()
    check(folder, NAMES, START, END, "valid", offenders=stream)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def small_bank(folder: Path) -> Path:
    """Build a bank of two months, which takes about a second."""
    given = {"customers": "110", "branches": "4", "base_date": str(END), "as_of": str(END), "history_start": str(START)}
    make(folder, **given)
    return folder


def small_frame(folder: Path, seed: int = 1) -> Frame:
    """The frame of the small bank."""
    return frame_of(folder, seed, START, END)


def lines_of(path: Path) -> list[bytes]:
    """The records of a file as the build writes it."""
    return [line.removesuffix(b",") for line in path.read_bytes().splitlines()[1:-1]]


def twin(
    clean: Path,
    to: Path,
    frame: Frame | None = None,
    feed: Path | None = None,
    names: Sequence[str] = NAMES,
    **options: Any,
) -> Twin:
    """Make a twin below a folder; options: those of recipe."""
    places = Places(clean, to / "dirty", to / "key", feed)
    for folder in (places.dirty, places.key):
        folder.mkdir(parents=True)
    write_twin(places, names, frame or standard(clean), recipe(feed=feed is not None, **options))
    return Twin(places)


def standard(clean: Path) -> Frame:
    """The frame of a bank with the settings of bank.toml."""
    known = chosen()
    start, end = (date.fromisoformat(str(settings.plain(known[f"bank.{name}"]))) for name in ("history_start", "as_of"))
    return frame_of(clean, known.number("bank.seed"), start, end)


def rates(kinds: Sequence[str], rate: float) -> list[str]:
    """One rate for several kinds, as the command line has it."""
    return [f"{name}={rate}" for name in kinds]


def of_cells(twin: Twin) -> Iterator[Entry]:
    """The entries of single cells."""
    return (entry for entry in twin.entries if isinstance(entry["column"], str))
