"""One pass: what is stale for reasons of its own is made together; where one may follow another, files are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects import Project, built, once, toy

ALL = ["customers", "accounts", "transactions"]


@pytest.fixture
def traced(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Project:
    """The toy bank, built, whose accounts and transactions say whether they are made of memory or of files."""

    def make(to: Path) -> None:
        project = toy(to)
        for name, upstream in (("accounts", "customers"), ("transactions", "accounts")):
            say = f"    import sys; print('{name} of', type({upstream}.columns).__name__, file=sys.stderr)\n"
            path = project.path(f"generators/{name}.py")
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("    keys = ", f"{say}    keys = ", 1), encoding="utf-8")
        built(project)

    return Project(once(tmp_path_factory, "traced", make)).copy(tmp_path / "traced")


def origins(project: Project, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The datasets that a doit builds, and whether they were made of tables in memory (dict) or of files (Unread)."""
    done = project.doit(*arguments)
    assert done.code == 0, done.err
    said = [line.split() for line in done.err.splitlines() if " of " in line and len(line.split()) == 3]
    return done.ran, {name: "file" if form == "Unread" else "memory" for name, _, form in said}


def edit(project: Project, name: str) -> None:
    path = project.path(f"generators/{name}.py")
    path.write_text(path.read_text(encoding="utf-8") + "\n# another\n", encoding="utf-8")


TOGETHER = {"accounts": "memory", "transactions": "memory"}
ONE_BY_ONE = {"accounts": "file", "transactions": "file"}


@pytest.mark.parametrize("ways", [[], ["-n", "2"]], ids=["serial", "threads"])
@pytest.mark.parametrize(
    "arguments", [["seed=5"], ["customers=50"], ["customers=0"], ["-a"]], ids=lambda each: " ".join(each)
)
def test_what_is_stale_by_itself_is_made_together(traced: Project, arguments: list[str], ways: list[str]) -> None:
    ran, made = origins(traced, *arguments, *ways)
    assert (sorted(ran), made) == (sorted(ALL), {} if arguments == ["customers=0"] else TOGETHER)
    whole = traced.bank()
    traced.doit("clean")
    for name in ALL:
        traced.doit(name, *[each for each in arguments if each != "-a"])
    assert traced.bank() == whole


def test_a_first_build_is_one_pass_and_makes_what_single_builds_make(traced: Project) -> None:
    before = traced.bank()
    traced.doit("clean")
    assert origins(traced) == (ALL, TOGETHER)
    assert traced.bank() == before
    assert traced.doit().skipped == ALL


def test_a_forgotten_bank_is_made_together(traced: Project) -> None:
    traced.doit("forget", *ALL)
    assert origins(traced) == (ALL, TOGETHER)


def test_where_one_is_stale_and_others_may_follow_its_file_is_read(traced: Project) -> None:
    edit(traced, "accounts")
    assert origins(traced) == (["accounts"], {"accounts": "file"})  # equal bytes: an early cut-off
    assert origins(traced, "as_of=2026-10-30") == (["accounts", "transactions"], ONE_BY_ONE)


def test_what_a_target_does_not_depend_on_is_not_made(traced: Project) -> None:
    traced.doit("clean")
    assert origins(traced, "accounts") == (["customers", "accounts"], {"accounts": "memory"})
    assert sorted(traced.bank()) == ["accounts.json", "customers.json"]


def test_files_that_stand_are_read_and_the_others_made_together(traced: Project) -> None:
    traced.doit("clean", "accounts", "transactions")
    assert origins(traced) == (["accounts", "transactions"], {"accounts": "file", "transactions": "memory"})


def test_an_edited_file_is_read_and_whatever_depends_on_it_is_made_of_files(traced: Project) -> None:
    path = traced.output("customers")
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert origins(traced, "-a")[1] == ONE_BY_ONE


def test_a_dataset_that_fails_leaves_the_others_their_files(traced: Project) -> None:
    traced.doit("clean")
    traced.replace(
        "generators/transactions.py", "    return table(", "    raise ValueError('no luck')\n    return table("
    )
    done = traced.doit()
    assert (done.code, done.ran) == (1, ALL)
    assert "transactions: ValueError: no luck" in done.err
    assert sorted(traced.bank()) == ["accounts.json", "customers.json"]


def test_a_file_that_changes_before_its_task_comes_is_read_instead(traced: Project) -> None:
    traced.doit("clean")
    edit_it = "open('data/financial_services/datasets/customers.json', 'ab').write(b' ')"
    told = '        """A task was run."""\n'
    traced.replace(
        "generators/lastro/engine/tasks/reporter.py", told, f"{told}        task.name == 'customers' and {edit_it}\n"
    )
    done = traced.doit()
    assert done.code == 0, done.err
    assert "accounts of Unread" in done.err
