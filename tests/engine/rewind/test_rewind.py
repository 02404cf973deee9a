"""Rewinding: the files of any earlier day come out of the last ones, byte for byte."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

import builds
from finished_bank import finished
from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.snapshot import write_snapshot
from lastro.engine.rewind.states import born_of, state_columns
from lastro.engine.rows.columns import columns_of, key_of, owner_of, row_class
from lastro.engine.rows.moments import day

CUSTOMERS = "300"
CHANCE = random.Random(20261031)
RANDOM_DAYS = [f"2026-{CHANCE.randint(1, 10):02}-{CHANCE.randint(1, 28):02}" for _ in range(2)]
BY_CHANCE = [pytest.param(iso, marks=pytest.mark.long) for iso in RANDOM_DAYS]
DAYS = ["2025-11-02", "2025-12-31", "2026-02-28", *BY_CHANCE, "2026-10-30"]
LEAP = {"as_of": "2024-06-30", "history_start": "2024-01-01"}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return finished(tmp_path_factory.mktemp("last"), customers=CUSTOMERS)


def rewound(bank: Finished, iso: str, into: Path) -> dict[str, bytes]:
    into.mkdir(exist_ok=True)
    write_snapshot(bank, day(iso), into)
    return {name: (into / f"{name}.json").read_bytes() for name in bank.names}


def built(into: Path, **given: str) -> dict[str, bytes]:
    into.mkdir(exist_ok=True)
    builds.make(into, **given)
    return {name: (into / f"{name}.json").read_bytes() for name in builds.datasets()}


def different(some: dict[str, bytes], others: dict[str, bytes]) -> list[str]:
    return [name for name in some if some[name] != others[name]]


@pytest.mark.parametrize("iso", DAYS)
def test_the_files_of_an_earlier_day_come_out_of_the_last_ones(bank: Finished, tmp_path: Path, iso: str) -> None:
    assert (
        different(rewound(bank, iso, tmp_path / "rewound"), built(tmp_path / "built", customers=CUSTOMERS, as_of=iso))
        == []
    )


def test_the_last_day_comes_out_as_it_is(bank: Finished, tmp_path: Path) -> None:
    now = {name: bank.path(name).read_bytes() for name in bank.names}
    assert different(rewound(bank, "2026-10-31", tmp_path / "now"), now) == []


def test_the_29th_of_february_comes_out_of_a_leap_year(tmp_path: Path) -> None:
    last = finished(tmp_path / "last", customers="200", **LEAP)
    before = built(tmp_path / "built", customers="200", **{**LEAP, "as_of": "2024-02-29"})
    assert different(rewound(last, "2024-02-29", tmp_path / "rewound"), before) == []


LONG = {"customers": "100", "branches": "3", "history_start": "2025-09-01", "seed": "16"}


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A longer history than the default, in which loans default, are renegotiated and written off."""
    return finished(tmp_path_factory.mktemp("long"), **LONG)


def first_days(bank: Finished) -> dict[str, str]:
    """The first day in the history on which something ends, by what it is."""
    loans, accounts = (json.loads(bank.path(name).read_bytes()) for name in ("loans", "accounts"))
    newer = {loan["renegotiated_loan_id"] for loan in loans} - {None}
    days = {
        "default": [loan["defaulted_on"] for loan in loans],
        "write-off": [loan["written_off_on"] for loan in loans],
        "renegotiation": [loan["start_date"] for loan in loans if loan["loan_id"] in newer],
        "prepayment": [loan["prepaid_on"] for loan in loans],
        "closing": [(account["closed_at"] or "")[:10] for account in accounts],
    }
    return {what: min(day for day in found if (day or "") > "2025-09-03") for what, found in days.items()}


@pytest.mark.parametrize("what", ["default", "write-off", "renegotiation", "prepayment", "closing"])
def test_the_eve_and_the_day_of_an_end_come_out_of_a_longer_history(long: Finished, tmp_path: Path, what: str) -> None:
    ends = date.fromisoformat(first_days(long)[what])
    for iso in (str(ends - timedelta(days=1)), str(ends)):
        before = built(tmp_path / iso, **LONG, as_of=iso)
        assert different(rewound(long, iso, tmp_path / "rewound"), before) == [], iso


def test_the_second_day_of_a_history_comes_out_of_a_longer_one(long: Finished, tmp_path: Path) -> None:
    before = built(tmp_path / "built", **LONG, as_of="2025-09-02")
    assert different(rewound(long, "2025-09-02", tmp_path / "rewound"), before) == []


def test_another_seed_and_other_settings_rewind_as_well(tmp_path: Path) -> None:
    given = {"customers": "150", "seed": "7", "ledger.delinquency": "3.0", "privacy.documents": "invalid"}
    last = finished(tmp_path / "last", **given)
    before = built(tmp_path / "built", **given, as_of="2026-07-19")
    assert different(rewound(last, "2026-07-19", tmp_path / "rewound"), before) == []


def records(files: dict[str, bytes], name: str) -> dict[str, dict[str, Any]]:
    key = key_of(row_class(name)).name
    return {record[key]: record for record in json.loads(files[name])}


@pytest.mark.parametrize(
    ("first", "second"), [("2026-03-14", "2026-03-15"), ("2025-12-30", "2026-05-02"), ("2026-01-31", "2026-02-01")]
)
def test_updated_at_lies_between_two_days_wherever_a_record_differs(
    bank: Finished, tmp_path: Path, first: str, second: str
) -> None:
    before, after = (rewound(bank, iso, tmp_path / iso) for iso in (first, second))
    changed = 0
    for name in bank.names:
        old, new = records(before, name), records(after, name)
        for key in old.keys() & new.keys():
            if old[key] != new[key]:
                changed += 1
                assert f"{first}T23:59:59" < new[key]["updated_at"] <= f"{second}T23:59:59", (name, old[key], new[key])
    assert changed > 30


MERGED = [date(2026, 1, 1) + timedelta(days=CHANCE.randrange(300)) for _ in range(5)]


@pytest.mark.parametrize("today", MERGED, ids=str)
def test_a_merge_of_what_is_newer_than_yesterdays_maximum_ends_in_todays_tables(
    bank: Finished, tmp_path: Path, today: date
) -> None:
    before, after = (rewound(bank, str(each), tmp_path / str(each)) for each in (today - timedelta(days=1), today))
    for name in filter(state_columns, bank.names):
        merged, wanted = records(before, name), records(after, name)
        watermark = max(record["updated_at"] for record in merged.values())
        merged |= {key: record for key, record in wanted.items() if record["updated_at"] > watermark}
        assert merged == wanted, name


def test_the_rows_of_an_owner_stand_one_behind_the_other_in_the_order_of_their_birth(bank: Finished) -> None:
    for name in bank.names:
        owner, born = owner_of(row_class(name)), born_of(name).name
        if owner is None:
            continue
        rows = json.loads(bank.path(name).read_bytes())
        runs = [list(run) for _, run in groupby(rows, itemgetter(owner.name))]
        assert len(runs) == len({run[0][owner.name] for run in runs}), name
        if not state_columns(name):
            assert all(run == sorted(run, key=itemgetter(born)) for run in runs), name


def test_every_dataset_says_since_when_its_rows_exist(bank: Finished) -> None:
    for name in bank.names:
        assert born_of(name).type in ("moment", "date")
        assert sum(column.born for column in columns_of(row_class(name)).values()) == 1
