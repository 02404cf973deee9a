"""What the tests share: projects in temporary folders, with the real doit to run in them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

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
        return re.findall(r"^\.  (\S+)$", self.out, re.MULTILINE)

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
    for name in ("engine", "tasks"):
        shutil.copytree(ROOT / "generators" / name, to / "generators" / name, ignore=_LEFT_OUT)
    for name in ("bank.toml", "requirements.txt"):
        shutil.copy(ROOT / name, to)
    project = Project(to)
    project.replace("bank.toml", "customers = 10000 ", "customers = 40 ")
    return project


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
