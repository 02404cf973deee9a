"""Surroundings: clock, time zone, locale, umask, odd paths, a checkout that moves: the same bytes, nothing rebuilt."""

from __future__ import annotations

import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from breaking import DEFAULT, LONG, chance, nobody_left, slow_toy, start, wrong_after
from projects import Done, Project

pytestmark = pytest.mark.faults

ALL = ["customers", "accounts", "transactions"]
CLOCKS = {"1970": -1.8e9, "a day ago": -86400.0, "in an hour": 3600.0, "2100": 2.3e9}
JUNK = [
    {"PYTHONHASHSEED": "1", "TZ": "America/Sao_Paulo"},
    {"TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
    {"HOME": "/nonexistent", "PATH": "", "TMPDIR": "/nonexistent"},
    {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "POLARS_VERBOSE": "1"},
    {"PYTHONOPTIMIZE": "2", "PYTHONDEVMODE": "1"},
]


def with_clock(project: Project, shift: float, *arguments: str) -> Done:
    """Run doit with another time of day in Python."""
    code = (
        f"import time; real, ns = time.time, time.time_ns; time.time = lambda: real() + {shift}; "
        f"time.time_ns = lambda: ns() + int({shift} * 1e9); "
        f"from doit.doit_cmd import DoitMain; exit(DoitMain().run({list(arguments)}))"
    )
    return project.run("-c", code)


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_clock_changes_no_byte_and_rebuilds_nothing(project: Project, unbuilt: Project, clock: str) -> None:
    assert with_clock(project, CLOCKS[clock]).skipped == ALL
    assert with_clock(unbuilt, CLOCKS[clock]).code == 0
    assert unbuilt.bank() == project.bank()
    assert unbuilt.doit().skipped == ALL


@pytest.mark.parametrize("clock", CLOCKS)
def test_an_edit_is_seen_whatever_the_clock_said(project: Project, clock: str) -> None:
    project.doit("customers=3000")
    with_clock(project, CLOCKS[clock])
    path = project.output("accounts")
    when = path.stat().st_mtime_ns
    project.replace(path, '"balance":1', '"balance":2')
    os.utime(path, ns=(when, when))
    assert "accounts.json was edited by hand" in with_clock(project, CLOCKS[clock]).err


@pytest.mark.parametrize("when", [0, 1, 4e9])
def test_no_time_stamp_reruns_anything(project: Project, when: float) -> None:
    for path in project.root.rglob("*"):
        os.utime(path, (when, when))
    assert project.doit().skipped == ALL


@pytest.mark.parametrize("environment", JUNK, ids=[next(iter(each)) for each in JUNK])
def test_no_environment_changes_a_byte(project: Project, unbuilt: Project, environment: dict[str, str]) -> None:
    done = unbuilt.doit(**environment)
    assert done.code == 0, done.err
    assert unbuilt.bank() == project.bank()
    assert project.doit(**environment).skipped == ALL


@pytest.mark.parametrize("mask", [0o077, 0o027, 0o000])
def test_files_follow_the_umask(project: Project, unbuilt: Project, mask: int) -> None:
    before = os.umask(mask)
    try:
        assert unbuilt.doit().code == 0
    finally:
        os.umask(before)
    assert unbuilt.bank() == project.bank()
    assert {path.stat().st_mode & 0o777 for path in unbuilt.output("x").parent.iterdir()} == {0o666 & ~mask}


NAMES = [
    "um país às pressas",
    "$(touch ours)",
    "; rm -rf x",
    "-n",
    "a'b\"c",
    "x" * 200,
    "two\nlines",
    "%s{0}",
    "\U0001f3e6",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_checkout_may_have_any_name_and_move_there(project: Project, tmp_path: Path, name: str) -> None:
    before = project.bank()
    moved = tmp_path / name
    shutil.move(project.root, moved)
    assert Project(moved).doit().skipped == ALL
    assert wrong_after(Project(moved), before, DEFAULT) == []
    assert not (moved / "ours").exists()
    shutil.rmtree(moved / "data/financial_services")
    assert Project(moved).doit().code == 0
    assert Project(moved).bank() == before


def test_a_copy_of_a_checkout_is_up_to_date_and_on_its_own(project: Project, tmp_path: Path) -> None:
    copy = project.copy(tmp_path / "copy")
    assert copy.doit().skipped == ALL
    copy.doit("seed=5")
    assert project.doit().skipped == ALL


# two at once


def test_two_at_once_end_in_the_same_bank(tmp_path: Path) -> None:
    project = slow_toy(tmp_path / "toy")
    for number in range(10 if LONG else 2):
        gaps = chance("two at once", number)
        project.doit("clean")
        group = [start(project)]
        for _ in range(3):
            time.sleep(gaps.uniform(0, 0.3))
            group.append(start(project))
        ended = [(process.communicate(timeout=60)[1].decode(), process.returncode) for process in group]
        assert sorted({code for _, code in ended}) in ([0, 3], [0])
        assert all(said.count("\n") == 1 and "another doit is building" in said for said, code in ended if code)
        assert all(nobody_left(process.pid) for process in group)
        assert project.doit().skipped == ALL


def test_looking_while_a_build_goes_on_harms_nothing(tmp_path: Path) -> None:
    project = slow_toy(tmp_path / "toy")
    gold = slow_toy(tmp_path / "gold")
    assert gold.doit().code == 0
    process = start(project)
    looks = [project.doit("list").code, project.doit("info", "customers").code, project.doit("help").code]
    drain = threading.Thread(target=process.communicate)
    drain.start()
    drain.join(60)
    assert (process.returncode, looks) in ((0, [0, 0, 0]), (0, [0, 1, 0]))  # info: 1 where it is not up to date
    assert project.bank() == gold.bank()
    assert wrong_after(project, gold.bank()) == []
