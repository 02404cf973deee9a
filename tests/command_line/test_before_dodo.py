"""Before dodo.py: what doit answers by itself, and why nothing of this project can answer in its place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = """
[tool.doit]
loader = "lastro"
[tool.doit.plugins.loader]
lastro = "loader_of_this_folder:Loader"
"""
BY_ITSELF = [[""], ["loans", ""], ["-h"], ["--bogus"], ["list", "-x"], ["clean", "--nope"], ["help"], ["help", "run"]]


def doit(folder: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """doit as it is installed: the folder that it is called in is not on Python's path."""
    begin = "import sys; from doit.doit_cmd import DoitMain; sys.exit(DoitMain().run(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-P", "-c", begin, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose dodo.py leaves a file behind when it is read."""
    (tmp_path / "dodo.py").write_text("open('read', 'w').close()\ndef task_one(): return {'actions': []}\n")
    return tmp_path


@pytest.mark.parametrize("arguments", BY_ITSELF, ids=" ".join)
def test_doit_answers_some_commands_before_it_reads_dodo_py(folder: Path, arguments: list[str]) -> None:
    doit(folder, arguments)
    assert not (folder / "read").exists()


def test_doit_dumpdb_reads_no_dodo_py_either(folder: Path) -> None:
    assert doit(folder, ["list", "--backend", "sqlite3"]).returncode == 0
    (folder / "read").unlink()
    assert "could not be determined" in doit(folder, ["dumpdb"]).stderr
    assert not (folder / "read").exists()


@pytest.mark.parametrize("arguments", [[], ["list"], ["-h"]], ids=" ".join)
def test_a_plugin_in_the_checkout_would_break_every_command_where_it_is_not_installed(
    folder: Path, arguments: list[str]
) -> None:
    (folder / "loader_of_this_folder.py").write_text("from doit.cmd_base import DodoTaskLoader as Loader\n")
    (folder / "pyproject.toml").write_text(PLUGIN)
    done = doit(folder, arguments)
    assert done.returncode == 1
    assert "Plugin LOADER module `loader_of_this_folder` not found" in done.stderr
