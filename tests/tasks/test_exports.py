"""Exports as tasks: made when something has changed, whole or not at all, and never over what a user has changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builds import datasets
from lastro.engine.errors import BuildError
from lastro.tasks.exports import to_sqlite
from lastro.tasks.exports.task import EXPORTS
from lastro.tasks.report.task import NEEDED
from projects import ROOT, Project, built, once

pytestmark = pytest.mark.long

BASE = Path("data/financial_services")
ACCOUNTS = BASE / "csv/accounts.csv"


@pytest.fixture(scope="session")
def with_csv(bank: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A bank that has been exported to CSV."""

    return Project(once(tmp_path_factory, "csv", lambda to: built(bank.copy(to), "csv")))


@pytest.fixture
def own(with_csv: Project, tmp_path: Path) -> Project:
    """A copy of it, to do anything with."""
    return with_csv.copy(tmp_path / "own")


def test_a_target_is_made_again_only_when_a_dataset_has_changed(own: Project) -> None:
    assert own.doit("csv").ran == []
    _edit(own)
    assert own.doit("csv").ran == ["csv"]
    assert own.doit("csv").ran == []


def test_the_datasets_come_in_the_order_of_the_graph_before_an_export(own: Project) -> None:
    for seed in "123":
        done = own.doit("csv", "ndjson", PYTHONHASHSEED=seed)
        assert done.skipped[: len(datasets())] == [*datasets()]


def test_the_line_of_an_export_that_is_written_again_says_why(own: Project) -> None:
    _edit(own)
    assert own.doit("csv").reasons == {"csv": "compliance.json"}
    assert own.doit("csv", "--excel").reasons == {"csv": "excel: False -> True"}


def test_a_file_that_was_removed_is_made_again(own: Project) -> None:
    own.path(ACCOUNTS).unlink()
    assert own.doit("csv").ran == ["csv"]
    assert own.path(ACCOUNTS).is_file()


def test_a_target_that_was_changed_is_kept_and_never_overwritten(own: Project) -> None:
    own.path(ACCOUNTS).write_text("mine", encoding="utf-8")
    kept = own.doit("csv")
    assert (kept.code, kept.ran) == (0, [])
    assert "data/financial_services/csv was changed after it was made and is kept" in kept.err
    _edit(own)
    refused = own.doit("csv")
    assert refused.code == 1
    assert "nothing was overwritten; `doit clean csv && doit csv` makes it anew" in refused.err
    assert own.path(ACCOUNTS).read_text(encoding="utf-8") == "mine"
    assert own.doit("clean", "csv").code == own.doit("csv").code == 0
    assert own.path(ACCOUNTS).read_text(encoding="utf-8") != "mine"


def test_clean_removes_one_target_and_bare_clean_the_datasets_only(own: Project) -> None:
    own.doit("clean", "-n", "csv")
    own.doit("clean")
    assert own.path(ACCOUNTS).is_file()
    assert not own.output("accounts").exists()
    own.doit("clean", "csv")
    assert not own.path(BASE / "csv").exists()


def test_clean_leaves_what_others_have_put_there(own: Project) -> None:
    own.path(BASE / "csv/notes.txt").write_text("mine", encoding="utf-8")
    assert "they stay" in own.doit("clean", "csv").err
    assert [path.name for path in own.path(BASE / "csv").iterdir()] == ["notes.txt"]


def test_a_failure_leaves_the_earlier_target(own: Project) -> None:
    before = {path: path.read_bytes() for path in own.path(BASE / "csv").iterdir()}
    _edit(own)
    own.path("generators/lastro/tasks/exports/to_csv.py").write_text(_FAILING, encoding="utf-8")
    assert own.doit("csv").code == 1
    assert {path: path.read_bytes() for path in own.path(BASE / "csv").iterdir()} == before
    assert not [path for path in own.path(BASE).iterdir() if path.name.startswith(".csv")]


def test_what_a_killed_run_has_left_goes_and_the_earlier_target_comes_back(own: Project) -> None:
    own.path(BASE / "csv").rename(own.path(BASE / ".csv.123.old"))
    own.path(BASE / ".csv.123.tmp").mkdir()
    assert own.doit("csv").code == 0
    assert {path.name for path in own.path(BASE).iterdir()} == {".lastro", "csv", "datasets"}


def test_other_settings_killed_halfway_do_not_pass_for_these(own: Project) -> None:
    assert own.doit("csv", "seed=7").ran[-1] == "csv"
    assert own.doit("csv", "settings=default").ran[-1] == "csv"


@pytest.mark.parametrize(("task", "package"), [("duckdb", "duckdb"), ("postgres", "psycopg"), ("delta", "arro3")])
def test_a_missing_package_is_one_sentence_with_the_command(own: Project, task: str, package: str) -> None:
    own.path("hidden").mkdir()
    own.path(f"hidden/{package}.py").write_text(f"raise ModuleNotFoundError(name='{package}')", encoding="utf-8")
    done = own.doit(task, PYTHONPATH=str(own.path("hidden")))
    assert done.code in (1, 3)
    assert (
        f"{task}: the package {package} is missing: `pip install -r requirements/{task}.txt` installs it\n" in done.err
    )
    assert "Traceback" not in done.err


def test_all_packages_that_a_task_needs_besides_are_asked_for_beforehand() -> None:
    asked = {export.name: set(export.packages) for export in EXPORTS} | {"report": set(NEEDED)}
    for name in ("delta", "duckdb", "postgres", "report"):
        lines = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8").splitlines()
        wanted = {re.split(r"[\[=]", line)[0].removesuffix("-core") for line in lines if not line.startswith("#")}
        assert asked[name] == wanted


@pytest.mark.parametrize(("task", "package"), [("duckdb", "duckdb"), ("report", "matplotlib")])
def test_a_package_that_is_not_installed_is_told_before_anything_is_built(
    own: Project, task: str, package: str
) -> None:
    finder = f"""
import sys
class Without:
    def find_spec(self, name, path=None, target=None):
        if name == "{package}":
            raise ModuleNotFoundError(name=name)
sys.meta_path.insert(0, Without)
""".replace("def find_spec(self,", "def find_spec(")
    own.path("hidden").mkdir()
    own.path("hidden/sitecustomize.py").write_text(finder, encoding="utf-8")
    done = own.doit("seed=7", task, PYTHONPATH=str(own.path("hidden")))
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        f"ERROR: {task}: the package {package} is missing: `pip install -r requirements/{task}.txt` installs it\n"
    )


def test_an_orphan_is_refused_by_databases(own: Project) -> None:
    text = own.output("loans").read_text(encoding="utf-8")
    at = text.index('"account_id":"') + 14
    own.output("loans").write_text(text[:at] + "nobody" + text[at + 6 :], encoding="utf-8")
    assert own.doit("sqlite").code == 1
    assert not own.path(BASE / "bank.sqlite").exists()


def test_a_value_out_of_range_is_refused_when_it_is_read(own: Project) -> None:
    _close_on_a_day_past_ninety(own)
    refused = own.doit("sqlite")
    assert refused.code == 1
    assert "record 1: column closing_day has 9" in refused.err
    assert "where a number from 1 up to 28 should stand" in refused.err
    assert not own.path(BASE / "bank.sqlite").exists()


def test_a_value_out_of_range_is_refused_by_databases(own: Project, tmp_path: Path) -> None:
    _close_on_a_day_past_ninety(own)
    with pytest.raises(BuildError, match='CHECK constraint failed in "credit_cards": "closing_day" <= 28'):
        to_sqlite.write({"credit_cards": own.output("credit_cards")}, tmp_path / "cards.sqlite")


def _close_on_a_day_past_ninety(project: Project) -> None:
    text = project.output("credit_cards").read_text(encoding="utf-8")
    project.output("credit_cards").write_text(text.replace('"closing_day":', '"closing_day":9', 1), encoding="utf-8")


def test_a_database_that_is_in_use_is_not_replaced(own: Project) -> None:
    own.path(BASE / "bank.sqlite-wal").touch()
    assert "bank.sqlite is open in another program" in own.doit("sqlite").err


def _edit(project: Project) -> None:
    text = project.output("compliance").read_text(encoding="utf-8")
    project.output("compliance").write_text(text.replace('"comments":""', '"comments":"-"', 1), encoding="utf-8")


_FAILING = '''"""CSV that fails."""

def write(files, into, excel):
    into.mkdir()
    (into / "half.csv").write_text("half")
    raise OSError(28, "No space left on device")
'''
