"""The feed: what changed from day to day, so exactly that a replay ends in the same bytes on every day."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import builds
from finished_bank import finished
from lastro.engine.errors import BuildError
from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.snapshot import write_snapshot
from lastro.engine.rewind.totals import of_file
from lastro.engine.rows.columns import columns_of, key_of, row_class
from lastro.engine.rows.moments import day
from lastro.tasks.feed.changes import Feed, write_feed
from lastro.tasks.feed.deliveries.arrivals import Faults
from lastro.tasks.feed.order import DAY_NUMBERS
from lastro.tasks.feed.period import Period, iso
from lastro.tasks.feed.replay import gather, replay
from lastro.tasks.feed.replaying import Gathered, missing, write_replayed
from lastro.tasks.feed.versions import versions_of

FIRST, LAST = day("2026-10-27"), day("2026-10-31")
DAYS = [iso(number) for number in range(FIRST, LAST + 1)]
FAULTS = Faults(late=0.05, duplicates=0.03, shuffled=0.2, late_files=0.1)


@pytest.fixture(scope="module")
def bank(files: Finished) -> Finished:
    return files


@pytest.fixture(scope="module")
def feed(bank: Finished, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("feed") / "feed"
    write_feed(bank, Feed(Period(FIRST, LAST), faults=FAULTS), into, workers=1)
    return into


def events(folder: Path, *days: str) -> Iterator[dict[str, Any]]:
    """The envelopes of days (all of them where none is named) over all datasets, in the order of their numbers."""
    found = []
    for path in sorted(folder.glob("dt=*/*.ndjson")):
        if not days or path.parent.name.removeprefix("dt=") in days:
            found += map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return iter(sorted(found, key=lambda event: event["source"]["lsn"]))


def lines(folder: Path, name: str, until: str = "9999") -> list[bytes]:
    paths = sorted(folder.glob(f"dt=*/{name}.ndjson"))
    return [line for path in paths if path.parent.name <= f"dt={until}" for line in path.read_bytes().splitlines()]


def gathered(name: str, found: list[bytes]) -> Gathered:
    all_of_it = Gathered()
    for line in found:
        all_of_it.take(line, key_of(row_class(name)).name)
    return all_of_it


def replayed(feed: Path, into: Path, name: str, found: list[bytes]) -> bytes:
    into.mkdir(parents=True, exist_ok=True)
    write_replayed(feed / "snapshot" / f"{name}.json", gathered(name, found), name, into)
    return (into / f"{name}.json").read_bytes()


def snapshot(bank: Finished, name: str, number: int, into: Path) -> Path:
    if not into.exists():
        into.mkdir()
        write_snapshot(bank, number, into)
    return into / f"{name}.json"


@pytest.mark.parametrize("number", range(FIRST, LAST + 1))
def test_a_replay_equals_the_snapshot_on_every_day(bank: Finished, feed: Path, tmp_path: Path, number: int) -> None:
    for name in bank.names:
        there = snapshot(bank, name, number, tmp_path / "there").read_bytes()
        assert replayed(feed, tmp_path / "made", name, lines(feed / "changes", name, iso(number))) == there, name


def test_a_replay_in_any_order_and_twice_ends_in_the_same_bytes(bank: Finished, feed: Path, tmp_path: Path) -> None:
    for seed, name in enumerate(bank.names):
        found = lines(feed / "changes", name)
        twice = found + found[::3]
        random.Random(seed).shuffle(twice)
        assert replayed(feed, tmp_path / "shuffled", name, twice) == bank.path(name).read_bytes(), name


def test_a_days_folder_does_not_depend_on_the_period_or_as_of(feed: Path, tmp_path: Path) -> None:
    other = finished(tmp_path / "bank", customers="300", as_of="2026-11-04")
    write_feed(other, Feed(Period(FIRST + 1, LAST + 2)), tmp_path / "feed", workers=1)
    for one in DAYS[1:]:
        for path in sorted((feed / "changes" / f"dt={one}").iterdir()):
            assert path.read_bytes() == (tmp_path / "feed/changes" / f"dt={one}" / path.name).read_bytes(), path


def test_every_prefix_of_the_feed_refers_only_to_what_is_there(bank: Finished, feed: Path) -> None:
    there = {name: _keys(feed / "snapshot" / f"{name}.json", name) for name in bank.names}
    references = {
        name: [c for c in columns_of(row_class(name)).values() if c.type == "ref" and c.target in there]
        for name in bank.names
    }
    for event in events(feed / "changes"):
        name, after = event["source"]["table"], event["after"]
        there[name].add(after[key_of(row_class(name)).name])
        for column in references[name]:
            assert after[column.name] is None or after[column.name] in there[column.target], (column.name, event)


def _keys(path: Path, name: str) -> set[str]:
    return {record[key_of(row_class(name)).name] for record in json.loads(path.read_text(encoding="utf-8"))}


def test_both_legs_of_a_transfer_are_one_commit_that_adds_up(feed: Path) -> None:
    commits: dict[str, list[dict[str, Any]]] = {}
    for event in events(feed / "changes"):
        commits.setdefault(event["transaction"]["id"], []).append(event)
    transfers = Counter(e["after"]["transfer_id"] for found in commits.values() for e in found if _inside(e))
    assert transfers
    assert set(transfers.values()) == {2}
    for found in commits.values():
        assert [event["transaction"]["total_order"] for event in found] == list(range(1, len(found) + 1))
        legs = [event["after"] for event in found if _inside(event)]
        assert sum(leg["amount"] * (1 if leg["direction"] == "Credit" else -1) for leg in legs) == 0


def _inside(event: dict[str, Any]) -> bool:
    return event["source"]["table"] == "transactions" and event["after"]["transfer_id"] is not None


def test_numbers_are_dense_in_each_day_and_moments_rise(feed: Path) -> None:
    for one in DAYS:
        found = list(events(feed / "changes", one))
        first = day(one) * DAY_NUMBERS + 1
        assert [event["source"]["lsn"] for event in found] == list(range(first, first + len(found)))
        moments = [event["ts_ms"] for event in found]
        assert moments == sorted(moments)
        assert (day(one) * 86_400 + 3 * 3600) * 1000 <= moments[0]
        assert moments[-1] < ((day(one) + 1) * 86_400 + 3 * 3600) * 1000


def test_the_image_before_an_update_is_the_image_after_the_change_before(feed: Path) -> None:
    known: dict[tuple[str, str], dict[str, Any]] = {}
    updates = 0
    for event in events(feed / "changes"):
        name = event["source"]["table"]
        key = name, event["after"][key_of(row_class(name)).name]
        if event["op"] == "u":
            updates += 1
            assert event["before"] != event["after"]
            assert known.get(key, event["before"]) == event["before"]
        else:
            assert event["op"] == "c"
            assert event["before"] is None
            assert key not in known
        known[key] = event["after"]
    assert updates > 100


@pytest.mark.parametrize("one", DAYS)
def test_the_audit_of_a_day_says_what_the_datasets_add_up_to(
    bank: Finished, feed: Path, tmp_path: Path, one: str
) -> None:
    audit = json.loads((feed / "changes" / f"dt={one}" / "audit.json").read_text(encoding="utf-8"))
    for name in bank.names:
        there = snapshot(bank, name, day(one), tmp_path / "there")
        assert audit["totals"][name] == of_file(there, bank.codecs[name]).plain(), name
        found = Counter(json.loads(line)["op"] for line in lines(feed / "changes", name) if _of(line, one))
        assert audit["events"][name] == {"c": found["c"], "u": found["u"]}, name


def _of(line: bytes, one: str) -> bool:
    return int(json.loads(line)["source"]["lsn"]) // DAY_NUMBERS == day(one)


def test_deliveries_without_the_key_are_the_changes(bank: Finished, feed: Path) -> None:
    manifest = json.loads((feed / "manifest.json").read_text(encoding="utf-8"))
    log = [json.loads(line) for line in (feed / "deliveries.key/log.ndjson").read_text(encoding="utf-8").splitlines()]
    again = Counter(e["lsn"] for e in log if e["kind"] == "duplicate" and e["arrival_day"] <= DAYS[-1])
    changes = Counter(event["source"]["lsn"] for event in events(feed / "changes"))
    delivered = Counter(event["source"]["lsn"] for event in events(feed / "deliveries"))
    assert delivered - again + Counter(manifest["outstanding"]) == changes
    assert {entry["kind"] for entry in log} == {"late", "duplicate", "shuffled", "late file"}


def test_every_entry_of_the_key_is_true(feed: Path) -> None:
    arrived = {
        (json.loads(line)["source"]["lsn"], path.parent.name.removeprefix("dt="), path.stem)
        for path in (feed / "deliveries").glob("dt=*/*.ndjson")
        for line in path.read_bytes().splitlines()
    }
    for line in (feed / "deliveries.key/log.ndjson").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        assert entry["event_day"] == iso(entry["lsn"] // DAY_NUMBERS)
        if entry["arrival_day"] <= DAYS[-1]:
            assert (entry["lsn"], entry["arrival_day"], entry["dataset"]) in arrived


def test_the_watermark_is_honest(feed: Path) -> None:
    manifest = json.loads((feed / "manifest.json").read_text(encoding="utf-8"))
    come: set[int] = set()
    changes = [event["source"]["lsn"] for event in events(feed / "changes")]
    for one in DAYS:
        come |= {event["source"]["lsn"] for event in events(feed / "deliveries", one)}
        whole = [d for d in DAYS if d <= one and all(n in come for n in changes if iso(n // DAY_NUMBERS) == d)]
        (mark,) = (each["watermark"] for each in manifest["days"] if each["day"] == one)
        expected = [d for d, known in zip(DAYS, whole, strict=False) if d == known]
        assert mark == (expected[-1] if expected else iso(FIRST - 1))


def test_a_higher_rate_only_adds_to_the_faults_of_a_lower_one(bank: Finished, feed: Path, tmp_path: Path) -> None:
    write_feed(bank, Feed(Period(FIRST, LAST), faults=Faults(late=0.02, duplicates=0.01)), tmp_path / "less", workers=1)
    more, less = (_faults(folder) for folder in (feed, tmp_path / "less"))
    assert less
    assert less <= more


def _faults(folder: Path) -> set[tuple[int, str]]:
    found = map(json.loads, (folder / "deliveries.key/log.ndjson").read_text(encoding="utf-8").splitlines())
    return {(entry["lsn"], entry["kind"]) for entry in found if entry["kind"] in ("late", "duplicate")}


@pytest.mark.parametrize("name", builds.NAMES)
def test_a_lost_change_is_told_by_its_number_and_by_the_totals_of_its_day(
    bank: Finished, feed: Path, tmp_path: Path, name: str
) -> None:
    found = lines(feed / "changes", name)
    by_op = {json.loads(line)["op"]: position for position, line in enumerate(found)}  # the last of each kind
    manifest = json.loads((feed / "manifest.json").read_text(encoding="utf-8"))
    everything = {event["source"]["lsn"] for event in events(feed / "changes")}
    for position in by_op.values():
        lost = json.loads(found[position])["source"]["lsn"]
        days = [(each["lsn"]["first"], each["lsn"]["last"]) for each in manifest["days"]]
        assert missing(everything - {lost}, days) == [(lost, lost)]
        replayed(feed, tmp_path, name, found[:position] + found[position + 1 :])
        totals = of_file(tmp_path / f"{name}.json", bank.codecs[name]).plain()
        assert totals != manifest["totals"][name]


def test_a_new_row_without_its_place_or_a_number_used_twice_does_not_replay(
    bank: Finished, feed: Path, tmp_path: Path
) -> None:
    found = lines(feed / "changes", "transactions")
    lost_places = [line.replace(b'"behind":"', b'"behind":null,"was":"') for line in found]
    assert replayed(feed, tmp_path / "places", "transactions", lost_places) != bank.path("transactions").read_bytes()
    reused = [line.replace(b'"lsn":%d,' % _lsn(found[1]), b'"lsn":%d,' % _lsn(found[0])) for line in found]
    assert replayed(feed, tmp_path / "reused", "transactions", reused) != bank.path("transactions").read_bytes()


def _lsn(line: bytes) -> int:
    return int(json.loads(line)["source"]["lsn"])


def test_versions_follow_each_other_without_gaps(bank: Finished, feed: Path) -> None:
    found = versions_of(feed, "accounts")
    now = found.filter(pl.col("is_current"))
    assert len(now) == len(json.loads(bank.path("accounts").read_text(encoding="utf-8")))
    assert now["valid_to"].null_count() == len(now)
    ordered = found.sort("account_id", "version")
    same = ordered["account_id"] == ordered["account_id"].shift(1)
    assert (ordered.filter(same)["valid_from"] == ordered.filter(same.shift(-1).fill_null(False))["valid_to"]).all()
    assert found["version"].max() > 1


def test_gathering_reads_what_was_written(feed: Path) -> None:
    assert len(gather(feed / "changes", "accounts").numbers) == len(lines(feed / "changes", "accounts"))


def test_images_before_can_be_left_out(bank: Finished, tmp_path: Path) -> None:
    write_feed(bank, Feed(Period(LAST, LAST), with_before=False), tmp_path / "feed", workers=1)
    assert {event["before"] for event in events(tmp_path / "feed/changes") if event["op"] == "u"} == {None}


def test_a_replay_of_deliveries_knows_what_is_outstanding(
    bank: Finished, feed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outstanding = json.loads((feed / "manifest.json").read_text(encoding="utf-8"))["outstanding"]
    replay(str(tmp_path / "made"), True, feed)
    assert f"{len(outstanding):,} changes are outstanding: they arrive after 2026-10-31" in capsys.readouterr().out
    shutil.copytree(feed, tmp_path / "feed")
    path = tmp_path / "feed/deliveries/dt=2026-10-28/transactions.ndjson"
    lines = path.read_bytes().splitlines(keepends=True)
    times = Counter(event["source"]["lsn"] for event in events(tmp_path / "feed/deliveries"))
    lost = next(line for line in lines if times[_lsn(line)] == 1)  # others are delivered on another day too
    path.write_bytes(b"".join(line for line in lines if line != lost))
    with pytest.raises(BuildError, match=f"1 changes are missing, by number: {_lsn(lost)}"):
        replay(str(tmp_path / "made"), True, tmp_path / "feed")


def test_phantoms_come_and_go_and_a_replay_ends_in_the_same_bytes(bank: Finished, tmp_path: Path) -> None:
    write_feed(
        bank, Feed(Period(LAST - 1, LAST), faults=Faults(phantoms=0.2, shuffled=0.1)), tmp_path / "feed", workers=1
    )
    delivered = list(events(tmp_path / "feed/deliveries"))
    gone = {event["source"]["lsn"]: event for event in delivered if event["op"] == "d"}
    assert len(gone) > 20
    for number, event in gone.items():
        (come,) = (each for each in delivered if each["source"]["lsn"] == number - 1)
        assert (come["op"], event["after"], event["before"]) == ("c", None, come["after"])
        assert come["ts_ms"] <= event["ts_ms"] <= come["ts_ms"] + 3_600_000
    replay(str(tmp_path / "made"), True, tmp_path / "feed")
    for name in bank.names:
        assert (tmp_path / f"made/{name}.json").read_bytes() == bank.path(name).read_bytes(), name
