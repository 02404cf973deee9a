"""Several banks side by side: `bank=NAME` names the one that a command speaks of, and no other is touched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lastro.engine import paths
from lastro.engine.errors import BadSetting
from projects import ROOT, Project, built

pytestmark = pytest.mark.long

ALL = ["customers", "accounts", "transactions"]
HOME = Path("data/financial_services")
DEV = HOME / "banks/dev"


def others(project: Project) -> dict[str, tuple[int, int]]:
    """All files outside the folder of the bank `dev`, as they stand."""
    return {
        str(path.relative_to(project.root)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(project.root.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and project.path(DEV) not in path.parents
    }


@pytest.fixture(scope="module")
def _two(_built_toy: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = _built_toy.copy(tmp_path_factory.mktemp("two") / "bank")
    return built(project, "bank=dev", "seed=7", "customers=20")


@pytest.fixture
def two(_two: Project, tmp_path: Path) -> Project:
    """The toy bank, built, and a bank `dev` beside it with another seed and size."""
    return _two.copy(tmp_path / "bank")


def test_going_from_one_bank_to_another_and_back_builds_nothing(two: Project) -> None:
    for arguments in ([], ["bank=dev"], []):
        done = two.doit(*arguments)
        assert (done.code, done.ran, done.skipped) == (0, [], ALL)


def test_each_bank_remembers_its_own_settings(two: Project) -> None:
    assert two.doit().err == ""
    said = two.doit("bank=dev", "list").err
    assert "customers=20 seed=7" in said
    assert "(`doit bank=dev settings=default` forgets them)" in said
    assert len(two.path(DEV / "datasets/customers.json").read_bytes().splitlines()) == 22
    assert len(two.output("customers").read_bytes().splitlines()) == 42


def test_a_bank_by_its_name_is_the_bank_that_its_settings_make(two: Project) -> None:
    named = two.path(DEV / "datasets/accounts.json").read_bytes()
    two.doit("seed=7", "customers=20")
    assert two.output("accounts").read_bytes() == named


def test_a_file_that_is_kept_is_kept_in_its_own_bank_and_the_way_back_names_it(two: Project) -> None:
    two.replace(DEV / "datasets/customers.json", '"city":"', '"city":"X')
    done = two.doit("bank=dev")
    assert "`doit bank=dev clean customers && doit bank=dev` brings the generated file back" in done.err
    assert done.ran == ["accounts"]
    assert two.doit().ran == []


def test_commands_of_doit_touch_the_named_bank_alone(two: Project) -> None:
    before = others(two)
    for command in ("info customers", "forget customers", "clean accounts", "-a"):
        assert two.doit("bank=dev", *command.split()).code == 0
    assert others(two) == before


def test_two_banks_are_built_at_once(two: Project) -> None:
    slow = "    import time; time.sleep(3)\n    return table("
    two.replace("generators/accounts.py", "    return table(", slow)
    build = two.start("bank=dev")
    assert build.stdout
    while not build.stdout.readline().startswith(b".  accounts"):
        assert build.poll() is None
    assert "another doit is building here" in two.doit("bank=dev", "customers").err
    assert two.doit("customers").code == 0
    assert build.wait(30) == 0


def test_clean_removes_the_whole_of_a_named_bank_and_nothing_else(two: Project) -> None:
    before = others(two)
    assert two.doit("clean", "bank=dev").code == 0
    assert not two.path(HOME / "banks").exists()
    assert others(two) == before


def test_clean_leaves_what_the_build_did_not_make(two: Project) -> None:
    two.path(DEV / "notes.txt").write_text("mine")
    two.doit("clean", "bank=dev")
    assert [path.name for path in two.path(DEV).rglob("*.*") if path.suffix != ".db"] == [".lastro", "notes.txt"]


def test_a_bank_of_which_nothing_is_built_leaves_nothing(project: Project) -> None:
    for command in ("list", "info customers", "forget", "clean"):
        assert project.doit("bank=dev", *command.split()).err == ""
        assert not project.path(HOME / "banks").exists()


def test_a_name_that_could_be_something_else_is_refused_in_one_sentence(unbuilt: Project) -> None:
    before = others(unbuilt)
    for name in ("", "../dev"):
        done = unbuilt.doit(f"bank={name}")
        assert (done.code, done.out) == (3, "")
        assert done.err.startswith("ERROR: bank=")
        assert done.err.count("\n") == 1
    assert others(unbuilt) == before


@pytest.mark.parametrize(
    "name", [".", "..", "a/b", "/tmp/x", "a\\b", "-dev", "Dev", "a b", "é", "a.b", "x" * 41, "a\n"]
)
def test_names_are_small_letters_and_digits(name: str) -> None:
    with pytest.raises(BadSetting, match="a bank's name is at most 40 small letters"):
        paths.speak_of(name)
    assert str(HOME) == paths.HOME


def test_a_generator_that_is_run_as_a_script_builds_the_named_bank(unbuilt: Project) -> None:
    assert unbuilt.run("generators/customers.py", "bank=dev").code == 0
    assert unbuilt.path(DEV / "datasets/customers.json").exists()
    assert not unbuilt.output("customers").exists()


TASKS = ("contract", "report", "sqlite", "snapshot", "feed")


def guide() -> list[str]:
    """The commands of the guide's section."""
    section = (ROOT / "docs/guide.md").read_text(encoding="utf-8").partition("\n## Several banks\n")[2]
    return re.findall(r"^doit (.+)$", section.partition("\n## ")[0], re.MULTILINE)


@pytest.fixture(scope="module")
def shared(bank: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, str]:
    """The real bank with a bank `dev` beside it, of which every task has spoken, and what was said."""
    project = built(bank.copy(tmp_path_factory.mktemp("shared") / "bank"), "dictionary")  # the report reads it
    before = others(project)
    build, *further, _ = guide()
    commands = [f"{build} history_start=2026-09-01", *further, f"bank=dev {' '.join(TASKS)}"]
    said = "".join(built_by(project, each) for each in [*commands, "bank=dev statement --format ofx"])
    assert others(project) == before
    return project, said


def built_by(project: Project, command: str) -> str:
    """What a command prints that ends well."""
    done = project.doit(*command.split())
    assert done.code == 0, done.out + done.err
    return done.out


def test_every_task_speaks_of_the_named_bank_and_touches_no_other(shared: tuple[Project, str]) -> None:
    project, said = shared
    made = {path.name for path in project.path(DEV).iterdir()}
    kept = {
        ".lastro",
        "datasets",
        "check.json",
        "contract",
        "datapackage.json",
        "report.html",
        "datapackage_with_truth.json",
    }
    assert made == kept | {"parquet", "bank.sqlite", "snapshots", "feed", "statements"}
    assert f"   {DEV}/snapshots/2026-10-31: " in said
    assert f"   {DEV}/statements/" in said
    assert f"{DEV}/bank.duckdb" in project.path(DEV / "contract/lastro.odcs.yaml").read_text()


def test_the_check_of_any_folder_knows_a_named_bank_by_its_folder(shared: tuple[Project, str]) -> None:
    project, _ = shared
    done = project.run("generators/lastro/tasks/check", str(DEV / "datasets"), "--json", "found.json")
    assert done.code == 0, done.out + done.err
    assert '"history_start": "2026-09-01"' in project.path("found.json").read_text()


def test_clean_takes_exports_report_and_contract_of_a_named_bank_along(shared: tuple[Project, str]) -> None:
    project, _ = shared
    built_by(project, guide()[-1])
    assert not project.path(HOME / "banks").exists()
    assert project.doit().ran == []
