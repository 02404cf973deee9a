"""Room: a bank that the disk cannot hold is not begun."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from conftest import ROOT, Project
from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.settings import settings
from lastro.engine.tasks import disk_space as room


@pytest.fixture(autouse=True)
def _run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_ahead", set())
    (tmp_path / "bank.toml").write_bytes((ROOT / "bank.toml").read_bytes())
    (tmp_path / paths.OUTPUTS).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)


def free(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: SimpleNamespace(free=count))


def test_a_bank_that_the_disk_cannot_hold_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 3_000_000_000)
    with pytest.raises(BuildError, match=r"room for 3,000.0 MB, .* at least 49.* GB .*doit customers="):
        room.insist("transactions", settings.load({"customers": "1000000"}))


def test_a_bank_that_fits_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 700_000_000)
    room.expect(room.BYTES)
    room.insist("customers", settings.load({}))


def test_what_is_ahead_counts_from_the_first_dataset(monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 300_000_000)
    room.insist("customers", settings.load({}))
    room.expect(["customers", "transactions"])
    with pytest.raises(BuildError, match="transactions: 49"):
        room.insist("customers", settings.load({}))


def test_what_stands_needs_no_more_room(monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 300_000_000)
    room.expect(["transactions"])
    room.settle("transactions")
    room.insist("customers", settings.load({}))


def test_what_is_ahead_needs_only_what_it_grows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    free(monkeypatch, 300_000_000)
    with (tmp_path / paths.output("transactions")).open("w") as stream:
        stream.truncate(600_000_000)
    room.expect(["transactions"])
    room.insist("customers", settings.load({}))


def test_a_dataset_of_unknown_size_is_simply_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 1)
    room.insist("disputes", settings.load({}))


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0.0 kB"), (999_000, "999.0 kB"), (5e9, "5,000.0 MB"), (5e10, "50.0 GB")]
)
def test_bytes_are_said_as_people_say_them(count: float, said: str) -> None:
    assert room.size(count) == said


SMALL_DISK = (
    "import shutil; from types import SimpleNamespace;"
    "shutil.disk_usage = lambda _: SimpleNamespace(free=10**9);"
    "from doit.doit_cmd import DoitMain; exit(DoitMain().run({arguments}))"
)


def test_doit_says_so_and_stops_before_anything_is_written(project: Project) -> None:
    before = project.bank()
    done = project.run("-c", SMALL_DISK.format(arguments=["customers=1000000"]))
    assert (done.code, project.bank()) == (1, before)
    assert done.err.startswith("customers: data/financial_services/datasets: the disk has room for 1,000.0 MB")
    assert done.err.count("\n") == 1
    assert project.run("-c", SMALL_DISK.format(arguments=["customers=50"])).code == 0


def test_a_dataset_that_is_not_asked_for_needs_no_room(project: Project) -> None:
    assert project.run("-c", SMALL_DISK.format(arguments=["customers", "customers=20000"])).code == 0
