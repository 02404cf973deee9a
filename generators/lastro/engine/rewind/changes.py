"""Changes: which rows of a block came into being or changed on each of some days, and how they stood before and after.

A row changes once a day: from how it stood at the end of the day before to how it stands at the end of the day. Its
moment is the day's last change of it (updated_at); a new row's is the moment since which it exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.engine.arrays import Array, Flags, Integers, Keys
from lastro.engine.rewind.finished import Finished, born_at, line_bounds
from lastro.engine.rewind.states import born_of, state_columns
from lastro.engine.rewind.timeline import Timeline
from lastro.engine.rewind.totals import Totals, counted
from lastro.engine.rows.coded import plain
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
    row: Integers  # position among the block's rows of the last day
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
    """The changes of one dataset in a block, and what they do to its totals on each day."""

    changes: Changes
    totals: dict[int, Totals]  # by day: what is added
    last: dict[int, bytes]  # by day: the key of the block's last row on the evening before, where there is one


def changes_of(files: Finished, dataset: str, block: int, first: int, last: int) -> BlockChanges:
    """The changes of a dataset in a block from one day to another, both included."""
    if state_columns(dataset):
        return _of_timeline(Timeline.of(files, dataset, block, range(first - 1, last + 1)), files, dataset)
    return _of_lines(files, dataset, block, first, last)


def _of_lines(files: Finished, dataset: str, block: int, first: int, last: int) -> BlockChanges:
    """New rows of a dataset without states: their records are the lines of the file."""
    row_type = row_class(dataset)
    lines = files.lines(dataset, block)
    moment = born_at(dataset, files.parsed(dataset, lines, (born_of(dataset).name,)))
    day = moment // DAY
    row = np.flatnonzero((day >= first) & (day <= last))
    row = row[np.argsort(day[row], kind="stable")]
    images, keys = _sliced(lines, row), _LineKeys(lines, key_of(row_type).name)
    commits = [column.name for column in columns_of(row_type).values() if column.commits]
    there = files.parsed(dataset, b",\n".join(images), (*counted(row_type), *commits))
    changes = Changes(
        day=day[row],
        moment=moment[row],
        row=row,
        commit=row[_commits(there, commits)],
        key=keys[row],
        before=np.full(len(row), None),
        after=images,
        behind=_behind(keys, day, row),
    )
    return BlockChanges(changes, _added(changes, there, None), _last_rows(keys, day, first, last))


class _LineKeys:
    """The key texts of records by position, read where they are asked for: a record begins with its key."""

    def __init__(self, lines: bytes, name: str) -> None:
        self.lines, self.begins = lines, line_bounds(lines)[0] + len(f'{{"{name}":"')

    def __getitem__(self, rows: Integers) -> Images:
        found = np.empty(np.shape(rows), dtype=object)
        starts = np.atleast_1d(self.begins[rows]).tolist()
        found.reshape(-1)[:] = [self.lines[start : self.lines.index(b'"', start)] for start in starts]
        return found


def _of_timeline(line: Timeline, files: Finished, dataset: str) -> BlockChanges:
    """New and changed rows of a dataset with states: their records are encoded as they stood."""
    first, last = line.days[0] + 1, line.days[-1]
    born = line.born // DAY
    new = np.flatnonzero((born >= first) & (born <= last))
    offset, changed = np.nonzero(line.changed())
    row = np.concatenate([new, changed])
    day = np.concatenate([born[new], first + offset])
    fresh = np.arange(len(row)) < len(new)
    order = np.lexsort((row, day))
    row, day, fresh = row[order], day[order], fresh[order]
    after, before = line.images(row, day), line.images(row[~fresh], day[~fresh] - 1)
    keys = _key_texts(files, dataset, line.rows)
    images = np.full(len(row), None)
    images[~fresh] = _encoded(files, dataset, before)
    updated = line.updated[(day - line.days[0]) * len(line.rows) + row]
    behind = np.full(len(row), None)
    behind[fresh] = _behind(keys, born, row[fresh])
    changes = Changes(
        day=day,
        moment=np.where(fresh, line.born[row], updated),
        row=row,
        commit=row,
        key=keys[row],
        before=images,
        after=_encoded(files, dataset, after),
        behind=behind,
    )
    return BlockChanges(changes, _added(changes, after, before), _last_rows(keys, born, first, last))


def _encoded(files: Finished, dataset: str, table: Table[Any]) -> Images:
    """Rows as records, one by one."""
    if not len(table):
        return np.zeros(0, dtype=object)
    lines = b",\n".join(files.codecs[dataset].lines(table, {}))
    return _sliced(lines, np.arange(len(table)))


def _sliced(lines: bytes, rows: Integers) -> Images:
    begins, ends = line_bounds(lines)
    found = np.empty(len(rows), dtype=object)
    found[:] = [lines[a:b] for a, b in zip(begins[rows].tolist(), ends[rows].tolist(), strict=True)]
    return found


def _key_texts(files: Finished, dataset: str, table: Table[Any]) -> Images:
    """The text of each row's key, as bytes."""
    codec = files.codecs[dataset]
    texts = plain(codec.written(codec.key, getattr(table, codec.key), {})).to_list()
    found = np.empty(len(texts), dtype=object)
    found[:] = [text.encode() for text in texts]
    return found


def _commits(table: Table[Any], columns: list[str]) -> Integers:
    """For each row the first one that shares its commit: the legs of a transfer are written down together."""
    found = np.arange(len(table))
    for name in columns:
        keys: Keys = getattr(table, name)
        shared = np.flatnonzero(keys != NULL_KEY)
        _, first, group = np.unique(keys[shared], return_index=True, return_inverse=True)
        found[shared] = shared[first[group]]
    return found


def _behind(keys: Images | _LineKeys, born: Integers, rows: Integers) -> Images:
    """For new rows, the key of the last row before each that stood on the evening before; None where there is none."""
    found = np.full(len(rows), None)
    for day in np.unique(born[rows]).tolist():
        old = np.flatnonzero(born < day)
        at = np.flatnonzero(born[rows] == day)
        place = np.searchsorted(old, rows[at]) - 1
        there = place >= 0
        found[at[there]] = keys[old[place[there]]]
    return found


def _last_rows(keys: Images | _LineKeys, born: Integers, first: int, last: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for day in range(first, last + 1):
        old = np.flatnonzero(born < day)
        if len(old):
            found[day] = keys[old[-1:]][0]
    return found


def _added(changes: Changes, after: Table[Any], before: Table[Any] | None) -> dict[int, Totals]:
    """What each day's changes add to the totals of the dataset."""
    found: dict[int, Totals] = {}
    for day, part in _days(changes.day):
        found[day] = Totals.of(after.part(part.start, part.stop), changes.after[part])
    if before is not None:
        updates = np.flatnonzero(~changes.new)
        for day, part in _days(changes.day[updates]):
            lines = changes.before[updates[part]]
            found[day].add(Totals.of(before.part(part.start, part.stop), lines), -1)
    return found


def _days(days: Integers) -> Iterator[tuple[int, slice]]:
    """Each day of rising ones, with where it stands."""
    starts = np.flatnonzero(np.diff(days, prepend=-1))
    ends = np.append(starts, len(days))[1:]
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield int(days[start]), slice(start, end)
