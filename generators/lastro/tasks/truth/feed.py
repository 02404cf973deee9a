"""The feed of the truth: what was known on the evening before, and what each day adds to it, as envelopes.

The truth is read in the evening: a case, a place or a label comes on the day on whose evening it is first there, and
changes on the day on whose evening it says something else, such as the day from which it can be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lastro.engine.errors import BuildError
from lastro.engine.files.codec import Codec
from lastro.engine.files.line_index import BETWEEN
from lastro.engine.files.writer import Block
from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.snapshot import arrays
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import Table
from lastro.tasks.feed.envelopes import BEHIND, FIRST, HEAD, source_of, utc_milliseconds
from lastro.tasks.feed.order import DAY_NUMBERS
from lastro.tasks.feed.period import iso
from lastro.tasks.truth.earlier import RunOn, blocks_of, codecs
from lastro.tasks.truth.tables import NAMES

VERSION = "lastro truth 1"

Lines = dict[str, bytes]  # the records of a table in their order, by key


@dataclass(frozen=True)
class Change:
    """A record that comes (before is None) or changes on a day; behind: the one that it stands behind, "" for none."""

    key: str
    before: bytes | None
    after: bytes
    behind: str


@dataclass(frozen=True)
class _Evenings:
    """A block's changes of each table by day, and the last key of each evening."""

    changes: dict[int, dict[str, list[Change]]]
    last: dict[int, dict[str, str]]


def write_truth_feed(files: Finished, days: range, run_on: RunOn, into: Path) -> int:
    """Write the truth of the evening before the first day, and each day's changes; the number of changes."""
    (into / "snapshot").mkdir(parents=True)
    writing = codecs(run_on(days[0]).seed)
    blocks = []
    with arrays(into / "snapshot", NAMES) as outputs:
        for number, block in enumerate(blocks_of(files, range(days[0] - 1, days[-1] + 1), run_on)):
            eve = _lines(writing, block.on(days[0] - 1))
            for name, lines in eve.items():
                outputs[name].append(number, Block([BETWEEN.join(lines.values())] if lines else [], *[len(lines)] * 2))
            blocks.append(_evenings(eve, ((day, _lines(writing, block.on(day))) for day in days)))
    return sum(_write_day(blocks, day, into / f"changes/dt={iso(day)}") for day in days)


def _evenings(before: Mapping[str, Lines], evenings: Iterable[tuple[int, Mapping[str, Lines]]]) -> _Evenings:
    found = _Evenings({}, {})
    for day, after in evenings:
        found.changes[day] = {name: list(_changes(name, before[name], after[name])) for name in NAMES}
        found.last[day] = {name: next(reversed(after[name])) for name in NAMES if after[name]}
        before = after
    return found


def _changes(table: str, before: Lines, after: Lines) -> Iterator[Change]:
    """What a day adds to a table or changes in it; raises BuildError where something went, which nothing does."""
    if gone := before.keys() - after.keys():
        raise BuildError(f"{table}: {min(gone)} is no longer there; the truth only grows")
    behind = ""
    for key, line in after.items():
        if before.get(key) != line:
            yield Change(key, before.get(key), line, behind)
        behind = key


def _lines(writing: Mapping[str, Codec], tables: Mapping[str, Table[Any]]) -> dict[str, Lines]:
    return {name: _by_key(writing[name], table) for name, table in tables.items()}


def _by_key(codec: Codec, table: Table[Any]) -> Lines:
    if not len(table):
        return {}
    begins = len(f'{{"{codec.key}":"')
    records = BETWEEN.join(codec.lines(table, {})).split(BETWEEN)
    return {record[begins : record.index(b'"', begins)].decode(): record for record in records}


def _write_day(blocks: list[_Evenings], day: int, folder: Path) -> int:
    """Write a day's changes, a file a table; numbers run over all tables."""
    folder.mkdir(parents=True)
    number = day * DAY_NUMBERS
    for name in NAMES:
        written, last = [], ""
        for block in blocks:
            for change in block.changes[day][name]:
                number += 1
                written.append(_envelope(name, change, change.behind or last, day, number))
            last = block.last[day].get(name, last)
        (folder / f"{name}.ndjson").write_bytes(b"".join(written))
    return number - day * DAY_NUMBERS


def _envelope(table: str, change: Change, behind: str, day: int, number: int) -> bytes:
    """A change as a line of JSON, in the form of the datasets' feed; its moment is the last second of the day."""
    moment, source = int(utc_milliseconds(np.array((day + 1) * DAY - 1))), source_of(VERSION, "truth", table)
    place = b"" if change.before else (BEHIND % behind.encode() if behind else FIRST)
    operation = b"u" if change.before else b"c"
    head = HEAD % (change.before or b"null", change.after, operation, moment, source, moment)
    return head + b'%d,"txId":"%d"%b}}\n' % (number, number, place)
