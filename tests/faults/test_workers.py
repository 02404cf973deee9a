"""Workers: further processes that make blocks may die, be left alone or be interrupted; none of them stays."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from breaking import DEFAULT, nobody_left, start, toy_with_workers, wrong_after
from projects import Project, once

pytestmark = pytest.mark.faults


@pytest.fixture
def shared(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Project:
    """A bank whose accounts workers make, built; and slow enough in that to be disturbed."""

    def make(to: Path) -> None:
        project = toy_with_workers(to)
        project.replace("generators/accounts.py", "sleep(0.02)", "sleep(1.0)")
        assert project.doit().code == 0

    return Project(once(tmp_path_factory, "shared", make)).copy(tmp_path / "shared")


def workers_of(process: int) -> list[int]:
    """The further workers of a doit, once they are there."""
    for _ in range(500):
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        workers = [int(each) for each in children if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]
        if workers:
            time.sleep(1.5)
            return workers
        time.sleep(0.01)
    raise AssertionError("there are no workers")


def test_a_worker_that_dies_is_told_and_nothing_hangs(shared: Project) -> None:
    before = shared.bank()
    shared.path("data/financial_services/datasets/accounts.json").unlink()
    process = start(shared)
    os.kill(workers_of(process.pid)[0], signal.SIGKILL)
    said = process.communicate(timeout=50)[1].decode()
    assert (process.returncode, said.count("accounts: a worker died"), "Traceback" in said) == (1, 1, False)
    assert nobody_left(process.pid)
    assert wrong_after(shared, before, DEFAULT) == []


def test_a_worker_that_dies_in_one_pass_is_told_and_each_dataset_is_made_by_itself(shared: Project) -> None:
    before = shared.bank()
    process = start(shared, "-a")
    os.kill(workers_of(process.pid)[0], signal.SIGKILL)
    said = process.communicate(timeout=50)[1].decode()
    assert (process.returncode, said.count("together could not be: a worker died"), said.count("\n")) == (0, 1, 1)
    assert nobody_left(process.pid)
    assert shared.bank() == before
    assert wrong_after(shared, before, DEFAULT) == []


def test_workers_whose_doit_was_killed_end_by_themselves(shared: Project) -> None:
    before = shared.bank()
    process = start(shared, "seed=5")
    workers_of(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    assert wrong_after(shared, before, DEFAULT) == []
    process.communicate(timeout=50)
    assert nobody_left(process.pid)


@pytest.mark.parametrize("ways", [[], ["-n", "2"]], ids=["serial", "threads"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("whom", [os.kill, os.killpg], ids=["doit", "group"])
def test_a_signal_ends_the_workers_as_well(
    shared: Project, whom: object, number: signal.Signals, ways: list[str]
) -> None:
    before = shared.bank()
    process = start(shared, "-a", *ways)
    if not ways:
        workers_of(process.pid)
    else:
        assert process.stdout
        while not process.stdout.readline().startswith(b".  customers"):
            pass
        time.sleep(0.8)
    whom(process.pid, number)
    said = process.communicate(timeout=50)[1].decode()
    assert (process.returncode, said.count("\n")) == (128 + number, 1), said
    assert nobody_left(process.pid)
    assert shared.bank() == before
    assert wrong_after(shared, before, DEFAULT) == []
