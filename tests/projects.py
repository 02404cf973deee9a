"""Projects in temporary folders, and the real doit to run in them."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import termios
from collections.abc import Callable
from compileall import compile_dir
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

import pytest

from forked import PATIENCE, forking

ROOT = Path(__file__).resolve().parents[1]
TOY = ROOT / "tests/toy"
DATASETS = Path("data/financial_services/datasets")
_PARTS = ("generators", "data/reference", "examples", "requirements", "dodo.py", "bank.toml", "requirements.txt")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".git", ".*_cache", ".doit*", "financial_services", ".venv")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @classmethod
    def of(cls, code: int, out: bytes, err: bytes) -> Done:
        """How it ended, from the bytes that it has written."""
        return cls(code, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))

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
        """Run a Python command in it."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=cwd or self.root,
            env={**os.environ, **environment},
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        return Done.of(done.returncode, done.stdout, done.stderr)

    def doit(self, *arguments: str, cwd: Path | None = None, **environment: str) -> Done:
        """Run doit in it; `run("-m", "doit")` starts Python anew for that, which costs twice as much."""
        if environment or not forking().suits():
            return self.run("-m", "doit", *arguments, cwd=cwd, **environment)
        return Done.of(*forking().doit(cwd or self.root, arguments))

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start doit in it, to be interfered with."""
        command = [sys.executable, "-u", "-m", "doit", *arguments]
        return subprocess.Popen(
            command,
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=listen_to_signals,
        )

    def on_terminal(self, *arguments: str, columns: int = 100) -> str:
        """What a terminal of so many columns receives of a doit in it."""
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (30, columns))
        command = [sys.executable, "-m", "doit", *arguments]
        process = subprocess.Popen(command, cwd=self.root, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        received = b""
        with suppress(OSError):  # the end, on Linux
            while part := os.read(ours, 1 << 16):
                received += part
        os.close(ours)
        assert process.wait(60) == 0, received
        return received.decode().replace("\r\n", "\n")

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


def listen_to_signals() -> None:
    """Before a program starts: take signals as from a user's shell; pytest-xdist ignores Ctrl-C, nohup a hang-up."""
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)


def toy(to: Path) -> Project:
    """The toy bank with the engine of this checkout, not built yet."""
    shutil.copytree(TOY, to, ignore=_LEFT_OUT)
    shutil.copytree(ROOT / "generators/lastro/engine", to / "generators/lastro/engine", ignore=_LEFT_OUT)
    shutil.copy(ROOT / "generators/lastro/__init__.py", to / "generators/lastro")
    shutil.copy(ROOT / "requirements.txt", to)
    return Project(to)


def lastro(to: Path, customers: int = 2_000) -> Project:
    """The real bank's checkout with so many customers in bank.toml, not built yet."""
    for part in _PARTS:
        (to / part).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, to / part, ignore=_LEFT_OUT)
        else:
            shutil.copy(ROOT / part, to / part)
    project = Project(to)
    project.replace("bank.toml", "customers = 2000 ", f"customers = {customers} ")
    return project


def checkout_of(to: Path) -> Project:
    """A copy of all that is kept in git, tests and documents too."""
    shutil.copytree(ROOT, to, ignore=_LEFT_OUT)
    return Project(to)


def built(project: Project, *arguments: str) -> Project:
    """A project after one doit."""
    done = project.doit(*arguments)
    assert done.code == 0, done.out + done.err
    return project


def compiled(project: Project) -> Project:
    """A project with its modules compiled, for the many copies of it; an edited module is known by its text."""
    compile_dir(project.path("generators"), quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    return project


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that is made once for all workers of a test run; only to be read and copied."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "once"
    shared.mkdir(exist_ok=True)
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / f"{name}.made").exists():
            make(shared / name)
            (shared / f"{name}.made").touch()
    return shared / name
