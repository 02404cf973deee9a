"""docs/python.md and the notebook: every line of Python in them runs, and says what it should."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from builds import make
from projects import ROOT

PAGE = (ROOT / "docs/python.md").read_text(encoding="utf-8")
NOTEBOOK = ROOT / "examples/first_look.ipynb"


def run(program: str, names: dict[str, Any]) -> Any:
    """Run statements as a notebook's cell does: the value of the last expression is what it shows."""
    *statements, last = ast.parse(program).body
    if not isinstance(last, ast.Expr):
        exec(program, names)
        return None
    exec(compile(ast.Module(statements, []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


def test_the_lines_of_the_page_run_and_say_what_they_should(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = [part.partition("```")[0] for part in PAGE.split("```python\n")[1:]]
    names: dict[str, Any] = {}
    assert set(run(blocks[0], names)["loan_status"]) == {"Default"}
    run(blocks[1], names)
    said = capsys.readouterr().out
    assert said.splitlines()[0].split() == [str(len(names["block"])), str(names["block"]["amount"].sum())]
    assert float(said.splitlines()[-1]) < 1
    exec(blocks[2], names)
    names["test_every_account_has_a_customer"](names["bank"])


def test_every_call_of_the_table_is_there(tmp_path: Path) -> None:
    make(tmp_path, ["customers", "branches", "accounts"], customers="5")
    calls = [line.split(" | ")[0].strip("| ") for line in PAGE.splitlines() if line.startswith("| `")]
    calls = [call for cell in calls for call in cell.strip("`").split("`, `")]
    names = {"bank": run("import lastro\nlastro.open(customers=20)", {}), "lastro": __import__("lastro")}
    for call in calls:
        assert (
            run(call.replace("some/folder", str(tmp_path)).replace("customers=1000", "customers=5"), names) is not None
        )
    assert len(calls) >= 12


def test_the_notebook_runs_and_its_books_add_up() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    programs = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] for cell in cells if cell["cell_type"] == "code")
    names: dict[str, Any] = {}
    counts, wrong, spent, (before, now, lost), owed = [run(program, names) for program in programs]
    assert counts["customers"] == 500
    assert (wrong, lost) == (0, 0)
    assert 0 < before < now
    assert spent["reais"].is_sorted(descending=True)
    assert isinstance(owed, pl.DataFrame)
    assert len(owed) > 0
