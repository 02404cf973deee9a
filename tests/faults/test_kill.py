"""Kill -9: at random moments, and at each step that changes a file; then one doit makes the bank as it should be."""

from __future__ import annotations

import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from breaking import (
    DEFAULT,
    LONG,
    chance,
    half_written,
    kill_after,
    kill_within,
    nobody_left,
    seconds,
    slow_toy,
    start,
    toy_with_workers,
    wrong_after,
)
from projects import Project, lastro, once

pytestmark = pytest.mark.faults

HERE = Path(__file__).resolve().parent
STATES = {  # commands that lead to a state, and the one that is killed
    "empty": ([], []),
    "built with other settings": ([["seed=5"]], [DEFAULT]),
    "cleaned": ([[], ["clean"]], []),
    "everything anew": ([[]], ["-a"]),
    "other settings and back": ([[]], ["seed=5"]),
}
TIMES = {"toy": 16, "real": 4, "workers": 4} if LONG else {"toy": 2, "real": 1, "workers": 1}  # in each state
STEPS = 60 if LONG else 2  # in each state
BANKS: dict[str, Callable[[Path], Project]] = {
    "toy": slow_toy,
    "real": partial(lastro, customers=100),
    "workers": toy_with_workers,
}


def prepared(factory: pytest.TempPathFactory, bank: str, *commands: list[str]) -> Project:
    """A bank after some commands; made once, not to be changed."""

    def make(to: Path) -> None:
        project = BANKS[bank](to)
        assert all(project.doit(*command).code == 0 for command in commands)

    return Project(once(factory, " ".join(["kill", bank, *(" ".join(each) or "doit" for each in commands)]), make))


class Prey:
    """A bank in a state, with what it should and may be."""

    def __init__(self, factory: pytest.TempPathFactory, to: Path, bank: str, state: str) -> None:
        before, self.command = STATES[state]
        self.project = prepared(factory, bank, *before).copy(to)
        self.gold = prepared(factory, bank, []).bank()
        self.other = prepared(factory, bank, ["seed=5"]).bank()

    def kill(self, after: float) -> bool:
        return kill_after(self.project, after, *self.command)

    def wrong(self) -> list[str]:
        half = half_written(self.project, self.gold, self.other)
        return half + wrong_after(self.project, self.gold, DEFAULT)


CASES = [(bank, state, n) for bank in BANKS for state in STATES for n in range(TIMES[bank])]


@pytest.mark.parametrize(("bank", "state", "number"), CASES)
def test_after_a_kill_at_a_random_moment_one_doit_makes_the_same_bank(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, bank: str, state: str, number: int
) -> None:
    prey = Prey(tmp_path_factory, tmp_path / "prey", bank, state)
    whole = seconds(prepared(tmp_path_factory, bank, *STATES[state][0]).root, *prey.command)
    prey.kill(chance(bank, state, number).uniform(0.1, 1.0) * whole)
    assert prey.wrong() == []


# at the n-th step that changes a file


def steps(project: Project, kill_at: int, *command: str) -> tuple[int, int]:
    """How doit ends that is killed before its n-th change of a file, and how many changes there were (0: unknown)."""
    process = start(project, *command, PYTHONPATH=str(HERE / "killer"), KILL_AT=str(kill_at))
    said = process.communicate(timeout=120)[1].decode()
    assert nobody_left(process.pid)
    return process.returncode, int(said.rpartition("changes: ")[2] or 0) if "changes: " in said else 0


@pytest.mark.parametrize("state", STATES)
def test_after_a_kill_before_any_change_of_a_file_one_doit_makes_the_same_bank(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, state: str
) -> None:
    there_are = steps(Prey(tmp_path_factory, tmp_path / "counted", "toy", state).project, 0, *STATES[state][1])[1]
    assert there_are > 10
    points = chance("steps", state).sample(range(1, there_are + 1), min(STEPS, there_are))
    for point in sorted(points):
        prey = Prey(tmp_path_factory, tmp_path / str(point), "toy", state)
        assert steps(prey.project, point, *prey.command)[0] == -signal.SIGKILL
        assert prey.wrong() == [], f"killed before change {point} of {there_are}"


def test_after_a_kill_of_clean_one_doit_makes_the_same_bank(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    for point in range(1, 12 if LONG else 5):
        prey = Prey(tmp_path_factory, tmp_path / str(point), "toy", "everything anew")
        steps(prey.project, point, "clean")
        assert prey.wrong() == [], f"killed before change {point}"


# the tests themselves: a naive writer and a naive record must not pass


def naive(project: Project, *modules: str) -> None:
    """Have a project's engine write and remember as a naive one does."""
    for module in modules:
        (path,) = project.path("generators/lastro/engine").rglob(f"{module}.py")
        with path.open("a") as stream:
            stream.write((HERE / f"naive/{module}.txt").read_text())


def naive_prey(to: Path, state: str, *modules: str) -> Project:
    project = slow_toy(to)
    naive(project, *modules)
    assert all(project.doit(*command).code == 0 for command in STATES[state][0])
    return project


def is_wrong(factory: pytest.TempPathFactory, project: Project) -> bool:
    return any("WRONG" in each for each in wrong_after(project, prepared(factory, "toy", []).bank(), DEFAULT))


@pytest.mark.parametrize("state", ["cleaned", "everything anew", "other settings and back"])
def test_a_naive_writer_and_record_do_not_pass(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, state: str
) -> None:
    prey = naive_prey(tmp_path / "prey", state, "writer", "record")
    for number in range(10):
        project = prey.copy(tmp_path / str(number))
        kill_within(project, "customers", 0.015 * number, *STATES[state][1])
        if is_wrong(tmp_path_factory, project):
            return
    pytest.fail("none of ten kills was noticed")


def test_a_naive_record_alone_does_not_pass(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    prey = naive_prey(tmp_path / "prey", "other settings and back", "record")
    for point in range(8, 40):
        project = prey.copy(tmp_path / str(point))
        steps(project, point, "seed=5")
        if is_wrong(tmp_path_factory, project):
            return
    pytest.fail("no kill was noticed")
