"""The truth has its days: an earlier one comes out of the last, and its feed leads from one to the other."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from finished_bank import finished
from lastro.engine.files.line_index import BETWEEN
from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.snapshot import block_on
from lastro.engine.rows.columns import columns_of
from lastro.engine.rows.moments import day
from lastro.engine.rows.run import Run
from lastro.tasks.truth.earlier import write_earlier
from lastro.tasks.truth.feed import write_truth_feed
from lastro.tasks.truth.making import UPSTREAM
from lastro.tasks.truth.tables import NAMES, rows
from tasks.feed.reading_feeds import key_name, lines, replayed
from truths import RATES, bank_with_truth, truth_run, write_truth_of

SETTINGS = {"seed": "3", "customers": "130", "branches": "4", "history_start": "2026-07-01", **RATES}
EARLIER, LAST = "2026-09-20", "2026-10-31"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return finished(tmp_path_factory.mktemp("last"), **SETTINGS)


def run_on(number: int) -> Run:
    return truth_run(**SETTINGS, as_of=str(date(1970, 1, 1) + timedelta(number)))


def truth_on(files: Finished, text: str, into: Path) -> dict[str, bytes]:
    into.mkdir()
    write_earlier(files, day(text), run_on, into)
    return {name: (into / f"{name}.json").read_bytes() for name in NAMES}


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("earlier")
    bank_with_truth(folder, **SETTINGS, as_of=EARLIER)
    return folder


def test_the_truth_of_an_earlier_day_is_that_of_a_bank_which_ends_with_it(
    files: Finished, earlier: Path, tmp_path: Path
) -> None:
    found = truth_on(files, EARLIER, tmp_path / "found")
    assert found == {name: (earlier / f"{name}.json").read_bytes() for name in NAMES}
    assert min(map(len, found.values())) > 100


@pytest.mark.parametrize("dataset", UPSTREAM)
def test_a_bank_with_crime_rewinds_to_the_bank_of_the_day(files: Finished, earlier: Path, dataset: str) -> None:
    found = block_on(files.block(0), dataset, day(EARLIER))
    assert b"[\n" + BETWEEN.join(map(bytes, found.parts)) + b"\n]\n" == (earlier / f"{dataset}.json").read_bytes()


def test_the_truth_of_the_last_day_is_what_is_written_without_one(files: Finished, tmp_path: Path) -> None:
    write_truth_of(files.folder, tmp_path, **SETTINGS)
    assert truth_on(files, LAST, tmp_path / "found") == {
        name: (tmp_path / f"{name}.json").read_bytes() for name in NAMES
    }


@pytest.fixture(scope="module")
def feed(files: Finished, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("feed") / "truth"
    write_truth_feed(files, range(day(EARLIER) + 1, day(LAST) + 1), run_on, into)
    return into


@pytest.mark.parametrize("table", NAMES)
def test_the_feed_leads_from_the_eve_to_the_last_day(files: Finished, feed: Path, tmp_path: Path, table: str) -> None:
    assert (feed / f"snapshot/{table}.json").read_bytes() == truth_on(files, EARLIER, tmp_path / "eve")[table]
    last = truth_on(files, LAST, tmp_path / "last")[table]
    assert replayed(feed, tmp_path / "again", table, lines(feed / "changes", table)) == last


def changes(feed: Path, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(feed / "changes", table)]


@pytest.mark.parametrize("table", NAMES)
def test_only_states_change(feed: Path, table: str) -> None:
    fixed = [name for name, column in columns_of(rows()[table]).items() if not column.state]
    for event in changes(feed, table):
        if event["op"] == "u":
            assert [event["before"][name] for name in fixed] == [event["after"][name] for name in fixed]


def test_a_case_with_a_refund_is_told_as_it_happened(feed: Path) -> None:
    refunded = {e["after"]["case_id"] for e in changes(feed, "fraud_labels") if e["after"]["leg"] == "refund"}
    told = changes(feed, "cases")
    began = {e["after"]["case_id"] for e in told if e["op"] == "c"}
    case = min(refunded & began)
    story = [e["after"] for e in told if e["after"]["case_id"] == case]
    outcomes = [each["outcome"] for each in story]
    assert outcomes[-1] in ("recovered", "partly_recovered")
    assert "loss" in outcomes
    assert story[-1]["detected_on"]
    recovered = [each["amount_recovered"] for each in story]
    assert recovered == sorted(recovered)
    assert recovered[0] == 0 < recovered[-1]


def test_a_label_is_told_again_on_the_day_from_which_it_is_known(feed: Path) -> None:
    known = 0
    for path in sorted((feed / "changes").glob("dt=*/fraud_labels.ndjson")):
        for event in map(json.loads, path.read_bytes().splitlines()):
            assert event["after"]["known_on"] in (None, path.parent.name.removeprefix("dt="))
            known += event["op"] == "u"
    assert known > 10


def test_numbers_run_through_each_day_and_keys_come_once(feed: Path) -> None:
    for folder in sorted((feed / "changes").iterdir()):
        found = [json.loads(line) for name in NAMES for line in (folder / f"{name}.ndjson").read_bytes().splitlines()]
        first = day(folder.name.removeprefix("dt=")) * 1_000_000_000
        assert [event["source"]["lsn"] for event in found] == [first + n for n in range(1, len(found) + 1)]
        told = [(event["source"]["table"], event["after"][key_name(event["source"]["table"])]) for event in found]
        assert len(set(told)) == len(told)


def test_a_decision_stands_once_it_is_made(feed: Path) -> None:
    decided: dict[str, set[str]] = {}
    for event in changes(feed, "reports"):
        if event["after"]["decision"]:
            decided.setdefault(event["after"]["report_id"], set()).add(event["after"]["decision"])
    assert decided
    assert max(map(len, decided.values())) == 1
