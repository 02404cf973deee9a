"""`doit feed`, `doit snapshot` and `doit replay` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from projects import DATASETS, ROOT, Project

pytestmark = pytest.mark.long

BASE = Path("data/financial_services")


@pytest.fixture(scope="module")
def fed(bank: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = bank.copy(tmp_path_factory.mktemp("fed") / "bank")
    done = project.doit("feed", "--from", "2026-10-30", "--scd2")
    assert done.code == 0, done.err
    return project


def test_a_feed_is_made_once_and_again_only_for_other_options(fed: Project) -> None:
    assert "feed" in fed.doit("feed", "--from", "2026-10-30", "--scd2").skipped
    assert fed.doit("feed", "--from", "2026-10-31", "--scd2").ran == ["feed"]
    assert fed.doit("feed", "--from", "2026-10-30", "--scd2").ran == ["feed"]


def test_a_replay_makes_the_datasets_again(fed: Project, tmp_path: Path) -> None:
    done = fed.doit("replay", "--into", str(tmp_path / "again"))
    assert done.code == 0, done.err
    for path in sorted(fed.path(DATASETS).glob("*.json")):
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_replay_says_which_numbers_are_missing(fed: Project, tmp_path: Path) -> None:
    project = fed.copy(tmp_path / "bank")
    path = project.path(BASE / "feed/changes/dt=2026-10-30/transactions.ndjson")
    first, *others = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(others))
    done = project.doit("replay", "--into", str(tmp_path / "again"))
    assert done.code == 1
    assert f"1 changes are missing, by number: {json.loads(first)['source']['lsn']}" in done.err


def test_a_snapshot_is_the_build_of_that_day(fed: Project, tmp_path: Path) -> None:
    project = fed.copy(tmp_path / "bank")
    assert project.doit("snapshot", "--day", "2026-06-30").code == 0
    assert "is up to date" in project.doit("snapshot", "--day", "2026-06-30").out
    there = {p.name: p.read_bytes() for p in project.path(BASE / "snapshots/2026-06-30").iterdir()}
    assert project.doit("as_of=2026-06-30").code == 0
    assert there == {p.name: p.read_bytes() for p in project.path(DATASETS).glob("*.json")}


def test_clean_removes_feed_and_snapshots(fed: Project, tmp_path: Path) -> None:
    project = fed.copy(tmp_path / "bank")
    assert project.doit("snapshot", "--day", "2026-10-30").code == 0
    assert project.doit("clean", "feed", "snapshot").code == 0
    assert sorted(path.name for path in project.path(BASE).iterdir() if not path.name.startswith(".")) == ["datasets"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("feed --from 2026-11-05", "feed: --from 2026-11-05 lies after --to 2026-10-31"),
        ("feed --from 2020-01-01", "--from 2020-01-01: a feed lies between 2025-11-02 and 2026-10-31"),
        ("feed --to 2027-01-01", "--to 2027-01-01: a feed lies between"),
        ("feed --from 2026-10-30 --to 2026-10-29", "--from 2026-10-30 lies after --to 2026-10-29"),
        ("feed --late 1.5", "--late 1.5: a rate lies between 0 and 1"),
        ("feed --grain minute", "--grain minute: it is day or posting"),
        ("feed --marks never", "--marks never: it is daily or month-end"),
        ("replay --deliveries --into elsewhere", "deliveries is not there; `doit feed --late 0.02` makes deliveries"),
        ("snapshot --day yesterday", "--day yesterday: a day is written like 2026-10-01"),
        ("snapshot --day 2019-01-01", "--day 2019-01-01: the history goes from 2025-11-01 to 2026-10-31"),
        ("replay", "replay --into FOLDER: say where the datasets are to be written"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(fed: Project, command: str, said: str) -> None:
    done = fed.doit(*command.split())
    assert done.code == 1
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_bank_lives_by_the_recipe_of_the_page(fed: Project, tmp_path: Path) -> None:
    project = fed.copy(tmp_path / "bank")
    section = (ROOT / "docs/feed.md").read_text(encoding="utf-8").partition("## A bank that lives\n")[2]
    for command in section.partition("```sh\n")[2].partition("```")[0].splitlines():
        done = project.doit(*command.removeprefix("doit ").split())
        assert done.code == 0, done.err
    assert project.doit("snapshot", "--day", "2026-11-02").code == 0
    for path in project.path(BASE / "snapshots/2026-11-02").iterdir():
        assert (project.path("evening") / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_bank_edited_by_hand_has_no_feed(fed: Project, tmp_path: Path) -> None:
    project = fed.copy(tmp_path / "bank")
    path = project.path(DATASETS / "customers.json")
    path.write_text(
        path.read_text(encoding="utf-8").replace('"customer_type":"Individual"', '"customer_type": "Individual"', 1)
    )
    done = project.doit("feed")
    assert done.code == 1
    assert "customers.json was edited by hand, or depends on a file that was" in done.err
