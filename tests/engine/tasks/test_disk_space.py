"""Disk space: a bank that the disk cannot hold is not begun."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.tasks import disk_space
from projects import Project

CUSTOMERS, TRANSACTIONS = 5_200_000, 620_000_000  # bytes, as declared


@pytest.fixture(autouse=True)
def _run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_space, "_ahead", {})
    (tmp_path / paths.OUTPUTS).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)


def free(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(disk_space.shutil, "disk_usage", lambda _: SimpleNamespace(free=count))


def test_a_dataset_that_the_disk_cannot_hold_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 3_000_000_000)
    with pytest.raises(BuildError, match=r"room for 3,000.0 MB, .* at least 49.6 GB .*doit customers="):
        disk_space.require("transactions", 100 * TRANSACTIONS)


def test_what_may_be_a_little_smaller_than_declared_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 500_000_000)
    disk_space.require("transactions", TRANSACTIONS)


def test_what_is_ahead_counts_from_the_first_dataset(monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 300_000_000)
    disk_space.require("customers", CUSTOMERS)
    disk_space.expect({"customers": CUSTOMERS, "transactions": TRANSACTIONS})
    with pytest.raises(BuildError, match=r"at least 500\.2 MB .transactions: 496.0 MB"):
        disk_space.require("customers", CUSTOMERS)


def test_what_stands_needs_no_more_space(monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 300_000_000)
    disk_space.expect({"transactions": TRANSACTIONS})
    disk_space.settle("transactions")
    disk_space.require("customers", CUSTOMERS)


def test_what_is_ahead_needs_only_what_it_grows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    free(monkeypatch, 300_000_000)
    with (tmp_path / paths.output("transactions")).open("w") as stream:
        stream.truncate(600_000_000)
    disk_space.expect({"transactions": TRANSACTIONS})
    disk_space.require("customers", CUSTOMERS)


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0.0 kB"), (999_000, "999.0 kB"), (5e9, "5,000.0 MB"), (5e10, "50.0 GB")]
)
def test_bytes_are_said_as_people_say_them(count: float, said: str) -> None:
    assert disk_space.size(count) == said


SMALL_DISK = (
    "import shutil; from types import SimpleNamespace;"
    "shutil.disk_usage = lambda _: SimpleNamespace(free={free});"
    "from doit.doit_cmd import DoitMain; exit(DoitMain().run({arguments}))"
)


def test_doit_says_so_and_stops_before_anything_is_written(project: Project) -> None:
    before = project.bank()
    done = project.run("-c", SMALL_DISK.format(free=10**9, arguments=["customers=10000000"]))
    assert (done.code, project.bank()) == (1, before)
    assert done.err.startswith("customers: data/financial_services/datasets: the disk has room for 1,000.0 MB")
    assert done.err.count("\n") == 1
    assert project.run("-c", SMALL_DISK.format(free=10**9, arguments=["customers=50"])).code == 0


def test_a_dataset_that_is_not_asked_for_needs_no_space(project: Project) -> None:
    only, all_three = (
        SMALL_DISK.format(free=4_000_000, arguments=[*n, "customers=20000"]) for n in (["customers"], [])
    )
    assert project.run("-c", only).code == 0
    assert project.run("-c", all_three).code == 1
