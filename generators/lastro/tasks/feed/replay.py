"""Replay: the datasets made again of a feed on disk, and what of it is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.rows.columns import key_of, row_class
from lastro.tasks.feed.replaying import Gathered, missing, write_replayed

_SHOWN = 5  # runs of missing numbers that are listed


def replay(into: str, deliveries: bool, feed: Path | None = None) -> None:
    """Write the datasets of a feed's last day into a folder; raises BuildError where changes are missing.

    deliveries: apply what was delivered instead of the changes themselves: late, twice and out of order.
    feed: its folder (default: that of the bank).
    """
    if not into:
        raise BuildError("replay --into FOLDER: say where the datasets are to be written")
    feed = feed or Path(paths.beside("feed"))
    manifest = _manifest(feed)
    folder = Path(into)
    folder.mkdir(parents=True, exist_ok=True)
    numbers: set[int] = set()
    records = 0
    landed = feed / ("deliveries" if deliveries else "changes")
    if not landed.is_dir():
        raise BuildError(f"{landed} is not there; `doit feed --late 0.02` makes deliveries")
    for dataset in manifest["datasets"]:
        gathered = gather(landed, dataset)
        numbers |= gathered.numbers
        records += write_replayed(feed / "snapshot" / f"{dataset}.json", gathered, dataset, folder).records
    outstanding = set(manifest.get("outstanding", ())) if deliveries else set()
    days = ((day["lsn"]["first"], day["lsn"]["last"]) for day in manifest["days"])
    absent = missing(numbers | outstanding, days)
    print(f"   {folder}: {records:,} records after {len(numbers):,} changes", flush=True)
    if outstanding - numbers:
        print(
            f"   {len(outstanding - numbers):,} changes are outstanding: they arrive after {manifest['to']}", flush=True
        )
    if absent:
        raise BuildError(_told(absent))


def gather(folder: Path, dataset: str) -> Gathered:
    """The changes of one dataset in the folders of all days."""
    found, key_name = Gathered(), key_of(row_class(dataset)).name
    for line in _lines(folder, dataset):
        found.take(line, key_name)
    return found


def _lines(folder: Path, dataset: str) -> Iterator[bytes]:
    for path in sorted(folder.glob(f"dt=*/{dataset}.ndjson")):
        with path.open("rb") as stream:
            yield from stream


def _manifest(feed: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((feed / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BuildError(f"{feed} holds no feed; `doit feed` makes one") from None
    return found


def _told(absent: list[tuple[int, int]]) -> str:
    count = sum(last - first + 1 for first, last in absent)
    shown = ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in absent[:_SHOWN])
    more = f" and {len(absent) - _SHOWN} more runs" if len(absent) > _SHOWN else ""
    return f"{count:,} changes are missing, by number: {shown}{more}"
