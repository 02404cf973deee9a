"""Tools of others in an environment of their own, .tools/, which is made when it is first needed."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from projects import ROOT

HOME = ROOT / ".tools"
WANTED = Path(__file__).resolve().with_name("tools.txt")
QUIET = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1", "COLUMNS": "200", "NO_COLOR": "1"}


@pytest.fixture(scope="session")
def tools() -> Path:
    """The folder of the tools' commands."""
    made = HOME / "installed.txt"
    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists() or made.read_text(encoding="utf-8") != WANTED.read_text(encoding="utf-8"):
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(HOME / "venv")], check=True)
            subprocess.run([HOME / "venv/bin/pip", "install", "-q", "-r", WANTED], check=True)
            made.write_text(WANTED.read_text(encoding="utf-8"), encoding="utf-8")
    return HOME / "venv/bin"


def run(command: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a tool in a folder."""
    return subprocess.run(
        [str(command), *arguments], cwd=folder, env={**os.environ, **QUIET}, capture_output=True, text=True, timeout=300
    )
