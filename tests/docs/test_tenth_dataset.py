"""The tenth dataset: added as docs/guide.md says, to the letter, it goes through every task as the nine do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lastro.tasks.exports.task import EXPORTS
from postgres_server import postgres
from projects import Done, Project, built, checkout_of
from reading_back import READERS
from test_adding import with_complaints

pytestmark = pytest.mark.long

__all__ = ["postgres"]
BASE = Path("data/financial_services")
OPTIONS = {"feed": ["--from", "2026-10-30"], "snapshot": ["--day", "2026-10-30"]}
# Each a run of its own
ALONE = {"plan": [], "why": ["complaints"], "graph": [], "realism": [], "replay": ["--into", "replayed"]}
LEFT_OUT = {
    "benchmark",  # it builds 100,000 customers, and measures three of the nine
    "spark",  # it needs Java: tests of their own
    "score",  # it needs what somebody has found
    "picture",  # it needs Chromium: tests of its own
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A checkout of a small bank with the guide's dataset, built; the dataset can be imported here, too."""
    project = with_complaints(checkout_of(tmp_path / "bank"))
    project.replace("bank.toml", "customers = 2000 ", "customers = 100 ")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(project.path("generators"))
        yield built(project, "complaints")


def test_it_goes_through_every_task_as_the_nine_do(project: Project, postgres: None) -> None:
    done = _everything(project)  # once: it takes most of the time
    _is_in_every_target(project)
    _is_checked_and_found_sound(project, done)
    _stands_in_what_is_written_of_the_datasets(project)
    _is_told_of_before_a_build(project)
    built(project, "realism", *ALONE["realism"])
    _is_replayed_to_its_very_bytes(project)


def _everything(project: Project) -> Done:
    """All tasks of `doit list` in one run, but for those that take the rest of the line for themselves."""
    listed = [line.split()[0] for line in project.doit("list").out.splitlines()]
    together = [task for task in listed if task not in LEFT_OUT | ALONE.keys()]
    done = project.doit(*(word for task in together for word in (task, *OPTIONS.get(task, []))))
    assert done.code == 0, f"{done.out}{done.err}: OPTIONS, ALONE or LEFT_OUT say how a task is called"
    return done


def _is_in_every_target(project: Project) -> None:
    records = READERS["json"](project.path(BASE), "complaints")
    assert len(records) > 3
    for export in EXPORTS:
        assert READERS[export.name](project.path(BASE), "complaints") == records, export.name


def _is_checked_and_found_sound(project: Project, done: Done) -> None:
    assert "no rule is violated" in done.out
    rules = json.loads(project.path(BASE / "check.json").read_text(encoding="utf-8"))["rules"]
    assert any("complaints" in json.dumps(rule) for rule in rules)


def _stands_in_what_is_written_of_the_datasets(project: Project) -> None:
    written = [BASE / "datapackage.json", BASE / "report.html", "docs/dictionary.md", "docs/architecture.md",
               "examples/questions/tables.sql"]  # fmt: skip
    assert {path.name for path in project.path(BASE / "contract").glob("complaints*")} == {
        f"complaints.{form}.json" for form in ("schema", "pandas", "spark")
    }
    of_all = [path for path in project.path(BASE / "contract").iterdir() if not path.name.endswith(".json")]
    for path in [*map(project.path, written), *of_all]:
        assert "complaints" in path.read_text(encoding="utf-8"), path


def _is_told_of_before_a_build(project: Project) -> None:
    plan, why, graph = (project.doit(task, *ALONE[task]).out for task in ("plan", "why", "graph"))
    assert "up to date  complaints" in plan
    assert "complaints" in why
    assert "customers --> complaints" in graph


def _is_replayed_to_its_very_bytes(project: Project) -> None:
    built(project, "replay", *ALONE["replay"])
    assert project.path("replayed/complaints.json").read_bytes() == project.output("complaints").read_bytes()
