"""Envelopes: a change as one line of JSON, the value of a Debezium event without its schema.

`before` and `after` hold the very records of the files; what reads Debezium's JSON (Flink, Spark, ClickHouse, DuckDB)
reads this. `source.lsn` numbers the changes; `source.behind` says, for a new row, which row it stands behind.
"""

from __future__ import annotations

from collections.abc import Iterator

from lastro.tasks.feed.order import Day

VERSION = "lastro 1"  # of the recipe: the same day gives the same lines as long as this stays
_UTC = 3 * 3600  # seconds by which Brasília time is behind UTC; no daylight saving since 2019


def lines(
    day: Day, names: tuple[str, ...], blobs: dict[int, memoryview], with_before: bool
) -> Iterator[tuple[int, bytes]]:
    """The lines of a day's changes in their order, each with the position of its dataset; blobs: spills by block."""
    heads = [_source_head(name) for name in names]
    total, last_commit = 0, -1
    in_table: dict[int, int] = {}
    for change, lsn, commit, behind in zip(
        day.changes.tolist(), day.lsn.tolist(), day.commit.tolist(), day.behind.tolist(), strict=True
    ):
        moment, dataset, block, _, _, at, before, after, _, _ = change
        if commit != last_commit:
            total, last_commit, in_table = 0, commit, {}
        total += 1
        in_table[dataset] = in_table.get(dataset, 0) + 1
        blob = blobs[block]
        shown = bytes(blob[at : at + before]) if before and with_before else b"null"
        image = bytes(blob[at + before : at + before + after])
        milliseconds = (moment + _UTC) * 1000
        place = b"" if before else b',"behind":"%b"' % behind if behind else b',"behind":null'
        yield (
            dataset,
            b'{"before":%b,"after":%b,"op":"%b","ts_ms":%d,"source":{%b,"ts_ms":%d,"lsn":%d,"txId":"%d"%b},'
            b'"transaction":{"id":"%d","total_order":%d,"data_collection_order":%d}}\n'
            % (
                shown, image, b"u" if before else b"c", milliseconds, heads[dataset], milliseconds, lsn, commit, place,
                commit, total, in_table[dataset],
            ),
        )  # fmt: skip


def _source_head(name: str) -> bytes:
    return (
        f'"version":"{VERSION}","connector":"lastro","name":"lastro","db":"bank","table":"{name}","snapshot":"false"'
    ).encode()
