"""Feeds: what earlier days and changes cost, against building the bank, in one process with one worker.

`python -m lastro.tasks.benchmarks.feeds FOLDER` prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lastro.engine import paths
from lastro.engine.settings.settings import load
from lastro.engine.tasks.declared import declared_settings
from lastro.tasks.benchmarks.builds import TIMED_BANK, build_all, spec_in

DAYS = 31


@dataclass(frozen=True)
class FeedCosts:
    """CPU seconds of a bank of 10,000 customers, and megabytes of what is written."""

    build: float
    rewind: float  # of one day, all datasets
    feed: float  # of the last DAYS days, snapshot and audits included
    feed_size: float  # its snapshot included
    changes_size: float  # what its days alone take
    one_day: float  # a feed of the last day alone, snapshot included

    @property
    def ratios(self) -> dict[str, str]:
        """As lines of the page."""
        return {
            f"feed of {DAYS} days, CPU seconds": f"{self.feed:.1f}",
            f"feed of {DAYS} days, MB of changes": f"{self.changes_size:,.0f}",
            f"feed of {DAYS} days, MB with the snapshot": f"{self.feed_size:,.0f}",
            "one more day of it, CPU seconds": f"{(self.feed - self.one_day) / (DAYS - 1):.2f}",
            "feed of one day, CPU seconds": f"{self.one_day:.1f}",
            "rewind of one day, CPU seconds": f"{self.rewind:.1f}",
            "rebuild in the same run, CPU seconds": f"{self.build:.1f}",
            "rewind over rebuild": f"{self.rewind / self.build:.2f}",
        }


def measured(folder: Path) -> FeedCosts:
    """The costs in a new process, which builds its bank into a folder."""
    command = [sys.executable, "-m", "lastro.tasks.benchmarks.feeds", str(folder)]
    path = {"PYTHONPATH": str(paths.ROOT / paths.GENERATORS)}
    done = subprocess.run(command, cwd=paths.ROOT, env=os.environ | path, stdout=subprocess.PIPE, check=True)
    return FeedCosts(**json.loads(done.stdout))


def measure(folder: Path) -> FeedCosts:
    """The costs in this process."""
    from lastro.engine.rewind.finished import Finished
    from lastro.engine.rewind.snapshot import write_snapshot
    from lastro.tasks.feed.changes import Feed, write_feed
    from lastro.tasks.feed.period import Period

    settings = load(declared_settings(), {**TIMED_BANK, "workers": "1"})
    build, results = _timed(lambda: build_all(folder / "bank", settings))
    offsets = {name: result.offsets for name, result in results.items()}
    runs = {name: spec_in(name, settings, folder / "bank", offsets).run for name in results}
    files = Finished(folder / "bank", runs, offsets)
    last = files.as_of
    (folder / "rewound").mkdir()
    rewind, _ = _timed(lambda: write_snapshot(files, last - 1, folder / "rewound"))
    feed, _ = _timed(lambda: write_feed(files, Feed(Period(last - DAYS + 1, last)), folder / "feed", 1))
    one_day, _ = _timed(lambda: write_feed(files, Feed(Period(last, last)), folder / "day", 1))
    return FeedCosts(build, rewind, feed, _size(folder / "feed"), _size(folder / "feed/changes"), one_day)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Path(sys.argv[1])))))
