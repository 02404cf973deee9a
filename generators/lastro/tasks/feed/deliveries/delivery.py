"""Delivery: a day's changes put into the files of the days on which they arrive, and what went wrong into the key."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from lastro.engine.arrays import Integers
from lastro.tasks.feed.deliveries.arrivals import ArrivalKind, Arrivals, Faults, arrivals, watermarks
from lastro.tasks.feed.deliveries.phantoms import Phantom, phantoms
from lastro.tasks.feed.order import Day
from lastro.tasks.feed.period import Period, iso

WHOLE = "_SUCCESS"  # in the folder of a day whose own files all came on the day


_Parcel = tuple[float, bool, int, bytes]  # place in the day, whether it comes again, dataset, line


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

    def take(self, day: Day, lines: list[bytes]) -> None:
        """Deliver a day's changes; lines: in the order of their numbers."""
        dataset = day.changes["dataset"].astype(np.int64)
        found = arrivals(self.seed, self.faults, day.day, dataset, day.lsn)
        first = found.day[: len(dataset)]
        self._first[day.day] = first
        unreal = list(phantoms(self.seed, self.faults.phantoms, day, self.names, lines))
        for arrival in np.unique(np.append(found.day, day.day)).tolist():
            part = found.take(found.day == arrival)
            if arrival > self.period.last:
                self.outstanding += day.lsn[part.change[part.kind != ArrivalKind.DUPLICATE]].tolist()
                continue
            parcels = [
                (order, kind == ArrivalKind.DUPLICATE, int(dataset[change]), lines[change])
                for change, kind, order in zip(
                    part.change.tolist(), part.kind.tolist(), part.order.tolist(), strict=True
                )
            ]
            parcels += _parcels([each for each in unreal if first[each.change] == arrival], day)
            self._write(arrival, sorted(parcels))
        if not (found.kind == ArrivalKind.LATE_FILE).any():
            (self._folder(day.day) / WHOLE).touch()
        self._log(day, found, unreal)

    def _write(self, arrival: int, parcels: list[_Parcel]) -> None:
        folder = self._folder(arrival)
        with ExitStack() as stack:
            streams = {
                number: stack.enter_context((folder / f"{self.names[number]}.ndjson").open("ab"))
                for number in {dataset for _, _, dataset, _ in parcels}
            }
            for _, _, dataset, line in parcels:
                streams[dataset].write(line)

    def _folder(self, day: int) -> Path:
        folder = self.into / f"dt={iso(day)}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _log(self, day: Day, found: Arrivals, unreal: list[Phantom]) -> None:
        """Say of each arrival that is not as it should be what is the matter with it."""
        self.key.mkdir(parents=True, exist_ok=True)
        wrong = found.take(found.kind != ArrivalKind.ON_TIME)
        entries = [
            (change, day.changes["key"][change].decode(), int(day.lsn[change]), tuple(ArrivalKind)[kind].text, arrival)
            for change, kind, arrival in zip(
                wrong.change.tolist(), wrong.kind.tolist(), wrong.day.tolist(), strict=True
            )
        ]
        entries += [
            (each.change, each.key, number, ArrivalKind.PHANTOM.text, int(found.day[each.change]))
            for each in unreal
            for number in each.numbers
        ]
        with (self.key / "log.ndjson").open("a", encoding="utf-8") as stream:
            for change, key, number, kind, arrival in entries:
                entry = {
                    "lsn": number,
                    "dataset": self.names[day.changes["dataset"][change]],
                    "key": key,
                    "kind": kind,
                    "event_day": iso(day.day),
                    "arrival_day": iso(arrival),
                }
                stream.write(json.dumps(entry) + "\n")

    def watermarks(self) -> dict[str, str]:
        """For each day of arrival, the last day all of whose changes have come by then."""
        event = np.concatenate([np.full(len(found), day) for day, found in self._first.items()])
        marks = watermarks(event, np.concatenate(list(self._first.values())), list(self.period))
        return {iso(day): iso(mark) for day, mark in marks.items()}


def _parcels(found: list[Phantom], day: Day) -> list[_Parcel]:
    """Phantoms among the changes: inserted behind the row that each copies, deleted at its moment."""
    parcels = []
    for each in found:
        dataset = int(day.changes["dataset"][each.change])
        gone = float(np.searchsorted(day.changes["moment"], each.deleted_at, side="right"))
        parcels.append((each.change + 0.5, False, dataset, each.lines[0]))
        parcels.append((max(gone, each.change + 1) - 0.25, False, dataset, each.lines[1]))
    return parcels


def lines_of(folder: Path, day: Day, names: tuple[str, ...]) -> list[bytes]:
    """The lines of a day's changes in their order, as they were written."""
    with ExitStack() as stack:
        streams = [stack.enter_context((folder / f"{name}.ndjson").open("rb")) for name in names]
        return [streams[dataset].readline() for dataset in day.changes["dataset"].tolist()]
