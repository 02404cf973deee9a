"""Writing the feed: the eve's snapshot, then a folder of changes for each day, with its audit."""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from lastro.engine.rewind.changes import Granularity
from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.snapshot import arrays
from lastro.engine.rewind.totals import Totals
from lastro.engine.rows.columns import columns_of, row_class
from lastro.tasks.feed import audit
from lastro.tasks.feed.blocks import Looking, Seen
from lastro.tasks.feed.deliveries.arrivals import Faults
from lastro.tasks.feed.deliveries.delivery import Delivery, lines_of
from lastro.tasks.feed.envelopes import VERSION, tails
from lastro.tasks.feed.order import Day, in_order
from lastro.tasks.feed.period import Period, iso
from lastro.tasks.feed.spill import FIELDS

_AT_ONCE = 1 << 20  # bytes of lines written at once


@dataclass(frozen=True)
class Feed:
    """What a feed is made with."""

    period: Period
    with_before: bool = True
    faults: Faults = field(default_factory=Faults)
    granularity: Granularity = field(default_factory=Granularity)

    @property
    def arguments(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {
            "grain": "posting" if self.granularity.step_by_step else "day",
            "marks": "daily" if self.granularity.marks_since is None else "month-end",
            "before": self.with_before,
            **vars(self.faults),
        }


def write_feed(files: Finished, feed: Feed, into: Path, workers: int) -> int:
    """Write snapshot, changes, deliveries and manifest into a folder; returns the number of changes.

    Memory holds a block while blocks are looked at, and the numbers of one day while days are written.
    """
    period = feed.period
    (into / "snapshot").mkdir(parents=True)
    delivery = _delivery(files, feed, into) if feed.faults else None
    days = []
    with TemporaryDirectory(dir=into, prefix=".spill-") as folder:
        looking = Looking(files, period, feed.granularity, feed.with_before, Path(folder))
        seen, totals = _snapshot(files.names, looking.see(workers), into / "snapshot")
        start = {name: each.plain() for name, each in totals.items()}
        with _blobs(seen) as blobs:
            for day in period:
                found = _day(files, day, seen)
                _add(totals, seen, day)
                folder_of_day = into / "changes" / f"dt={iso(day)}"
                days.append(_written(found, files.names, blobs, totals, folder_of_day))
                if delivery:
                    delivery.take(found, lines_of(folder_of_day, found, files.names))
    manifest = _manifest(files, feed, start, days, delivery)
    (into / "manifest.json").write_text(audit.text(manifest), encoding="utf-8")
    return sum(each["lsn"]["last"] - each["lsn"]["first"] + 1 for each in days)


def _delivery(files: Finished, feed: Feed, into: Path) -> Delivery:
    seed = next(iter(files.runs.values())).seed
    return Delivery(into / "deliveries", into / "deliveries.key", seed, feed.faults, feed.period, files.names)


def _snapshot(names: tuple[str, ...], seen: Iterator[Seen], into: Path) -> tuple[list[Seen], dict[str, Totals]]:
    """Put the evenings of all blocks one behind the other into files; returns what was seen, and the totals."""
    totals = {name: Totals.nothing(row_class(name)) for name in names}
    blocks = []
    with arrays(into, names) as outputs:
        for each in seen:
            blocks.append(each)
            for name, evening in each.evenings.items():
                with evening.opened() as lines:
                    outputs[name].append(each.block, lines)
                totals[name].add(evening.totals)
    return blocks, totals


@contextmanager
def _blobs(seen: list[Seen]) -> Iterator[dict[int, memoryview]]:
    """The spills by block, mapped into memory as far as they are read."""
    with ExitStack() as stack:
        found = {}
        for each in seen:
            if each.spilled.path.stat().st_size:
                stream = stack.enter_context(each.spilled.path.open("rb"))
                mapped = stack.enter_context(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
                found[each.block] = stack.enter_context(memoryview(mapped))
        yield found


def _day(files: Finished, day: int, seen: list[Seen]) -> Day:
    changes = [each.spilled.changes(day) for each in seen]
    last = [
        {each.block: each.last[name][day] for each in seen if day in each.last.get(name, {})} for name in files.names
    ]
    return in_order(day, np.concatenate(changes) if changes else np.zeros(0, FIELDS), last)


def _add(totals: Mapping[str, Totals], seen: list[Seen], day: int) -> None:
    for each in seen:
        for name, added in each.totals.items():
            if day in added:
                totals[name].add(added[day])


def _written(
    day: Day, names: tuple[str, ...], blobs: Mapping[int, memoryview], totals: Mapping[str, Totals], folder: Path
) -> dict[str, Any]:
    """Write the changes of a day, a file a dataset, and their audit."""
    folder.mkdir(parents=True)
    fields = (day.changes[name].tolist() for name in ("dataset", "block", "at", "size"))
    with ExitStack() as stack:
        put = [stack.enter_context((folder / f"{name}.ndjson").open("wb", buffering=_AT_ONCE)).write for name in names]
        for dataset, block, at, size, tail in zip(*fields, tails(day), strict=True):
            put[dataset](blobs[block][at : at + size])
            put[dataset](tail)
    found = audit.audit(day, names, totals, iso(day.day))
    (folder / "audit.json").write_text(audit.text(found), encoding="utf-8")
    return found


def _manifest(
    files: Finished, feed: Feed, start: Mapping[str, Any], days: list[dict[str, Any]], delivery: Delivery | None
) -> dict[str, Any]:
    found = [{key: each[key] for key in ("day", "lsn", "events")} for each in days]
    marks = delivery.watermarks() if delivery else {}
    for each in found:
        each |= {"watermark": marks[each["day"]]} if delivery else {}
    return {
        "recipe": VERSION,
        "from": iso(feed.period.first),
        "to": iso(feed.period.last),
        "arguments": feed.arguments,
        "datasets": {
            name: {column.name: column.type for column in columns_of(row_class(name)).values()} for name in files.names
        },
        "snapshot": {"day": iso(feed.period.first - 1), "totals": dict(start)},
        "days": found,
        "totals": days[-1]["totals"],
        **({"outstanding": sorted(delivery.outstanding)} if delivery else {}),
    }
