"""Rewind, feed and truth over a case whose account is blocked, gives money back and is closed; and what check says."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import builds
from finished_bank import finished
from judging import faults
from lastro.checks.run import check
from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.snapshot import write_snapshot
from lastro.engine.rows.moments import day
from lastro.engine.rows.run import Run
from lastro.tasks.feed.changes import Feed, write_feed
from lastro.tasks.feed.deliveries.arrivals import Faults
from lastro.tasks.feed.period import Period
from lastro.tasks.truth.earlier import write_earlier
from lastro.tasks.truth.tables import NAMES
from reading_feeds import events
from truths import RATES, days_of, truth_run, write_truth_of

SETTINGS = {"seed": "10", "customers": "300", "branches": "4", "history_start": "2026-05-01", **RATES}
EVE, BLOCK, RETURN, CLOSING = "2026-06-17", "2026-06-18", "2026-06-19", "2026-07-01"  # of one account
BETWEEN = "2026-06-24"
CLAIMS = {"numbers are dense", "moments rise", "every commit is whole", "a replay ends in the bank"}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A bank that ends on the day of the closing."""
    return finished(tmp_path_factory.mktemp("last"), **SETTINGS, as_of=CLOSING)


@pytest.fixture(scope="module", params=[EVE, BETWEEN])
def earlier(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A bank that ends before the block, and one that ends between block and closing."""
    folder = tmp_path_factory.mktemp("earlier")
    builds.make(folder, **SETTINGS, as_of=request.param)
    return request.param, folder


def different(some: Path, others: Path, names: list[str]) -> list[str]:
    return [name for name in names if (some / f"{name}.json").read_bytes() != (others / f"{name}.json").read_bytes()]


def test_the_bank_before_a_block_or_a_closing_comes_out_of_the_last(
    bank: Finished, earlier: tuple[str, Path], tmp_path: Path
) -> None:
    iso, folder = earlier
    write_snapshot(bank, day(iso), tmp_path)
    assert different(folder, tmp_path, builds.NAMES) == []


def run_on(number: int) -> Run:
    return truth_run(**SETTINGS, as_of=str(date(1970, 1, 1) + timedelta(number)))


def test_the_truth_before_a_block_or_a_closing_comes_out_of_the_last(
    bank: Finished, earlier: tuple[str, Path], tmp_path: Path
) -> None:
    iso, folder = earlier
    found, wanted = tmp_path / "found", tmp_path / "wanted"
    found.mkdir()
    wanted.mkdir()
    write_earlier(bank, day(iso), run_on, found)
    write_truth_of(folder, wanted, **SETTINGS, as_of=iso)
    assert different(found, wanted, list(NAMES)) == []


@pytest.fixture(scope="module")
def feed(bank: Finished, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feed from the day of the block to that of the closing."""
    into = tmp_path_factory.mktemp("feed") / "feed"
    write_feed(bank, Feed(Period(day(BLOCK), day(CLOSING)), faults=Faults(late=0.05)), into, workers=1)
    return into


def test_the_feed_over_block_return_and_closing_ends_in_the_bank_and_each_prefix_is_closed(
    bank: Finished, feed: Path, tmp_path: Path
) -> None:
    assert faults(feed, bank, tmp_path, CLAIMS) == set()


def told(feed: Path, iso: str, name: str) -> list[dict[str, Any]]:
    return [each["after"] for each in events(feed / "changes", iso) if each["source"]["table"] == name]


def test_the_feed_tells_of_block_review_return_and_closing_on_their_days(feed: Path) -> None:
    blocked = [each for each in told(feed, BLOCK, "accounts") if each["restricted_on"] == BLOCK]
    closed = {each["account_id"] for each in told(feed, CLOSING, "accounts") if each["closed_at"]}
    owners = {each["customer_id"] for each in blocked if each["account_id"] in closed}
    assert owners
    reviews = told(feed, BLOCK, "compliance")
    assert owners <= {each["customer_id"] for each in reviews if each["compliance_type"] == "AML"}
    accounts = {each["account_id"] for each in blocked}
    back = [each for each in told(feed, RETURN, "transactions") if each["account_id"] in accounts]
    assert [(each["category"], each["direction"]) for each in back] == [("Refund", "Debit")]


def broken_in(folder: Path, given: dict[str, str]) -> list[str]:
    folder.joinpath("truth").mkdir(exist_ok=True)
    write_truth_of(folder, folder / "truth", **given)
    return check(folder, builds.NAMES, *days_of(given), truth=folder / "truth").broken


def test_check_finds_nothing_in_a_bank_with_a_closing(bank: Finished) -> None:
    accounts = json.loads(bank.path("accounts").read_bytes())
    assert any(each["restricted_on"] == BLOCK and each["closed_at"] for each in accounts)
    assert broken_in(bank.folder, {**SETTINGS, "as_of": CLOSING}) == []


@pytest.mark.long
@pytest.mark.parametrize(("fraud", "rings"), [("0", "0"), ("1", "1"), ("25", "4")])
def test_check_finds_nothing_at_rates_up_to_25(fraud: str, rings: str, tmp_path: Path) -> None:
    given = {**SETTINGS, "customers": "1000", "crime.fraud": fraud, "crime.laundering": rings}
    builds.make(tmp_path, **given)
    assert broken_in(tmp_path, given) == []
