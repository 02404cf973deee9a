"""How changes are told: accounts after each posting, and revaluations at the ends of months only."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from lastro.engine.rewind.changes import Granularity
from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.snapshot import write_snapshot
from lastro.engine.rows.columns import columns_of, row_class
from lastro.engine.rows.moments import day
from lastro.tasks.feed.changes import Feed, write_feed
from lastro.tasks.feed.period import Period, iso
from reading_feeds import Bank, commits, events, lines, replayed, snapshot

FIRST, LAST = day("2026-09-28"), day("2026-10-02")
MONTH_END = day("2026-09-30")
HISTORY_START = day("2025-11-01")


def told(bank: Finished, into: Path, granularity: Granularity, first: int = FIRST) -> Path:
    write_feed(bank, Feed(Period(first, LAST), granularity=granularity), into, workers=1)
    return into


@pytest.fixture(scope="module")
def by_posting(files: Finished, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return told(files, tmp_path_factory.mktemp("posting") / "feed", Granularity(step_by_step=True))


@pytest.fixture(scope="module")
def month_ends(files: Finished, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return told(files, tmp_path_factory.mktemp("marks") / "feed", Granularity(marks_since=HISTORY_START))


def there(bank: Finished, number: int, into: Path) -> dict[str, bytes]:
    into.mkdir(exist_ok=True)
    write_snapshot(bank, number, into)
    return {name: (into / f"{name}.json").read_bytes() for name in bank.names}


def test_by_posting_every_balance_is_that_of_its_postings_at_every_commit(files: Finished, by_posting: Path) -> None:
    bank = Bank(snapshot(by_posting, files.names))
    with_account = 0
    for together in commits(events(by_posting / "changes")):
        bank.commit(together, balances=True)
        tables = [event["source"]["table"] for event in together]
        with_account += tables.count("accounts") > 0 and tables[0] == "transactions"
    assert with_account > 300


def test_by_posting_each_account_follows_its_posting_within_the_commit(by_posting: Path) -> None:
    for together in commits(events(by_posting / "changes")):
        assert [event["transaction"]["total_order"] for event in together] == list(range(1, len(together) + 1))
        for before, event in pairwise(together):
            if event["source"]["table"] == "accounts":
                assert event["after"]["account_id"] == before["after"]["account_id"]
                assert event["ts_ms"] == before["ts_ms"]


def test_by_posting_a_replay_ends_in_the_same_bytes_on_every_day(
    files: Finished, by_posting: Path, tmp_path: Path
) -> None:
    for number in (FIRST, LAST):
        for name, content in there(files, number, tmp_path / "there").items():
            assert replayed(by_posting, tmp_path, name, lines(by_posting / "changes", name, iso(number))) == content


def test_marks_alone_are_told_on_the_last_day_of_a_month(files: Finished, month_ends: Path) -> None:
    alone, every = 0, 0
    for event in events(month_ends / "changes"):
        if event["op"] == "u":
            columns = columns_of(row_class(event["source"]["table"]))
            changed = {name for name in columns if event["before"][name] != event["after"][name]} - {"updated_at"}
            at_month_end = event["source"]["lsn"] // 1_000_000_000 == MONTH_END
            every += 1
            if changed and all(columns[name].mark for name in changed):
                assert at_month_end, event
                alone += 1
    assert 100 < alone < every


def test_with_marks_at_month_ends_the_feed_is_the_bank_on_each_month_end(
    files: Finished, month_ends: Path, tmp_path: Path
) -> None:
    bank = Bank(snapshot(month_ends, files.names))
    for together in commits(events(month_ends / "changes")):
        bank.commit(together, balances=False)
    audit = json.loads((month_ends / "changes" / f"dt={iso(MONTH_END)}" / "audit.json").read_text(encoding="utf-8"))
    for name, content in there(files, MONTH_END, tmp_path / "there").items():
        made = replayed(month_ends, tmp_path, name, lines(month_ends / "changes", name, iso(MONTH_END)))
        assert made == content, name
        assert audit["totals"][name]["rows"] == content.count(b"\n") - 2


@pytest.mark.parametrize("granularity", [Granularity(step_by_step=True), Granularity(marks_since=HISTORY_START)])
def test_a_day_told_so_does_not_depend_on_the_period(
    files: Finished, by_posting: Path, month_ends: Path, tmp_path: Path, granularity: Granularity
) -> None:
    other = told(files, tmp_path / "feed", granularity, first=FIRST + 1)
    first = by_posting if granularity.step_by_step else month_ends
    for number in range(FIRST + 1, LAST + 1):
        for path in (other / "changes" / f"dt={iso(number)}").iterdir():
            assert path.read_bytes() == (first / "changes" / f"dt={iso(number)}" / path.name).read_bytes(), path
