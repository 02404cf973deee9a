"""The graph of dodo.py: the ten datasets, and what doit is told of them."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType
from typing import Any

import pytest
from doit.doit_cmd import DoitMain

from lastro.engine.tasks import cleaning
from projects import ROOT, Project


@pytest.fixture
def dodo(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.chdir(ROOT)
    specification = importlib.util.spec_from_file_location("dodo", ROOT / "dodo.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def tasks(dodo: ModuleType) -> list[dict[str, Any]]:
    return list(dodo.task_datasets())


def test_every_dataset_stands_after_what_it_depends_on(dodo: ModuleType) -> None:
    seen: set[str] = set()
    for dataset in dodo.DATASETS:
        assert set(dataset.upstream) <= seen
        seen.add(dataset.name)


def test_the_datasets_come_first_in_the_order_of_dodo(dodo: ModuleType, tasks: list[dict[str, Any]]) -> None:
    names = [each.name for each in dodo.DATASETS]
    assert [task["basename"] for task in tasks][: len(names)] == names


def test_every_dataset_depends_on_its_upstream_files_and_its_script(
    dodo: ModuleType, tasks: list[dict[str, Any]]
) -> None:
    for dataset, task in zip(dodo.DATASETS, tasks, strict=False):
        assert f"generators/{dataset.name}.py" in task["file_dep"]
        assert {f"data/financial_services/datasets/{up}.json" for up in dataset.upstream} <= set(task["file_dep"])
        assert "generators/lastro/engine/files/writer.py" in task["file_dep"]


def test_no_dataset_depends_on_what_checks_exports_or_opens_them(dodo: ModuleType, tasks: list[dict[str, Any]]) -> None:
    readers = tuple(f"generators/lastro/{layer}/" for layer in ("api", "checks", "tasks"))
    for task in tasks[: len(dodo.DATASETS)]:
        assert [path for path in task["file_dep"] if path.startswith(readers)] == []


def test_every_task_cleans_what_git_does_not_keep_and_is_no_shell_text(tasks: list[dict[str, Any]]) -> None:
    commands = {command.get_name() for command in DoitMain.DOIT_CMDS}
    for task in tasks:
        made = [target for target in task.get("targets", []) if target.startswith("data/")]
        assert task.get("clean") or not made
        assert not any(isinstance(action, str) for action in task["actions"])
        assert task["basename"] not in commands


def test_doit_knows_every_setting_that_it_is_given(dodo: ModuleType) -> None:
    from doit import cmd_base, cmd_clean, cmd_list, cmd_run

    options = [*cmd_base.DoitCmdBase.base_options, *cmd_run.Run.cmd_options]
    options += [*cmd_list.List.cmd_options, *cmd_clean.Clean.cmd_options]
    assert dodo.DOIT_CONFIG.keys() <= {"default_tasks", *(option["name"] for option in options)}


def test_loading_the_graph_loads_nothing_heavy() -> None:
    import subprocess

    heavy = "import sys, dodo; sys.exit(bool({'numpy', 'polars', 'faker', 'tqdm'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", heavy], cwd=ROOT, check=False).returncode == 0


def test_a_dataset_that_does_not_say_how_large_it_gets_is_refused(project: Project) -> None:
    project.replace("dodo.py", "size=per_customer(130), ", "")
    done = project.doit("list")
    assert done.code == 3
    assert "dodo.py does not say how large accounts gets: Dataset('accounts', ..., size=...)" in done.err


def test_only_what_a_build_may_leave_is_a_stray() -> None:
    assert cleaning._STRAY.fullmatch(".credit_cards.json.17.tmp")
    assert cleaning._STRAY.fullmatch(".overrides.json.17.tmp")
    assert not cleaning._STRAY.fullmatch("mine.json")
    assert not cleaning._STRAY.fullmatch("accounts.tmp")
