"""Snapshots as files: one folder for each day that was asked for, whole or not at all."""

from __future__ import annotations

import glob
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from lastro.engine import paths
from lastro.engine.records.digests import DIGESTS
from lastro.engine.tasks import lock
from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.exports.place import Place


def make_snapshot(datasets: Sequence[Dataset], day: str) -> None:
    """Write the datasets as they stood at the end of a day, unless they are there; raises BuildError for other days."""
    from lastro.engine.rewind.snapshot import write_snapshot
    from lastro.tasks.feed.files import finished, history_start
    from lastro.tasks.feed.period import iso, one_day

    files = finished(datasets)
    number = one_day(files.as_of, history_start(), day)
    place = _place(iso(number))
    lock.hold()
    made_of: dict[str, Any] = {"data": {name: DIGESTS.of(paths.output(name)) for name in files.names}}
    if place.made_of() == made_of and place.is_as_written():
        print(f"   {place.path} is up to date", flush=True)
        return
    os.makedirs(os.path.dirname(place.path), exist_ok=True)
    began = time.monotonic()
    with place.new(made_of) as beside:
        beside.mkdir()
        records = write_snapshot(files, number, beside)
    print(f"   {place.path}: {records:,} records, {place.size()}{time.monotonic() - began:.1f} s", flush=True)


def _place(day: str) -> Place:
    return Place(f"snapshot-{day}", f"snapshots/{day}")


def folder() -> str:
    """Where the snapshots lie."""
    return paths.beside("snapshots")


def remove_snapshots() -> None:
    """Remove the snapshots that were made here, and their folder with the last of them."""
    for record in glob.glob(f"{paths.STATE}/exports/snapshot-*.json"):
        _place(os.path.basename(record)[len("snapshot-") : -len(".json")]).remove()
    with suppress(OSError):
        os.rmdir(folder())
