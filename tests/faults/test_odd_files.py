"""Odd files: damaged state, damaged records, and things that are no files where files should be."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from breaking import DEFAULT, LONG, chance, wrong_after
from projects import DATASETS, Project

pytestmark = pytest.mark.faults

ALL = ["customers", "accounts", "transactions"]
STATE = Path("data/financial_services/.lastro")


def settled(project: Project, before: dict[str, bytes]) -> None:
    """Whatever was damaged, doit ends in the same bank, or in one message with a command that mends it."""
    done = project.doit()
    assert "Traceback" not in done.err
    assert project.bank() == before
    if done.code:
        assert (done.code, "remove" in done.err) == (3, True)
        project.path(".doit.db").unlink()
    assert wrong_after(project, before) == []


# doit's state file


@pytest.mark.parametrize("part", range(0, 24, 1 if LONG else 4))
def test_a_state_file_may_be_cut_anywhere(project: Project, part: int) -> None:
    before, whole = project.bank(), project.path(".doit.db").read_bytes()
    project.path(".doit.db").write_bytes(whole[: part * 512])
    settled(project, before)


@pytest.mark.parametrize("number", range(100 if LONG else 6))
def test_any_bytes_of_a_state_file_may_be_wrong(project: Project, number: int) -> None:
    before, random = project.bank(), chance("state file", number)
    content = bytearray(project.path(".doit.db").read_bytes())
    for _ in range(random.choice([1, 10, 100])):
        content[random.randrange(len(content))] = random.randrange(256)
    project.path(".doit.db").write_bytes(content)
    settled(project, before)


@pytest.mark.parametrize("value", ["", "{", "[]", "7", '{"_values_:": 7}', '{"deps:": 7}', '{"x": null}', "\x00"])
def test_a_state_file_may_hold_nonsense(project: Project, value: str) -> None:
    before = project.bank()
    with closing(sqlite3.connect(project.path(".doit.db"))) as connection:
        connection.execute("update doit set task_data = ?", [value])
        connection.commit()
    settled(project, before)


def test_a_state_file_of_another_version_is_replaced(project: Project) -> None:
    before = project.bank()
    project.path(".doit.db").unlink()
    with closing(sqlite3.connect(project.path(".doit.db"))) as connection:
        connection.execute("create table doit (task text, data blob, version integer)")
        connection.execute("insert into doit values ('accounts', x'00ff', 9)")
        connection.commit()
    settled(project, before)


# the build's own records


def damaged(content: str, random: Random) -> str:
    """A state file of the build that is not what it was: cut, garbled, or other values in its places."""
    if random.random() < 0.3:
        return content[: random.randrange(len(content))]
    if random.random() < 0.3:
        at = random.randrange(len(content))
        return content[:at] + random.choice('{}[],:"0a\x00é') + content[at + 1 :]
    found = json.loads(content)
    _spoil(found, random)
    return json.dumps(found)


def _spoil(found: Any, random: Random) -> None:
    places = list(found) if isinstance(found, dict) else list(range(len(found)))
    if places:
        place = random.choice(places)
        if isinstance(found[place], dict | list) and random.random() < 0.6:
            _spoil(found[place], random)
        else:
            found[place] = random.choice([None, 7, "x", [], {}, [7], {"x": 7}, 1e300, True, [["x", "x"]]])


@pytest.mark.parametrize("number", range(300 if LONG else 8))
def test_any_file_that_the_build_remembers_by_may_be_damaged(project: Project, number: int) -> None:
    before, random = project.bank(), chance("records", number)
    project.doit("customers=41")
    project.doit("customers=40")
    for path in random.sample(sorted(project.path(STATE).rglob("*.json")), 3):
        path.write_text(damaged(path.read_text(), random))
    done = project.doit()
    assert "Traceback" not in done.err
    assert "Error:" not in done.err
    assert done.code in (0, 3)
    assert wrong_after(project, before, DEFAULT) == []


@pytest.mark.parametrize(("place", "value"), [("inputs", [7]), ("settings", None), ("output", {}), ("confirmed", "x")])
def test_a_record_that_makes_no_sense_costs_no_edit(project: Project, place: str, value: object) -> None:
    path = project.path(STATE / "records/accounts.json")
    record = json.loads(path.read_text())
    holders = [record, record["entries"][0], record["entries"][0]["made_of"]]
    next(holder for holder in holders if place in holder)[place] = value
    path.write_text(json.dumps(record))
    project.replace(project.output("accounts"), '"balance":', '"balance":1')
    edited = project.bank()["accounts.json"]
    done = project.doit()
    assert (done.code, project.bank()["accounts.json"]) == (0, edited), done.err


# things in the way


def as_link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def as_fifo(path: Path) -> None:
    os.mkfifo(path)


def as_file(path: Path) -> None:
    path.write_text("mine")


IN_THE_WAY: list[tuple[Path, Callable[[Path], None]]] = [
    (DATASETS, as_file),
    (DATASETS, as_link_to_itself),
    (DATASETS / "accounts.json", as_link_to_itself),
    (STATE, as_file),
    (STATE / "records", as_file),
    (STATE / "records" / "accounts.json", Path.mkdir),
    (STATE / "digests.json", Path.mkdir),
    (STATE / "modules.json", Path.mkdir),
    (STATE / "overrides.json", Path.mkdir),
    (Path(".doit.lock"), Path.mkdir),
    (Path(".doit.lock"), as_link_to_itself),
    (Path("bank.toml"), Path.mkdir),
    (Path("data/reference/cities.csv"), Path.mkdir),
    (Path("data/reference/cities.csv"), as_link_to_itself),
    (Path("requirements.txt"), Path.mkdir),
    (Path("generators/accounts.py"), Path.mkdir),
]


@pytest.mark.parametrize(("path", "put"), IN_THE_WAY, ids=[f"{p.name} {f.__name__}" for p, f in IN_THE_WAY])
def test_what_is_in_the_way_ends_in_a_message_and_its_removal_mends_it(
    project: Project, path: Path, put: Callable[[Path], None]
) -> None:
    before, place, aside = project.bank(), project.path(path), project.root / "aside"
    if os.path.lexists(place):
        place.rename(aside)
    put(place)
    done = project.doit("seed=5")
    assert "Traceback" not in done.err
    if done.code:
        assert done.err.strip()
    (place.rmdir if place.is_dir() and not place.is_symlink() else place.unlink)()
    if aside.exists():
        aside.rename(place)
    assert wrong_after(project, before, DEFAULT) == []


def test_a_hard_link_to_an_output_keeps_what_it_was(project: Project, tmp_path: Path) -> None:
    before = project.bank()
    os.link(project.output("customers"), tmp_path / "backup.json")
    assert project.doit("seed=5").code == 0
    assert (tmp_path / "backup.json").read_bytes() == before["customers.json"]


def test_outputs_may_lie_in_a_folder_that_is_a_link(project: Project, tmp_path: Path) -> None:
    before, folder = project.bank(), project.path("data/financial_services")
    folder.rename(tmp_path / "on another disk")
    folder.symlink_to(tmp_path / "on another disk")
    assert project.doit().ran == []
    assert wrong_after(project, before, DEFAULT) == []
