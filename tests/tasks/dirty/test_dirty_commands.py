"""`doit dirty`, `doit undo` and `doit score` as they are typed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from builds import NAMES
from projects import DATASETS, Project

pytestmark = pytest.mark.long

BASE = Path("data/financial_services")


@pytest.fixture(scope="module")
def spoilt(bank: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = bank.copy(tmp_path_factory.mktemp("spoilt") / "bank")
    done = project.doit("feed", "--from", "2026-10-20")
    assert done.code == 0, done.err
    done = project.doit("dirty", "--feed", "--rate", "null=0.01", "--rate", "bank_of_none=0")
    assert "--rate: there is no kind bank_of_none" in done.err
    done = project.doit("dirty", "--feed", "--rate", "null=0.01")
    assert done.code == 0, done.err
    return project


def entries(project: Project) -> list[dict[str, object]]:
    return [json.loads(line) for line in project.path(BASE / "dirty.key/log.ndjson").read_text().splitlines()]


def test_a_twin_is_made_once_and_again_for_other_options(spoilt: Project, tmp_path: Path) -> None:
    project = spoilt.copy(tmp_path / "bank")
    assert "dirty" in project.doit("dirty", "--feed", "--rate", "null=0.01").skipped
    assert project.doit("dirty", "--level", "light").ran == ["dirty"]


def test_a_rate_is_an_option_and_no_setting(spoilt: Project) -> None:
    manifest = json.loads(spoilt.path(BASE / "dirty.key/manifest.json").read_text())
    assert manifest["kinds"]["null"]["rate"] == 0.01


def test_undo_says_that_every_file_equals_the_clean_one_and_makes_the_feed_again(
    spoilt: Project, tmp_path: Path
) -> None:
    project = spoilt.copy(tmp_path / "bank")
    done = project.doit("undo")
    assert done.code == 0, done.err
    assert done.out.count("equals the clean file") == len(NAMES)
    for path in sorted(project.path(DATASETS).glob("*.json")):
        assert (project.path(BASE / "restored") / path.name).read_bytes() == path.read_bytes()
    changes = project.path(BASE / "feed/changes")
    for path in sorted(changes.glob("dt=*/*.ndjson")):
        again = project.path(BASE / "restored/feed") / path.relative_to(changes)
        assert again.read_bytes() == path.read_bytes()


def test_a_feed_is_delivered_with_faults_that_its_audit_shows(spoilt: Project) -> None:
    faults = [entry for entry in entries(spoilt) if entry["family"] == "delivery"]
    assert faults != []
    for entry in faults:
        folder = spoilt.path(BASE / f"dirty/feed/dt={entry['key']}")
        audit = json.loads((folder / "audit.json").read_text())
        lines = (folder / f"{entry['dataset']}.ndjson").read_bytes().count(b"\n")
        assert lines != sum(audit["events"][entry["dataset"]].values()), entry


def test_all_answers_score_full_marks(spoilt: Project, tmp_path: Path) -> None:
    with (tmp_path / "found.csv").open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["dataset", "key", "column"])
        for entry in entries(spoilt):
            column = entry["column"][0] if isinstance(entry["column"], list) else entry["column"]
            rows.writerow([entry["dataset"], entry["key"] or "", column or ""])
    done = spoilt.doit("score", "--found", str(tmp_path / "found.csv"))
    assert done.code == 0, done.err
    assert "precision 100.0%" in done.out
    assert "recall 100.0%" in done.out


def test_what_is_not_wrong_costs_precision(spoilt: Project, tmp_path: Path) -> None:
    wrong = next(entry for entry in entries(spoilt) if entry["kind"] == "null")
    lines = ["dataset,key,column", f"{wrong['dataset']},{wrong['key']},{wrong['column']}", "customers,nobody,name"]
    (tmp_path / "found.csv").write_text("\n".join(lines), encoding="utf-8")
    assert (
        "1 of 2 findings are right: precision 50.0%" in spoilt.doit("score", "--found", str(tmp_path / "found.csv")).out
    )


def test_clean_removes_twin_answers_and_what_was_made_again(spoilt: Project, tmp_path: Path) -> None:
    project = spoilt.copy(tmp_path / "bank")
    assert project.doit("undo").code == 0
    assert project.doit("clean", "dirty", "undo").code == 0
    assert sorted(path.name for path in project.path(BASE).iterdir() if path.name[0] != ".") == ["datasets", "feed"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("dirty --level hevy", "--level hevy: it is one of light, usual, heavy"),
        ("dirty --only nul", "--only: there is no kind nul; did you mean null?"),
        ("dirty --rate null=2", "--rate null=2: a rate is a number from 0 to 1"),
        ("dirty --as xml", "--as xml: it is one of json, csv, parquet"),
        ("dirty --drift-from soon", "--drift-from soon: a day is written like 2026-10-15"),
        ("dirty --only drift_added", "drift_added happens from a day on"),
        ("dirty --only number_as_text --as csv", "number_as_text cannot be told apart in csv"),
        ("score", "score --found FILE.csv: say where your findings are"),
        ("score --found nowhere.csv", "nowhere.csv cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(spoilt: Project, command: str, said: str) -> None:
    done = spoilt.doit(*command.split())
    assert done.code == 1
    assert said in done.err
    assert "Traceback" not in done.err


def test_without_a_twin_there_is_nothing_to_undo_or_score(bank: Project, tmp_path: Path) -> None:
    project = bank.copy(tmp_path / "bank")
    (tmp_path / "found.csv").write_text("dataset,key,column\n", encoding="utf-8")
    for command in (["undo"], ["score", "--found", str(tmp_path / "found.csv")]):
        done = project.doit(*command)
        assert done.code == 1
        assert "`doit dirty` makes it" in done.err
