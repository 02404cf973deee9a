"""Tasks `feed`, `snapshot` and `replay` as doit knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lastro.engine import paths
from lastro.engine.records.imports import files_of
from lastro.engine.tasks.dataset import Dataset, current_settings
from lastro.tasks.exports.export import Export, ExportTask
from lastro.tasks.feed.snapshots import folder, make_snapshot, remove_snapshots
from lastro.tasks.options import option
from lastro.tasks.writing import Removal, plainly

_HERE = f"{paths.LIBRARY}/tasks/feed"
_TRUTH = f"{paths.LIBRARY}/tasks/truth/feed.py"


_OPTIONS = (
    option("from", "first day (default: the first of the history's last month)"),
    option("to", "last day (default: as_of)"),
    option("grain", "day: accounts change once a day; posting: also after each posting", "day"),
    option("marks", "month-end: what is reckoned anew each day is told at the ends of months", "daily"),
    option("late", "share of changes that arrive days late", 0.0),
    option("duplicates", "share of changes that arrive twice", 0.0),
    option("shuffled", "share of changes that stand out of order in their file", 0.0),
    option("late-files", "share of files that arrive a day late", 0.0),
    option("phantoms", "share of new rows beside which one is delivered that is deleted again", 0.0),
    option("no-before", "leave out how rows stood before", False),
    option("truth", "also what was known of crime, day by day (doit truth), in truth/", False),
    option("scd2", "also the versions of all rows as Parquet (slowly changing dimensions, type 2)", False),
)


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The three tasks, for datasets that have a history to go back in."""
    if not any("bank.as_of" in dataset.reads for dataset in datasets):
        return
    yield FeedTask(datasets).declaration()
    yield {
        "basename": "snapshot",
        "doc": "Snapshot: the datasets as they stood at the end of an earlier day (--day).",
        "file_dep": [paths.output(dataset.name) for dataset in datasets],
        "actions": [(plainly(make_snapshot), [datasets])],
        "params": [option("day", "the day (default: as_of)")],
        "uptodate": [False],
        "clean": [Removal(folder(), remove_snapshots)],
        "io": {"capture": False},
        "verbosity": 2,
    }
    yield {
        "basename": "replay",
        "doc": "Replay: the datasets made again of a feed's snapshot and changes (--into FOLDER).",
        "actions": [plainly(_replay)],
        "params": [
            option("into", "folder to write to"),
            option("deliveries", "apply what was delivered, not the changes themselves", False),
        ],
        "uptodate": [False],
        "io": {"capture": False},
        "verbosity": 2,
    }


class FeedTask(ExportTask):
    """The feed as an export: made whole or not at all, and again when the bank or its options have changed."""

    def __init__(self, datasets: Sequence[Dataset]) -> None:
        super().__init__(Export("feed", place="feed", params=_OPTIONS), [dataset.name for dataset in datasets])
        self.declared = datasets

    @property
    def doc(self) -> str:
        """What `doit list` says of it."""
        return "Feed: what changed from day to day, as Debezium envelopes with their audit (--from, --to)."

    def _code(self) -> list[str]:
        """The modules that shape the feed."""
        scripts = frozenset(map(paths.script, self.datasets))
        return sorted(files_of([f"{_HERE}/changes.py", f"{_HERE}/versions.py", _TRUTH], scripts).whole)

    def write(self, options: Mapping[str, Any], *into: Path) -> int:
        """Write the feed; returns the number of changes."""
        from lastro.tasks.feed.changes import Feed, write_feed
        from lastro.tasks.feed.deliveries.arrivals import Faults
        from lastro.tasks.feed.files import finished, history_start
        from lastro.tasks.feed.period import granularity_of, period
        from lastro.tasks.feed.versions import write_versions
        from lastro.tasks.truth.feed import write_truth_feed
        from lastro.tasks.truth.task import run_of

        files = finished(self.declared)
        days = period(files.as_of, history_start(), options["from"], options["to"])
        faults = Faults(
            options["late"], options["duplicates"], options["shuffled"], options["late_files"], options["phantoms"]
        )
        granularity = granularity_of(options["grain"], options["marks"], history_start())
        feed = Feed(days, not options["no_before"], faults, granularity)
        changes = write_feed(files, feed, into[0], current_settings().number("bank.workers"))
        if options["truth"]:
            days_ = range(days.first, days.last + 1)
            changes += write_truth_feed(files, days_, lambda day: run_of(self.declared, day), into[0] / "truth")
        if options["scd2"]:
            write_versions(files.names, into[0])
        return changes


def _replay(into: str, deliveries: bool) -> None:
    from lastro.tasks.feed.replay import replay

    replay(into, deliveries)
