"""docs/dirty.md: its lesson runs line by line, and its table names every kind with what catches it."""

from __future__ import annotations

import re
import shlex
from contextlib import chdir
from pathlib import Path

import duckdb
import pytest

from builds import NAMES
from lastro.tasks.dirty.registry import LEVELS, kinds
from projects import ROOT, Project

pytestmark = pytest.mark.long

PAGE = (ROOT / "docs/dirty.md").read_text(encoding="utf-8")


def test_the_lesson_runs_and_ends_in_the_clean_bank(bank: Project, tmp_path: Path) -> None:
    project, connection, said = bank.copy(tmp_path / "bank"), duckdb.connect(), []
    for language, text in re.findall(r"^```(shell|sql)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        if language == "shell":
            for command in text.splitlines():
                program, *arguments = shlex.split(command)
                done = project.doit(*arguments) if program == "doit" else project.run(*arguments)
                assert done.code == (program == "python"), done.err  # the rules are broken, and say so
                said.append(done.out)
        else:
            with chdir(project.root):
                rows = connection.execute(text).fetchall()
                said.append(str(rows))
    mine, theirs = (precision_and_recall(text) for text in said if "precision" in text)
    assert mine[0] > 0.9
    assert 0.1 < mine[1] < theirs[1]
    assert said[-1].count("equals the clean file") == len(NAMES)


def precision_and_recall(text: str) -> tuple[float, float]:
    """What a score says in its last line."""
    precision, recall = re.findall(r"(?:precision|recall) ([\d.]+)%", text)
    return float(precision) / 100, float(recall) / 100


def rows() -> dict[str, list[str]]:
    """The rows of the table of kinds."""
    table = PAGE.partition("<!-- kinds: begin")[2].partition("<!-- kinds: end")[0]
    return {
        cells[0].strip("`"): cells[1:] for line in table.splitlines() if (cells := _cells(line)) and "`" in cells[0]
    }


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []


def test_the_table_has_every_kind_as_it_is_declared() -> None:
    wanted = {name: [kind.family, kind.sentence] for name, kind in kinds().items()}
    found = {name: cells[:2] for name, cells in rows().items()}
    assert found == wanted, "run `python tests/tasks/dirty/table.py` and commit docs/dirty.md"


@pytest.mark.parametrize("level", LEVELS)
def test_the_page_names_every_level_with_its_factor(level: str) -> None:
    assert f"`{level}`" in PAGE
    assert f"{LEVELS[level]:g}" in PAGE
