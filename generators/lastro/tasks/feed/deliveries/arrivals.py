"""Arrivals: on which days, how often and in which order the changes of a day arrive where a feed is not perfect.

A change may arrive days late, or twice, or stand out of order in its day's file; a whole file may be a day late. Each
is a pure function of seed, fault and log sequence number, so a higher rate only adds to the faults of a lower one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.errors import BuildError
from lastro.engine.random.draws import Draws
from lastro.engine.rows.choice import Choice
from lastro.engine.rows.columnar import Columnar

LATEST = 6  # a late change comes at most so many days less one after its day; ASSUMED
PHANTOM_NUMBERS = 250_000_000  # a phantom's numbers lie above so many of its day: more changes than any day has
AGAIN = 4  # a second delivery comes at most so many days less one after the first; ASSUMED


class ArrivalKind(Choice):
    """How a change is delivered, as the log of deliveries names it."""

    ON_TIME = "on time"
    LATE = "late"
    DUPLICATE = "duplicate"
    SHUFFLED = "shuffled"
    LATE_FILE = "late file"
    PHANTOM = "phantom"


@dataclass(frozen=True)
class Faults:
    """How often deliveries go wrong, as shares from 0 to 1; raises BuildError for others.

    late, duplicates, shuffled: of the changes. late_files: of the files. phantoms: of the new rows that may have one.
    """

    late: float = 0.0
    duplicates: float = 0.0
    shuffled: float = 0.0
    late_files: float = 0.0
    phantoms: float = 0.0

    def __post_init__(self) -> None:
        for name, rate in vars(self).items():
            if not 0 <= rate <= 1:
                raise BuildError(f"--{name.replace('_', '-')} {rate:g}: a rate lies between 0 and 1")

    def __bool__(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True)
class Arrivals(Columnar):
    """Arrivals of changes, one value an arrival."""

    change: Integers  # position among the changes
    day: Integers  # on which it arrives
    kind: Integers  # an ArrivalKind
    order: Integers  # place among what arrives of the same day's changes


def arrivals(seed: int, faults: Faults, day: int, dataset: Integers, lsn: Integers) -> Arrivals:
    """When the changes of a day arrive; dataset and lsn: one value a change, in the order of lsn."""
    draws = Draws(seed, "deliveries", lsn.astype(np.uint64))
    kind, comes = np.full(len(lsn), ArrivalKind.ON_TIME), np.full(len(lsn), day)
    shuffled = draws.chance("shuffled", faults.shuffled)
    late = draws.chance("late", faults.late)
    file_late = _late_files(seed, faults.late_files, day, dataset)
    kind[shuffled], kind[file_late], kind[late] = ArrivalKind.SHUFFLED, ArrivalKind.LATE_FILE, ArrivalKind.LATE
    comes[file_late] += 1
    comes = np.where(late, day + draws.integer("days late", 1, LATEST), comes)
    first = Arrivals(np.arange(len(lsn)), comes, kind, _shuffled(draws, shuffled))
    again = np.flatnonzero(draws.chance("duplicate", faults.duplicates))
    once_more = Arrivals(
        again,
        comes[again] + draws.at(again).integer("again", 0, AGAIN),
        np.full(len(again), ArrivalKind.DUPLICATE),
        first.order[again],
    )
    return Arrivals.together([first, once_more])


def _late_files(seed: int, rate: float, day: int, dataset: Integers) -> Flags:
    """Which changes are in a file that comes a day late."""
    draws = Draws(seed, "late files", (day << 8 | dataset).astype(np.uint64))
    return draws.chance("late", rate)


def _shuffled(draws: Draws, which: Flags) -> Integers:
    """The changes in order, but those that are shuffled stand in places of each other."""
    order = np.arange(len(which))
    moved = np.flatnonzero(which)
    uniform: Floats = draws.at(moved).uniform("place")
    order[moved] = moved[np.argsort(uniform, kind="stable")]
    return order


def watermarks(event_day: Integers, arrival_day: Integers, days: Sequence[int]) -> dict[int, int]:
    """For each day of arrival, the last day all of whose changes have arrived by its end.

    event_day and arrival_day: one value a change, of its first arrival.
    """
    whole = {day: int(arrival_day[event_day == day].max(initial=day)) for day in days}
    found, mark = {}, days[0] - 1
    for day in days:
        while mark + 1 <= day and whole.get(mark + 1, day + 1) <= day:
            mark += 1
        found[day] = mark
    return found
