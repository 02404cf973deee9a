"""A bank that may only be read: it is up to date, is listed, checked and exported elsewhere, and nothing changes."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from builds import NAMES
from projects import Done, Project

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def obey() -> None:
    """Have the modes of files keep out root as well."""
    if os.getuid() == 0:
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def doit(project: Project, command: str) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "doit", *command.split()],
        cwd=project.root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=obey,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return Done(done.returncode, done.stdout, done.stderr)


def state(project: Project) -> dict[str, tuple[int, int]]:
    files = (path for path in project.root.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


@pytest.fixture(scope="module")
def sealed(bank: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The real bank, built, with no right to write anywhere, and without what doit itself remembers."""
    project = bank.copy(tmp_path_factory.mktemp("sealed") / "bank")
    for name in (".doit.db", ".doit.lock"):
        project.path(name).unlink(missing_ok=True)
    paths = [project.root, *project.root.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield project
    for path in paths:
        path.chmod(0o777 if path.is_dir() else 0o666)


def test_it_is_up_to_date(sealed: Project) -> None:
    done = doit(sealed, "")
    assert (done.code, done.err, done.skipped) == (0, "", NAMES)


def test_it_is_listed_planned_and_checked(sealed: Project) -> None:
    for command in ("list", "plan", "check statement"):
        done = doit(sealed, command)
        assert (done.code, done.err) == (0, ""), command


def test_it_is_exported_elsewhere_and_never_twice_over(sealed: Project, tmp_path: Path) -> None:
    done = doit(sealed, f"parquet --into {tmp_path} sqlite --into {tmp_path}")
    assert (done.code, done.err) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bank.sqlite", "parquet"]
    again = doit(sealed, f"parquet --into {tmp_path}")
    assert (again.code, again.out) == (3, "")
    assert "parquet is there already, and nothing is overwritten" in again.err


REFUSED = {
    "seed=7": "customers: .doit.lock cannot be written: Permission denied\n",
    "parquet": "parquet: .doit.lock cannot be written: Permission denied\n",
    "clean loans": "ERROR: .doit.lock cannot be written: Permission denied\n",
    "forget loans": "ERROR: .doit.db cannot be made here, and nothing is remembered without it\n",
    "bank=dev": "ERROR: data/financial_services/banks/dev/.lastro cannot be made: Permission denied\n",
    "contract": "contract: data/financial_services/datapackage.json could not be written: Permission denied",
}


def test_what_would_write_says_in_one_sentence_why_it_cannot_and_changes_nothing(sealed: Project) -> None:
    before = state(sealed)
    for command, said in REFUSED.items():
        done = doit(sealed, command)
        assert done.code != 0
        assert done.err.startswith(said), command
        assert done.err.count("\n") == 1
    assert state(sealed) == before


def test_doit_forget_says_that_its_memory_cannot_be_written(bank: Project, tmp_path: Path) -> None:
    project = bank.copy(tmp_path / "bank")
    project.path(".doit.db").chmod(0o444)
    project.root.chmod(0o555)
    done = doit(project, "forget loans")
    project.root.chmod(0o777)
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert ".doit.db could not be written" in done.err
