"""Same bytes: the same settings give the same files, whatever else differs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from builds import NAMES, closure, datasets, digests, make
from golden import CUSTOMERS, golden
from projects import DATASETS, Project, lastro

MONTH = {"customers": "2300", "history_start": "2026-10-01"}
ENVIRONMENTS = {
    # numpy's faster loops give other last bits of exp and log; names that a processor does not have are ignored
    "without AVX-512": {"NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"},
    "another hash seed, time zone and locale, no UTF-8 mode, and not even AVX2": {
        "PYTHONHASHSEED": "77",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
    },
}


def other_order() -> list[str]:
    """The datasets in an order that the graph allows as well: of those that could come next, the last of dodo.py."""
    order: list[str] = []
    while len(order) < len(datasets()):
        ready = [each.name for each in datasets().values() if set(each.upstream) <= set(order)]
        order.append([name for name in ready if name not in order][-1])
    return order


@contextmanager
def umask(mode: int) -> Iterator[None]:
    before = os.umask(mode)
    try:
        yield
    finally:
        os.umask(before)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The nine, one after the other in this process; not to be changed."""
    made = tmp_path_factory.mktemp("nine of 200 customers")
    make(made, customers=CUSTOMERS)
    return made


@pytest.fixture(scope="session")
def nine(folder: Path) -> dict[str, str]:
    """Their digests, with which all other builds are compared."""
    return digests(folder)


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A checkout in a folder with an awkward name, not built yet."""
    return lastro(tmp_path_factory.mktemp("um banco, às pressas") / "lastro")


def test_the_nine_have_the_golden_digests(nine: dict[str, str]) -> None:
    """Where data are meant to change: `python tests/golden.py`, and a line in CHANGELOG.md."""
    assert nine == golden(), "run `python tests/golden.py`; what it prints belongs in CHANGELOG.md"


def test_another_run_makes_the_same_bytes(folder: Path, nine: dict[str, str]) -> None:
    again = make(folder, customers=CUSTOMERS)
    assert digests(folder) == nine
    assert not any(result.changed for result in again.values())


@pytest.mark.long
@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=list(ENVIRONMENTS))
def test_no_environment_changes_a_byte(
    elsewhere: Project, tmp_path: Path, nine: dict[str, str], environment: dict[str, str]
) -> None:
    shutil.rmtree(elsewhere.path("data/financial_services"), ignore_errors=True)
    with umask(0o077):
        done = elsewhere.doit("-f", str(elsewhere.path("dodo.py")), "customers=200", cwd=tmp_path, **environment)
    assert done.code == 0, done.err
    assert digests(elsewhere.path(DATASETS)) == nine


def test_files_have_the_mode_that_umask_leaves(tmp_path: Path) -> None:
    with umask(0o077):
        make(tmp_path, ["branches"])
    assert (tmp_path / "branches.json").stat().st_mode & 0o777 == 0o600


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The digests of a bank of several transfer groups and one month, made as one block."""
    made = tmp_path_factory.mktemp("one block")
    make(made, block=3000, **MONTH)
    return digests(made)


@pytest.mark.parametrize(("block", "workers"), [(1000, 1), (2000, 2), pytest.param(1000, 4, marks=pytest.mark.long)])
def test_neither_blocks_nor_workers_change_a_byte(
    month: dict[str, str], tmp_path: Path, block: int, workers: int
) -> None:
    make(tmp_path, workers=workers, block=block, **MONTH)
    assert digests(tmp_path) == month


@pytest.mark.parametrize("block", [17, 130])
def test_a_block_may_be_cut_anywhere_in_a_root(nine: dict[str, str], tmp_path: Path, block: int) -> None:
    make(tmp_path, ["customers", "branches"], block=block, customers=CUSTOMERS)
    assert digests(tmp_path) == {name: nine[name] for name in ("customers", "branches")}


@pytest.mark.long
def test_no_order_of_tasks_changes_a_byte(nine: dict[str, str], tmp_path: Path) -> None:
    make(tmp_path, other_order(), customers=CUSTOMERS)
    assert digests(tmp_path) == nine


@pytest.mark.long
def test_tasks_at_the_same_time_change_no_byte(elsewhere: Project, nine: dict[str, str]) -> None:
    shutil.rmtree(elsewhere.path("data/financial_services"), ignore_errors=True)
    done = elsewhere.doit("-n", "2", "customers=200")
    assert done.code == 0, done.err
    assert digests(elsewhere.path(DATASETS)) == nine


@pytest.mark.parametrize("name", NAMES)
def test_each_dataset_alone_has_the_same_bytes(folder: Path, nine: dict[str, str], tmp_path: Path, name: str) -> None:
    for upstream in datasets()[name].upstream:
        shutil.copy(folder / f"{upstream}.json", tmp_path)
    make(tmp_path, [name], customers=CUSTOMERS)
    assert digests(tmp_path)[name] == nine[name]


@pytest.mark.long
@pytest.mark.parametrize("name", ["branches", "investments", "compliance"])
def test_a_task_builds_what_it_depends_on_and_nothing_else(elsewhere: Project, name: str) -> None:
    shutil.rmtree(elsewhere.path("data/financial_services"), ignore_errors=True)
    done = elsewhere.doit(name, "customers=0")
    assert (done.code, set(done.ran)) == (0, set(closure(name))), done.err
    assert set(digests(elsewhere.path(DATASETS))) == set(closure(name))
