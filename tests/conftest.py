"""What the tests share: projects in temporary folders, with the real doit to run in them."""

from __future__ import annotations

import fcntl
import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOY = Path(__file__).resolve().parent / "toy"
DATASETS = Path("data/financial_services/datasets")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".git", ".*_cache", ".doit*", "financial_services", ".venv")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def ran(self) -> list[str]:
        """The tasks that ran."""
        return re.findall(r"^\.  (\S+)(?:  \(.+\))?$", self.out, re.MULTILINE)

    @property
    def reasons(self) -> dict[str, str]:
        """Why the tasks ran that had run before."""
        return dict(re.findall(r"^\.  (\S+)  \((.+)\)$", self.out, re.MULTILINE))

    @property
    def skipped(self) -> list[str]:
        """The tasks that were up to date."""
        return re.findall(r"^-- (\S+)$", self.out, re.MULTILINE)


@dataclass(frozen=True)
class Project:
    """A checkout in a temporary folder."""

    root: Path

    def run(self, *command: str, cwd: Path | None = None, **environment: str) -> Done:
        """Run a command in it."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=cwd or self.root,
            env={**os.environ, **environment},
            capture_output=True,
            timeout=120,
            check=False,
        )
        out, err = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
        return Done(done.returncode, out, err)

    def doit(self, *arguments: str, cwd: Path | None = None, **environment: str) -> Done:
        """Run doit in it."""
        return self.run("-m", "doit", *arguments, cwd=cwd, **environment)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start doit in it, to be interfered with."""
        command = [sys.executable, "-u", "-m", "doit", *arguments]
        return subprocess.Popen(
            command,
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=_listen_to_ctrl_c,
        )

    def path(self, path: str | Path) -> Path:
        """A file of it."""
        return self.root / path

    def output(self, dataset: str) -> Path:
        """The JSON file of a dataset."""
        return self.root / DATASETS / f"{dataset}.json"

    def replace(self, path: str | Path, old: str, new: str) -> None:
        """Edit a file."""
        text = self.path(path).read_text(encoding="utf-8")
        assert old in text
        self.path(path).write_text(text.replace(old, new), encoding="utf-8")

    def bank(self) -> dict[str, bytes]:
        """All that lies in the folder of the datasets."""
        return {path.name: path.read_bytes() for path in sorted((self.root / DATASETS).glob("*"))}

    def copy(self, to: Path) -> Project:
        """A copy of it elsewhere."""
        shutil.copytree(self.root, to, symlinks=True)
        return Project(to)


def _listen_to_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # pytest-xdist has its workers ignore it


def toy(to: Path) -> Project:
    """The toy bank with the engine of this checkout, not built yet."""
    shutil.copytree(TOY, to, ignore=_LEFT_OUT)
    shutil.copytree(ROOT / "generators/lastro/engine", to / "generators/lastro/engine", ignore=_LEFT_OUT)
    shutil.copy(ROOT / "generators/lastro/__init__.py", to / "generators/lastro")
    shutil.copy(ROOT / "requirements.txt", to)
    return Project(to)


def lastro(to: Path) -> Project:
    """The real bank's checkout, not built yet."""
    to.mkdir(parents=True)
    for name in ("generators", "data/reference"):
        shutil.copytree(ROOT / name, to / name, ignore=_LEFT_OUT)
    for name in ("dodo.py", "bank.toml", "requirements.txt"):
        shutil.copy(ROOT / name, to)
    return Project(to)


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that is made once for all workers of a test run."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "once"
    shared.mkdir(exist_ok=True)
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / f"{name}.made").exists():
            make(shared / name)
            (shared / f"{name}.made").touch()
    return shared / name


def built(to: Path, *settings: str) -> Project:
    """The real bank, built with settings."""
    project = lastro(to)
    done = project.doit(*settings)
    assert done.code == 0, done.out + done.err
    return project


@pytest.fixture(scope="session")
def bank_2000(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the nine datasets of a bank of 2,000 customers, with the settings of bank.toml otherwise."""
    return once(tmp_path_factory, "bank_2000", lambda to: built(to, "customers=2000")) / DATASETS


POSTING = """
    CREATE TABLE posting AS
    SELECT t.*, a.customer_id, a.account_type, c.customer_type, c.monthly_income, c.city AS home,
        hour(transaction_date) AS hour, CAST(transaction_date AS DATE) AS day, isodow(transaction_date) AS weekday
    FROM transactions t JOIN accounts a USING (account_id) JOIN customers c USING (customer_id)
"""


@pytest.fixture(scope="session")
def books(bank_2000: Path) -> Any:
    """A connection of DuckDB with the nine datasets of that bank, and every posting with its customer."""
    connection = importlib.import_module("duckdb").connect()
    folder = str(bank_2000.parents[2]).replace("'", "''")
    sql = (ROOT / "examples/questions/tables.sql").read_text(encoding="utf-8").replace("'data/", f"'{folder}/data/")
    connection.execute(sql.replace("CREATE VIEW", "CREATE TABLE"))
    connection.execute(POSTING)
    return connection


@pytest.fixture(scope="session")
def rows(books: Any) -> Callable[[str], list[tuple[Any, ...]]]:
    """The rows that a query finds in the books."""
    return lambda sql: books.execute(sql).fetchall()


@pytest.fixture(scope="session")
def number(books: Any) -> Callable[[str], float]:
    """The one number that a query finds in the books."""
    return lambda sql: float(books.execute(sql).fetchone()[0])


@pytest.fixture(scope="session")
def bank_300(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A checkout with a bank of 300 customers, to be copied before anything is changed in it."""
    return Project(once(tmp_path_factory, "bank_300", lambda to: built(to, "customers=300")))


@pytest.fixture(scope="session")
def _built_toy(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = toy(tmp_path_factory.mktemp("toy") / "bank")
    assert project.doit().code == 0
    return project


@pytest.fixture
def unbuilt(tmp_path: Path) -> Project:
    """The toy bank, not built yet."""
    return toy(tmp_path / "unbuilt")


@pytest.fixture
def project(_built_toy: Project, tmp_path: Path) -> Project:
    """The toy bank, built."""
    return _built_toy.copy(tmp_path / "bank")


PARTS = ("generators", "data/reference", "examples", "requirements", "dodo.py", "bank.toml", "requirements.txt")


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The real bank with 120 customers, built by doit; not to be changed."""
    project = Project(tmp_path_factory.mktemp("real") / "bank")
    for part in filter(lambda part: (ROOT / part).exists(), PARTS):
        project.path(part).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, project.path(part))
    done = project.doit("customers=120")
    assert done.code == 0, done.err
    return project


@pytest.fixture
def own_bank(bank: Project, tmp_path: Path) -> Project:
    """A copy of it, to do anything with."""
    return bank.copy(tmp_path / "own")


@pytest.fixture(scope="session")
def _built_nine(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("nine") / "bank"
    for folder in ("generators", "data/reference"):
        shutil.copytree(ROOT / folder, root / folder, ignore=_LEFT_OUT)
    for name in ("dodo.py", "bank.toml", "requirements.txt"):
        shutil.copy(ROOT / name, root)
    project = Project(root)
    project.replace("bank.toml", "customers = 10000 ", "customers = 100 ")
    done = project.doit()
    assert done.code == 0, done.err
    return project


@pytest.fixture
def nine(_built_nine: Project, tmp_path: Path) -> Project:
    """The bank of nine datasets with a hundred customers, built."""
    return _built_nine.copy(tmp_path / "nine")
