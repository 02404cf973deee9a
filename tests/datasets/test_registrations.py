"""Registrations of devices: what is sent by Pix before and after one, judged from small banks of two seeds."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import NamedTuple

import pytest

from builds import closure, make

SINCE = "2024-11-01"
SETTINGS = {
    "customers": "150", "branches": "4", "base_date": "2025-04-30", "as_of": "2025-04-30",
    "history_start": "2024-08-01", "crime.fraud": "50",
}  # fmt: skip


class Sent(NamedTuple):
    """A Pix: by whom on which device, when, and how much of it in reais."""

    used_by: tuple[str, str]
    moment: str
    amount: float


class Story(NamedTuple):
    """What a bank's devices did."""

    pix: list[Sent]
    first: dict[tuple[str, str], str]  # the first login on each
    registered: dict[tuple[str, str], str]
    events: list[dict[str, str]]


@pytest.fixture(scope="module", params=["11", "12"])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The story of a bank of a seed, whose history crosses the day on which the limits came."""
    folder = tmp_path_factory.mktemp("bank")
    make(folder, closure("digital_activity"), seed=request.param, **SETTINGS)
    postings = json.loads((folder / "transactions.json").read_text(encoding="utf-8"))
    amounts = {row["transaction_id"]: row["amount"] for row in postings if row["payment_method"] == "Pix"}
    found = Story([], {}, {}, json.loads((folder / "digital_activity.json").read_text(encoding="utf-8")))
    for event in found.events:
        used_by = event["customer_id"], event["device_id"]
        if event["activity_type"] == "Login":
            found.first.setdefault(used_by, event["timestamp"])
        if event["activity_type"] == "Device Registration":
            assert used_by not in found.registered
            found.registered[used_by] = event["timestamp"]
        if event["transaction_id"] in amounts:
            found.pix.append(Sent(used_by, event["timestamp"], amounts[event["transaction_id"]]))
    return found


def test_before_a_device_is_registered_its_pix_are_small(story: Story) -> None:
    small = [pix for pix in story.pix if pix.moment < story.registered.get(pix.used_by, "")]
    assert small
    assert max(pix.amount for pix in small) <= 200
    totals: Counter[tuple[str, str, str]] = Counter()
    for pix in small:
        totals[(*pix.used_by, pix.moment[:10])] += round(100 * pix.amount)
    assert max(totals.values()) <= 1_000_00


def test_no_device_is_registered_before_there_were_limits_or_after_it_was_used_for_pix_then(story: Story) -> None:
    assert min(story.registered.values()) >= SINCE
    earlier = {pix.used_by for pix in story.pix if pix.moment < SINCE}
    assert not earlier & story.registered.keys()


def test_a_new_device_is_still_paid_from_within_an_hour(story: Story) -> None:
    new = [pix for pix in story.pix if pix.moment >= SINCE and pix.moment[:13] == story.first[pix.used_by][:13]]
    assert len(new) > len(story.pix) / 200
    assert any(pix.amount > 200 for pix in new)


def test_most_devices_are_registered_in_the_first_session_on_them(story: Story) -> None:
    at_once = [moment[:10] == story.first[used_by][:10] for used_by, moment in story.registered.items()]
    assert 0.75 < sum(at_once) / len(at_once) < 1


def test_a_registration_follows_the_login_of_its_session(story: Story) -> None:
    logins = {event["session_id"]: event for event in story.events if event["activity_type"] == "Login"}
    paid: defaultdict[str, list[str]] = defaultdict(list)
    for event in story.events:
        if event["transaction_id"]:
            paid[event["session_id"]].append(event["timestamp"])
    for event in story.events:
        if event["activity_type"] == "Device Registration":
            login = logins[event["session_id"]]
            assert login["timestamp"] <= event["timestamp"]
            assert login["device_id"] == event["device_id"]
            assert not paid[event["session_id"]] or event["timestamp"] <= max(paid[event["session_id"]])
