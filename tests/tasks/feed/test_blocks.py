"""A feed of a bank of several blocks: the same as if it were one, whoever makes them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from finished_bank import finished
from lastro.engine.files.offsets import Offsets
from lastro.engine.rewind.changes import Granularity
from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.snapshot import write_snapshot
from lastro.engine.rows.moments import day
from lastro.tasks.feed.changes import Feed, write_feed
from lastro.tasks.feed.deliveries.arrivals import Faults
from lastro.tasks.feed.period import Period
from reading_feeds import lines, replayed

LAST = day("2026-10-31")
FAULTS = Faults(late=0.05, duplicates=0.03, shuffled=0.2, late_files=0.1, phantoms=0.05)


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A bank of one whole cohort and a few customers more, with a history short enough to be quick."""
    return finished(tmp_path_factory.mktemp("blocks"), customers="1020", history_start="2026-10-01")


def in_one_block(bank: Finished) -> Finished:
    """The same files, read as one block."""
    whole = {name: Offsets(each.firsts[:1], (each.starts[0], each.starts[-1])) for name, each in bank.offsets.items()}
    return Finished(bank.folder, bank.runs, whole)


def test_a_feed_and_its_snapshot_do_not_depend_on_the_blocks_and_the_workers(blocks: Finished, tmp_path: Path) -> None:
    assert blocks.most_blocks == 2
    feed = Feed(Period(LAST, LAST), faults=FAULTS, granularity=Granularity(step_by_step=True))
    write_feed(blocks, feed, tmp_path / "two", workers=2)
    write_feed(in_one_block(blocks), feed, tmp_path / "one", workers=1)
    assert files(tmp_path / "two") == files(tmp_path / "one")
    for name in blocks.names:
        again = replayed(tmp_path / "two", tmp_path / "again", name, lines(tmp_path / "two/changes", name))
        assert again == blocks.path(name).read_bytes(), name


def test_a_snapshot_of_two_blocks_is_that_of_one(blocks: Finished, tmp_path: Path) -> None:
    for number, bank in enumerate((blocks, in_one_block(blocks))):
        (tmp_path / str(number)).mkdir()
        write_snapshot(bank, LAST - 1, tmp_path / str(number))
    assert files(tmp_path / "0") == files(tmp_path / "1")


def files(folder: Path) -> dict[str, str]:
    """The digests of all files below a folder."""
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: sha256(path.read_bytes()).hexdigest() for name, path in sorted(found.items())}
