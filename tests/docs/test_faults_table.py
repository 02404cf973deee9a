"""docs/faults.md: every row names a test that exists, and every test of faults has a row."""

from __future__ import annotations

import ast
import re

from projects import ROOT

TESTS = ROOT / "tests"
HELPING = {  # tests of the means
    "test_a_naive_record_does_not_pass",
    "test_an_edit_that_is_taken_for_a_build_would_be_seen",
}


def rows() -> list[tuple[str, str]]:
    text = (ROOT / "docs/faults.md").read_text(encoding="utf-8")
    return re.findall(r"^\| .* \| (\S+\.py)::(\S+) \|$", text, re.MULTILINE)


def names_in(path: str) -> set[str]:
    tree = ast.parse(next(TESTS.rglob(path)).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_row_names_a_test_that_exists() -> None:
    assert [(path, name) for path, name in rows() if name not in names_in(path)] == []


def test_every_row_has_four_cells() -> None:
    lines = [each for each in (ROOT / "docs/faults.md").read_text(encoding="utf-8").splitlines() if each[:1] == "|"]
    assert {len(re.split(r" ?\| ?", line)) - 2 for line in lines if "---" not in line} == {4}
    assert len(lines) == len(rows()) + 2


def test_every_test_of_faults_has_a_row() -> None:
    named = {name for _, name in rows()} | HELPING
    files = [path.name for path in (TESTS / "faults").glob("test_*.py")]
    assert sorted(name for path in files for name in names_in(path) if name not in named) == []
