"""Random editing: after each doit, the bank equals one that is built from scratch from the same sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from breaking import LONG, chance, from_scratch, strays
from editing import Editor
from projects import Project, toy

pytestmark = pytest.mark.faults

STEPS = 60
ROUNDS = 12 if LONG else 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_after_any_edits_doit_makes_what_a_build_from_scratch_makes(tmp_path: Path, number: int) -> None:
    editor = Editor(toy(tmp_path / "bank"), chance("edits", number))
    for _ in range(STEPS):
        editor.step()
        done = editor.project.doit(*editor.build())
        story = "\n".join(editor.done)
        assert done.code == 0, f"{story}\n{done.err}"
        assert editor.project.bank() == from_scratch(editor.project, *editor.settings), story
        assert strays(editor.project) == [], story
    assert editor.project.doit().ran == []


def test_a_naive_record_does_not_pass(project: Project) -> None:
    """The machine sees what it should: here an output of other settings that is taken for good."""
    naive = (Path(__file__).parent / "naive/record.txt").read_text()
    with project.path("generators/lastro/engine/records/record.py").open("a") as stream:
        stream.write(naive)
    editor = Editor(project, chance("naive"))
    assert project.doit().code == 0
    project.output("accounts").write_bytes(b"[\n]\n")
    project.doit()
    assert editor.project.bank() != from_scratch(project)
