"""Envelopes: a change as one line of JSON, the value of a Debezium event without its schema.

`before` and `after` hold the very records of the files; what reads Debezium's JSON (Flink, Spark, ClickHouse, DuckDB)
reads this. `source.lsn` numbers the changes; `source.behind` says, for a new row, which row it stands behind. The head
of a line is known to the row's block, the tail only when the changes of a day are in order.
"""

from __future__ import annotations

import numpy as np

from lastro.engine.arrays import Integers
from lastro.engine.rewind.changes import Changes
from lastro.tasks.feed.order import Day

VERSION = "lastro 1"  # of the recipe: the same day gives the same lines as long as this stays
_UTC = 3 * 3600  # seconds by which Brasília time is behind UTC; no daylight saving since 2019
# A line up to its number: record before and after, operation, milliseconds, source, milliseconds
HEAD = b'{"before":%b,"after":%b,"op":"%b","ts_ms":%d,%b,"ts_ms":%d,"lsn":'
BEHIND, FIRST = b',"behind":"%b"', b',"behind":null'  # the row that a new one stands behind, and where there is none


def heads(name: str, changes: Changes, with_before: bool) -> list[bytes]:
    """The lines of a dataset's changes up to their numbers; with_before: whether they show how rows stood before."""
    source, milliseconds = source_of(VERSION, "bank", name), utc_milliseconds(changes.moment).tolist()
    return [
        HEAD % (b"null" if before is None or not with_before else before, after, op, moment, source, moment)
        for before, after, op, moment in zip(
            changes.before.tolist(),
            changes.after.tolist(),
            np.where(changes.new, b"c", b"u").tolist(),
            milliseconds,
            strict=True,
        )
    ]


def source_of(version: str, database: str, table: str) -> bytes:
    """What the source of a table's changes begins with."""
    return (
        f'"source":{{"version":"{version}","connector":"lastro","name":"lastro","db":"{database}","table":"{table}",'
        '"snapshot":"false"'
    ).encode()


def utc_milliseconds(moment: Integers) -> Integers:
    """Moments in Brasília as milliseconds since 1970 in UTC."""
    return (moment + _UTC) * 1000


def tails(day: Day) -> list[bytes]:
    """The lines of a day's changes from their numbers on, in order."""
    new, behind = day.changes["new"].tolist(), day.behind.tolist()
    places = [(BEHIND % text if text else FIRST) if c else b"" for c, text in zip(new, behind, strict=True)]
    return [
        b'%d,"txId":"%d"%b},"transaction":{"id":"%d","total_order":%d,"data_collection_order":%d}}\n'
        % (lsn, commit, place, commit, total, of_table)
        for lsn, commit, place, total, of_table in zip(
            day.lsn.tolist(),
            day.commit.tolist(),
            places,
            (day.lsn - day.commit + 1).tolist(),
            _order_in_table(day).tolist(),
            strict=True,
        )
    ]


def _order_in_table(day: Day) -> Integers:
    """The place of each change among those of its dataset in the same commit, from 1 on."""
    rank = np.lexsort((day.lsn, day.changes["dataset"], day.commit))
    anew = np.ones(len(rank), dtype=np.bool_)
    for column in (day.commit[rank], day.changes["dataset"][rank]):
        anew[1:] &= column[1:] == column[:-1]
    anew[1:] = ~anew[1:]
    at = np.arange(len(rank))
    found = np.empty(len(rank), dtype=np.int64)
    found[rank] = at - np.maximum.accumulate(np.where(anew, at, 0)) + 1
    return found
