"""Changes: which rows of a block came into being or changed on each of some days, and how they stood before and after.

A row changes once a day: from how it stood at the end of the day before to how it stands at the end of the day. Its
moment is the day's last change of it (updated_at); a new row's is the moment since which it exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np

from lastro.engine.arrays import Array, Flags, Integers, Keys
from lastro.engine.rewind.finished import BETWEEN, FinishedBlock, born_at
from lastro.engine.rewind.states import state_columns
from lastro.engine.rewind.timeline import Timeline
from lastro.engine.rewind.totals import Totals, by_group, counted, digests, of_rows
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.columns import columns_of, key_of, row_class
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL_KEY, Table

Images = Array  # (n,) of bytes: records as they stand in the file, without comma and line end


@dataclass(frozen=True)
class Changes(Columnar):
    """Changes of one dataset's rows in a block, one value a change, in the order of day and row."""

    day: Integers  # days since 1970-01-01
    moment: Integers  # seconds since 1970-01-01T00:00:00
    row: Integers  # position among the block's rows
    commit: Integers  # the first row of those that are committed together; the row itself for most
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

    eve: list[bytes]  # the records of that evening
    start: Totals  # of that evening
    changes: Changes
    totals: dict[int, Totals]  # by day: what its changes add
    last: dict[int, bytes]  # by day: the key of the block's last row on the evening before, where there is one


def changes_of(block: FinishedBlock, dataset: str, first: int, last: int) -> BlockChanges:
    """A dataset in a block, on the evening before the first day and from then to the last day, both included."""
    if state_columns(dataset):
        return _of_timeline(Timeline.of(block, dataset, range(first - 1, last + 1)))
    return _of_lines(block, dataset, first, last)


def _of_lines(block: FinishedBlock, dataset: str, first: int, last: int) -> BlockChanges:
    """A dataset without states: its records are the lines of the file."""
    lines, rows = block.lines(dataset), block.rows(dataset)
    records = lines.split(BETWEEN) if lines else []
    moment = born_at(dataset, rows)
    day = moment // DAY
    there = day < first
    row = np.flatnonzero(~there & (day <= last))
    row = row[np.argsort(day[row], kind="stable")]
    old, new = list(compress(records, there.tolist())), _objects([records[at] for at in row.tolist()])
    keys = _LineKeys(records, key_of(row_class(dataset)).name)
    anchors = _Anchors.of(keys, day, range(first, last + 1))
    changes = Changes(
        day=day[row],
        moment=moment[row],
        row=row,
        commit=row[_commits(block, dataset, new)],
        key=keys[row],
        before=np.full(len(row), None),
        after=new,
        behind=anchors.behind(day[row], row),
    )
    return BlockChanges(
        old,
        of_rows(_counted(rows, np.flatnonzero(there)), digests(old)),
        changes,
        by_group(day[row], _counted(rows, row), digests(new.tolist())),
        anchors.last,
    )


def _of_timeline(line: Timeline) -> BlockChanges:
    """A dataset with states: its records are encoded as they stood."""
    first, last = line.days[1], line.days[-1]
    born = line.born // DAY
    eve, new = np.flatnonzero(born < first), np.flatnonzero(born >= first)
    offset, changed = np.nonzero(line.changed())
    row = np.concatenate([new, changed])
    day = np.concatenate([born[new], first + offset])
    fresh = np.arange(len(row)) < len(new)
    order = np.lexsort((row, day))
    row, day, fresh = row[order], day[order], fresh[order]
    images = _records(line, np.concatenate([eve, row]), np.concatenate([np.full(len(eve), first - 1), day]))
    digest = digests(images.tolist())
    before = _image_before(eve, row, day)[~fresh]
    anchors = _Anchors.of(line.keys, born, range(first, last + 1))
    changes = Changes(
        day=day,
        moment=np.where(fresh, line.born[row], line.updated[line.at(row, day)]),
        row=row,
        commit=row,
        key=line.keys[row],
        before=_filled(~fresh, images[before]),
        after=images[len(eve) :],
        behind=_filled(fresh, anchors.behind(day[fresh], row[fresh])),
    )
    names = counted(line.codec.row)
    totals = by_group(day, line.table(row, day, names), digest[len(eve) :])
    gone = by_group(day[~fresh], line.table(row[~fresh], day[~fresh] - 1, names), digest[before])
    for number, each in gone.items():
        totals[number].add(each, -1)
    start = of_rows(line.table(eve, np.full(len(eve), first - 1), names), digest[: len(eve)])
    return BlockChanges(images[: len(eve)].tolist(), start, changes, totals, anchors.last)


def _records(line: Timeline, row: Integers, day: Integers) -> Images:
    return _objects([record for part in line.encoded(row, day) for record in part.split(BETWEEN)])


def _image_before(eve: Integers, row: Integers, day: Integers) -> Integers:
    """For changes, the position of the row's image before among those of the eve and, behind them, of the changes.

    eve: the rows that have an image of that evening. A new row has none before it: what is given for it means nothing.
    """
    rows, days = np.concatenate([eve, row]), np.concatenate([np.zeros(len(eve), dtype=np.int64), day])
    order = np.lexsort((days, rows))
    before = np.zeros(len(rows), dtype=np.int64)
    before[order[1:]] = order[:-1]
    return before[len(eve) :]


@dataclass(frozen=True)
class _Anchors:
    """What new rows stand behind: by day the rows that stood on the evening before."""

    keys: Images | _LineKeys
    old: dict[int, Integers]

    @classmethod
    def of(cls, keys: Images | _LineKeys, born: Integers, days: range) -> _Anchors:
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


class _LineKeys:
    """The key texts of records by position, read where they are asked for: a record begins with its key."""

    def __init__(self, records: list[bytes], name: str) -> None:
        self.records, self.begins = records, len(f'{{"{name}":"')

    def __getitem__(self, rows: Integers) -> Images:
        found = map(self.records.__getitem__, rows.tolist())
        return _objects([record[self.begins : record.index(b'"', self.begins)] for record in found])


def _commits(block: FinishedBlock, dataset: str, records: Images) -> Integers:
    """For each record the first one that shares its commit: the legs of a transfer are written down together."""
    found = np.arange(len(records))
    names = [column.name for column in columns_of(row_class(dataset)).values() if column.commits]
    table = block.parsed(dataset, BETWEEN.join(records.tolist()), names) if names else None
    for name in names:
        keys: Keys = getattr(table, name)
        shared = np.flatnonzero(keys != NULL_KEY)
        _, first, group = np.unique(keys[shared], return_index=True, return_inverse=True)
        found[shared] = shared[first[group]]
    return found


def _counted(rows: Table[Any], at: Integers) -> Table[Any]:
    """The columns that are counted, of some rows."""
    return Table(rows.row, {name: getattr(rows, name)[at] for name in counted(rows.row)})


def _filled(where: Flags, values: Images) -> Images:
    """Values where told, None elsewhere."""
    found = np.full(len(where), None)
    found[where] = values
    return found


def _objects(values: list[bytes]) -> Images:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found
