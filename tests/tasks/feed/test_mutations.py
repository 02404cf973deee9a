"""Whatever is wrong with a feed or its deliveries is found: each mutation breaks a claim."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from finished_bank import finished
from judging import edited, faults
from lastro.engine.rewind import states, timeline
from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.snapshot import block_on
from lastro.engine.rewind.states import state_columns
from lastro.engine.rewind.timeline import Timeline
from lastro.engine.rows.moments import day
from lastro.tasks.feed.changes import Feed, write_feed
from lastro.tasks.feed.deliveries.arrivals import Faults
from lastro.tasks.feed.period import Period

FIRST, LAST = "2026-10-29", "2026-10-31"
WITH_STATES = [
    "branches", "customers", "accounts", "loans", "credit_cards", "investments", "compliance",
]  # fmt: skip
POSTINGS = f"changes/dt={FIRST}/transactions.ndjson"
ACCOUNTS = f"changes/dt={FIRST}/accounts.ndjson"
DELIVERED = f"deliveries/dt={FIRST}/transactions.ndjson"
KEY = "deliveries.key/log.ndjson"

Mutation = Callable[[list[bytes]], list[bytes]]  # of a file's lines


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return finished(tmp_path_factory.mktemp("small"), customers="100", branches="3")


@pytest.fixture(scope="module")
def feed(small: Finished, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("feed") / "feed"
    wrong = Faults(late=0.1, duplicates=0.1, shuffled=0.1, late_files=0.1, phantoms=0.3)
    write_feed(small, Feed(Period(day(FIRST), day(LAST)), faults=wrong), into, workers=1)
    return into


def test_nothing_is_wrong_with_a_feed_as_it_is_made(small: Finished, feed: Path, tmp_path: Path) -> None:
    assert faults(feed, small, tmp_path) == set()


def without(text: bytes) -> Mutation:
    """Leaves out the first line with a text."""

    def change(lines: list[bytes]) -> list[bytes]:
        at = next(number for number, line in enumerate(lines) if text in line)
        return lines[:at] + lines[at + 1 :]

    return change


def replacing(old: bytes, new: bytes) -> Mutation:
    """Replaces a text in the first line that has it."""

    def change(lines: list[bytes]) -> list[bytes]:
        at = next(number for number, line in enumerate(lines) if old in line)
        return [*lines[:at], lines[at].replace(old, new, 1), *lines[at + 1 :]]

    return change


def no_duplicates(lines: list[bytes]) -> list[bytes]:
    return [line for line in lines if b'"duplicate"' not in line]


def first_number_again(lines: list[bytes]) -> list[bytes]:
    first, second = (json.loads(line)["source"]["lsn"] for line in lines[:2])
    return [lines[0], lines[1].replace(b'"lsn":%d,' % second, b'"lsn":%d,' % first), *lines[2:]]


def first_twice(lines: list[bytes]) -> list[bytes]:
    return [lines[0], *lines]


DENSE, RISES, WHOLE, ENDS = "numbers are dense", "moments rise", "every commit is whole", "a replay ends in the bank"
TOTALS, DELIVERIES = "the audit adds up", "deliveries without the key are the changes"
TRUE_KEY, WATERMARK = "the key is true", "the watermark is honest"


@pytest.mark.parametrize(
    ("path", "change", "broken"),
    [
        (POSTINGS, without(b'"op":"c"'), {DENSE, ENDS, TOTALS}),
        (POSTINGS, first_number_again, {DENSE, ENDS, TOTALS}),
        (POSTINGS, first_twice, {DENSE}),
        (POSTINGS, replacing(b'"behind":"', b'"behind":null,"was":"'), {ENDS}),
        (POSTINGS, replacing(b'"amount":', b'"amount":1'), {WHOLE, ENDS, TOTALS}),
        (POSTINGS, replacing(b'"ts_ms":1', b'"ts_ms":2'), {RISES}),
        (ACCOUNTS, without(b'"op":"u"'), {DENSE}),
        (ACCOUNTS, replacing(b'"before":{"account_id":"', b'"before":{"account_id":"0'), {WHOLE}),
        (DELIVERED, without(b'"op":"c"'), {DELIVERIES}),
        (DELIVERED, without(b'"op":"d"'), {DELIVERIES, TRUE_KEY}),
        (DELIVERED, first_twice, {DELIVERIES}),
        (KEY, no_duplicates, {DELIVERIES}),
        (KEY, without(b'"phantom"'), {DELIVERIES}),
        (KEY, replacing(f'"event_day": "{FIRST}"'.encode(), b'"event_day": "2026-10-28"'), {TRUE_KEY}),
        ("manifest.json", replacing(b'"watermark": "2026-10-28"', b'"watermark": "2026-10-29"'), {WATERMARK}),
    ],
)
def test_each_mutation_of_a_feed_breaks_a_claim(
    small: Finished,
    feed: Path,
    tmp_path: Path,
    path: str,
    change: Mutation,
    broken: set[str],
) -> None:
    shutil.copytree(feed, tmp_path / "feed", copy_function=os.link)
    edited(tmp_path / "feed" / path, change)
    assert faults(tmp_path / "feed", small, tmp_path, broken, {Path(path).stem} & {*small.names}) == broken


def test_these_are_the_datasets_with_states(files: Finished) -> None:
    assert sorted(filter(state_columns, files.names)) == sorted(WITH_STATES)


class OffByADay:
    def __init__(self, states: Any) -> None:
        self.states = states

    def on(self, number: int) -> Any:
        return self.states.on(number - 1)


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A bank in which records of every dataset with states change twice within a year, reviews among them."""
    return finished(tmp_path_factory.mktemp("larger"), customers="600")


@pytest.mark.parametrize("name", WITH_STATES)
def test_states_that_are_off_by_a_day_do_not_lead_to_the_records(
    larger: Finished, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    block, as_of = larger.block(0), larger.as_of
    line = Timeline.of(block, name, range(as_of - 360, as_of + 1))
    changed = line.changed()
    again = changed & (np.cumsum(changed[::-1], axis=0)[::-1] > 1)  # states are asked of what has changed since
    number = line.days[1] + int(np.flatnonzero(again.any(axis=1))[-1])
    right = list(block_on(block, name, number).parts)
    real = states.states_of
    monkeypatch.setattr(timeline, "states_of", lambda *given: OffByADay(real(*given)))
    assert list(block_on(block, name, number).parts) != right
