"""Days as versions: Delta tables as they stood on an evening, then a version for what each day changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from lastro.engine.files.codec import file_schema
from lastro.engine.files.typed import typed
from lastro.engine.rows.columns import Row
from lastro.engine.tasks.dataset import current_settings
from lastro.engine.tasks.declared import declared
from lastro.tasks.exports.delta.versions import Versions
from lastro.tasks.exports.frames import typed_frames
from lastro.tasks.exports.lineage import Lineage
from lastro.tasks.feed.changes import Feed, write_feed
from lastro.tasks.feed.files import finished, history_start
from lastro.tasks.feed.period import Period, iso, period


def write_days(tables: Sequence[Versions], bank: Lineage, first: str, into: Path) -> None:
    """Give each day from first on a version; tables that have them up to some day are gone on with.

    into: the folder of the tables, in which the feed lies meanwhile. Raises BuildError for a day outside the history,
    and for a bank that was edited by hand.
    """
    files = finished(list(declared().values()))
    days = period(files.as_of, history_start(), first, bank.as_of)
    done = _done(tables, bank, days)
    if done == days.last:
        return
    with TemporaryDirectory(dir=into, prefix=".feed-") as folder:
        feed, left = Path(folder) / "feed", Period(max(days.first, done + 1), days.last)
        write_feed(files, Feed(left, with_before=False), feed, current_settings().number("bank.workers"))
        for table in tables:
            if done < days.first - 1:
                eve = typed_frames(feed / f"snapshot/{table.folder.name}.json", table.row)
                table.replace(eve, replace(bank, as_of=iso(days.first - 1)))
            for day in left:
                lines = feed / f"changes/dt={iso(day)}/{table.folder.name}.ndjson"
                table.add(_images(lines, table.row), replace(bank, as_of=iso(day)))


def _done(tables: Sequence[Versions], bank: Lineage, days: Period) -> int:
    """The day up to which all tables have a version for each since the eve; before the eve where they do not."""
    eve = days.first - 1
    for day in range(days.last, eve - 1, -1):
        wanted = [replace(bank, as_of=iso(each)) for each in range(day, eve - 1, -1)]
        if all(table.banks[: len(wanted)] == wanted for table in tables):
            return day
    return eve - 1


def _images(lines: Path, row: type[Row]) -> Iterator[pl.DataFrame]:
    """The rows as a day's changes left them."""
    schema = pl.Struct({"after": pl.Struct(file_schema(row))}).to_schema()
    if lines.stat().st_size:
        yield typed(pl.read_ndjson(lines, schema=schema).unnest("after"), row)
