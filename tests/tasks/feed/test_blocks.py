"""A feed of a bank of several blocks: the same as if it were one, whoever makes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from finished_bank import finished
from lastro.engine.files.offsets import Offsets
from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.snapshot import write_snapshot
from lastro.engine.rows.moments import day
from lastro.tasks.feed.changes import Feed, write_feed
from lastro.tasks.feed.period import Period
from reading_feeds import lines, replayed

LAST = day("2026-10-31")


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A bank of one whole cohort and a few customers more, with a history short enough to be quick."""
    return finished(tmp_path_factory.mktemp("blocks"), customers="1020", history_start="2026-10-01")


def in_one_block(bank: Finished) -> Finished:
    """The same files, read as one block."""
    whole = {name: Offsets(each.firsts[:1], (each.starts[0], each.starts[-1])) for name, each in bank.offsets.items()}
    return Finished(bank.folder, bank.runs, whole)


def test_a_feed_and_a_snapshot_do_not_depend_on_the_blocks_and_the_workers(blocks: Finished, tmp_path: Path) -> None:
    assert blocks.most_blocks == 2
    write_feed(blocks, Feed(Period(LAST, LAST)), tmp_path / "two", workers=2)
    write_feed(in_one_block(blocks), Feed(Period(LAST, LAST)), tmp_path / "one", workers=1)
    made = sorted((tmp_path / "one/changes/dt=2026-10-31").iterdir())
    assert len(made) > len(blocks.names)
    for path in made:
        assert path.read_bytes() == (tmp_path / "two/changes/dt=2026-10-31" / path.name).read_bytes(), path.name
    (tmp_path / "there").mkdir()
    write_snapshot(in_one_block(blocks), LAST - 1, tmp_path / "there")
    for name in blocks.names:
        before = (tmp_path / f"two/snapshot/{name}.json").read_bytes()
        assert before == (tmp_path / f"there/{name}.json").read_bytes(), name
        again = replayed(tmp_path / "two", tmp_path / "again", name, lines(tmp_path / "two/changes", name))
        assert again == blocks.path(name).read_bytes(), name
