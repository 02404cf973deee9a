"""Delivering: a day's changes put into the files of the days on which they arrive, and what went wrong into the key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from lastro.engine.arrays import Integers
from lastro.tasks.feed.deliveries import ArrivalKind, Arrivals, Faults, arrivals, watermarks
from lastro.tasks.feed.order import Day
from lastro.tasks.feed.period import Period, iso

WHOLE = "_SUCCESS"  # in the folder of a day whose own files all came on the day


@dataclass
class Delivery:
    """What arrives on each day of a feed, written beside its changes as they are made.

    into: the landing zone, deliveries/. key: the folder of the log, which the landing zone must not hold.
    """

    into: Path
    key: Path
    seed: int
    faults: Faults
    period: Period
    names: tuple[str, ...]
    outstanding: list[int] = field(default_factory=list)  # lsn of what arrives after the last day
    _first: dict[int, Integers] = field(default_factory=dict)  # by day: when each of its changes first arrives

    def take(self, day: Day, lines: dict[int, list[bytes]]) -> None:
        """Deliver a day's changes; lines: by dataset, in the order of their numbers."""
        dataset = day.changes["dataset"].astype(np.int64)
        found = arrivals(self.seed, self.faults, day.day, dataset, day.lsn)
        place = _places(dataset)
        first = np.full(len(dataset), day.day)
        first[found.change[: len(dataset)]] = found.day[: len(dataset)]
        self._first[day.day] = first
        for arrival in np.unique(np.append(found.day, day.day)).tolist():
            part = found.take(found.day == arrival)
            if arrival > self.period.last:
                self.outstanding += day.lsn[part.change[part.kind != ArrivalKind.DUPLICATE]].tolist()
            else:
                self._write(arrival, part, dataset, place, lines)
        if not (found.kind == ArrivalKind.LATE_FILE).any():
            (self._folder(day.day) / WHOLE).touch()
        self._log(day, dataset, found)

    def _write(
        self, arrival: int, part: Arrivals, dataset: Integers, place: Integers, lines: dict[int, list[bytes]]
    ) -> None:
        folder = self._folder(arrival)
        part = part.take(np.lexsort((part.kind == ArrivalKind.DUPLICATE, part.order)))
        with ExitStack() as stack:
            streams = {
                number: stack.enter_context((folder / f"{self.names[number]}.ndjson").open("ab"))
                for number in np.unique(dataset[part.change]).tolist()
            }
            for change in part.change.tolist():
                number = int(dataset[change])
                streams[number].write(lines[number][place[change]])

    def _folder(self, day: int) -> Path:
        folder = self.into / f"dt={iso(day)}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _log(self, day: Day, dataset: Integers, found: Arrivals) -> None:
        """Say of each arrival that is not as it should be what is the matter with it."""
        self.key.mkdir(parents=True, exist_ok=True)
        wrong = found.take(found.kind != ArrivalKind.ON_TIME)
        with (self.key / "log.ndjson").open("a", encoding="utf-8") as stream:
            for change, arrival, kind in zip(
                wrong.change.tolist(), wrong.day.tolist(), wrong.kind.tolist(), strict=True
            ):
                entry = {
                    "lsn": int(day.lsn[change]),
                    "dataset": self.names[dataset[change]],
                    "key": day.changes["key"][change].decode(),
                    "kind": tuple(ArrivalKind)[kind].text,
                    "event_day": iso(day.day),
                    "arrival_day": iso(arrival),
                }
                stream.write(json.dumps(entry) + "\n")

    def manifest(self) -> dict[str, Any]:
        """Each day's watermark (the last day all of whose changes have come by then), and what is still to come."""
        event = np.concatenate([np.full(len(found), day) for day, found in self._first.items()])
        marks = watermarks(event, np.concatenate(list(self._first.values())), list(self.period))
        return {
            "watermarks": {iso(day): iso(mark) for day, mark in marks.items()},
            "outstanding": sorted(self.outstanding),
        }


def _places(dataset: Integers) -> Integers:
    """The place of each change among those of its dataset."""
    found = np.zeros(len(dataset), dtype=np.int64)
    for number in np.unique(dataset).tolist():
        at = np.flatnonzero(dataset == number)
        found[at] = np.arange(len(at))
    return found


def lines_of(folder: Path, names: tuple[str, ...]) -> dict[int, list[bytes]]:
    """The lines of a day's changes by dataset, as they were written."""
    return {number: list(_lines(folder / f"{name}.ndjson")) for number, name in enumerate(names)}


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        yield from stream
