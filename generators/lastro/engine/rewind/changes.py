"""Changes: which rows of a block came into being or changed on each of some days, and how they stood before and after.

By the day, a row changes once: from how it stood at the end of the day before to how it stands at the end of the day.
Its moment is the day's last change of it (updated_at); a new row's is the moment since which it exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.engine.arrays import Array, Flags, Integers
from lastro.engine.files.line_index import BETWEEN
from lastro.engine.rewind.born import Born, Images, LineKeys, objects
from lastro.engine.rewind.events import Events, before_each, by_day, step_by_step
from lastro.engine.rewind.finished import FinishedBlock, Spans
from lastro.engine.rewind.newer import runs_of
from lastro.engine.rewind.states import state_columns, steps_of
from lastro.engine.rewind.timeline import Timeline
from lastro.engine.rewind.totals import Totals, by_group, counted, digests, of_rows
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import Table


@dataclass(frozen=True)
class Granularity:
    """How finely changes are written down.

    step_by_step: accounts after each posting, not only as they stand in the evening. marks_since: marks alone only on
    the last day of a month, as has been done from that day on (days since 1970-01-01).
    """

    step_by_step: bool = False
    marks_since: int | None = None


@dataclass(frozen=True)
class Changes(Columnar):
    """Changes of one dataset's rows in a block, one value a change, in the order of day, row and time."""

    day: Integers  # days since 1970-01-01
    moment: Integers  # seconds since 1970-01-01T00:00:00
    row: Integers  # position among the block's rows
    lead: Integers  # the dataset with whose row it is committed (position among the bank's); its own for most
    turn: Integers  # of its commit among those of the same second
    commit: Integers  # the first row of those that are committed together; the row itself for most
    place: Integers  # the row of the lead that it follows within the commit; the row itself for most
    key: Images  # text of the row's key
    before: Images  # None for a new row
    after: Images
    behind: Images  # for a new row: key text of the last row before it that stood the evening before; None at the front

    @property
    def new(self) -> Flags:
        """Which changes are new rows."""
        return np.array([image is None for image in self.before.tolist()], dtype=np.bool_)


@dataclass(frozen=True)
class BlockChanges:
    """One dataset in a block: the evening before the first day, and the changes of the days."""

    eve: list[bytes]  # the records of that evening, unless they are lines of the file
    spans: Spans  # where they lie in the file, if they are
    start: Totals  # of that evening
    changes: Changes
    totals: dict[int, Totals]  # by day: what its changes add
    last: dict[int, bytes]  # by day: the key of the block's last row on the evening before, where there is one


def all_changes(
    block: FinishedBlock, first: int, last: int, granularity: Granularity
) -> Iterator[tuple[str, BlockChanges]]:
    """Each dataset in a block on the evening before the first day, and from then to the last day, both included."""
    names = block.files.names
    born = {name: Born.of(block, name, first, last) for name in block.names if not state_columns(name)}
    for name in block.names:
        own = names.index(name)
        if name in born:
            yield name, _of_lines(block, name, born[name], range(first, last + 1), own)
            continue
        line = Timeline.of(block, name, range(first - 1, last + 1), granularity.marks_since)
        lead = steps_of(name)
        if granularity.step_by_step and lead in born:
            yield name, _of_timeline(*step_by_step(line, own, born[lead], names.index(lead)))
        else:
            yield name, _of_timeline(line, by_day(line, own))


def _of_lines(block: FinishedBlock, dataset: str, born: Born, days: range, own: int) -> BlockChanges:
    """A dataset without states: its records are the lines of the file."""
    rows, row, new = block.rows(dataset), born.row, born.images
    there = np.flatnonzero(born.born < days[0])
    keys = LineKeys(born.index, dataset)
    anchors = _Anchors.of(keys, born.born, days)
    changes = Changes(
        day=born.day,
        moment=born.moment,
        row=row,
        lead=np.full(len(row), own),
        turn=born.turn,
        commit=born.commit,
        place=row,
        key=keys[row],
        before=np.full(len(row), None),
        after=new,
        behind=anchors.behind(born.day, row),
    )
    return BlockChanges(
        [],
        block.spans(dataset, *runs_of(there)),
        of_rows(_counted(rows, there), digests(born.index.take(there))),
        changes,
        by_group(born.day, _counted(rows, row), digests(new.tolist())),
        anchors.last,
    )


def _of_timeline(line: Timeline, events: Events) -> BlockChanges:
    """A dataset with states: its records are encoded as they stood, each image once."""
    born, days, old = line.born // DAY, range(line.days[1], line.days[-1] + 1), ~events.new
    eve = np.flatnonzero(born < days[0])
    images = _records(line, np.append(eve, events.row), np.append(eve, events.at))
    digest = digests(images.tolist())
    at_before = before_each(events, line)[old]
    before = _image_before(eve, events.row)[old]
    anchors = _Anchors.of(line.keys, born, days)
    changes = Changes(
        day=events.day,
        moment=events.moment,
        row=events.row,
        lead=events.lead,
        turn=events.turn,
        commit=events.commit,
        place=events.place,
        key=line.keys[events.row],
        before=_filled(old, images[before]),
        after=images[len(eve) :],
        behind=_filled(events.new, anchors.behind(events.day[events.new], events.row[events.new])),
    )
    names = counted(line.codec.row)
    totals = by_group(events.day, line.table(events.row, events.at, names), digest[len(eve) :])
    gone = by_group(events.day[old], line.table(events.row[old], at_before, names), digest[before])
    for number, each in gone.items():
        totals[number].add(each, -1)
    start = of_rows(line.table(eve, eve, names), digest[: len(eve)])
    return BlockChanges(images[: len(eve)].tolist(), [], start, changes, totals, anchors.last)


def _records(line: Timeline, row: Integers, at: Integers) -> Images:
    return objects([record for part in line.encoded(row, at) for record in part.split(BETWEEN)])


def _image_before(eve: Integers, row: Integers) -> Integers:
    """For changes, the position of the row's image before among those of the eve and, behind them, of the changes.

    eve: the rows that have an image of that evening. A new row has none before it: what is given for it means nothing.
    """
    order = np.argsort(np.append(eve, row), kind="stable")
    before = np.zeros(len(order), dtype=np.int64)
    before[order[1:]] = order[:-1]
    return before[len(eve) :]


@dataclass(frozen=True)
class _Anchors:
    """What new rows stand behind: by day the rows that stood on the evening before."""

    keys: Array | LineKeys
    old: dict[int, Integers]

    @classmethod
    def of(cls, keys: Array | LineKeys, born: Integers, days: range) -> _Anchors:
        """Of a block's rows, by the days on which they were born."""
        return cls(keys, {day: np.flatnonzero(born < day) for day in days})

    @property
    def last(self) -> dict[int, bytes]:
        """By day, the key of the last row that stood on the evening before, where there is one."""
        return {day: self.keys[rows[-1:]][0] for day, rows in self.old.items() if len(rows)}

    def behind(self, days: Integers, rows: Integers) -> Images:
        """For rows born on rising days, the key of the last row before each; None where there is none."""
        found = np.full(len(rows), None)
        for day in np.unique(days).tolist():
            at, old = np.flatnonzero(days == day), self.old[day]
            place = np.searchsorted(old, rows[at]) - 1
            found[at[place >= 0]] = self.keys[old[place[place >= 0]]]
        return found


def _counted(rows: Table[Any], at: Integers) -> Table[Any]:
    """The columns that are counted, of some rows."""
    return Table(rows.row, {name: getattr(rows, name)[at] for name in counted(rows.row)})


def _filled(where: Flags, values: Images) -> Images:
    """Values where told, None elsewhere."""
    found = np.full(len(where), None)
    found[where] = values
    return found
