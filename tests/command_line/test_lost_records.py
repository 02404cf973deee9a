"""Files without records: adopted where a build makes the same bytes, else kept; other settings are refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from projects import DATASETS, Project

ALL = ["customers", "accounts", "transactions"]
STATE = Path("data/financial_services/.lastro")


@pytest.fixture
def lost(project: Project) -> Project:
    """The toy bank, whose records did not come along when it was moved."""
    shutil.rmtree(project.path(STATE))
    return project


def stamps(project: Project) -> list[tuple[int, int]]:
    return [(each.stat().st_ino, each.stat().st_mtime_ns) for each in sorted(project.path(DATASETS).iterdir())]


def test_files_that_a_build_makes_are_adopted_untouched(lost: Project) -> None:
    before = stamps(lost)
    done = lost.doit()
    assert (done.code, done.err) == (0, "")
    assert done.reasons == dict.fromkeys(ALL, "its record is missing")
    assert stamps(lost) == before
    assert lost.doit().skipped == ALL
    assert lost.doit("seed=7").ran == ALL  # they are the build's again


def test_they_are_adopted_without_doits_own_memory_as_well(lost: Project) -> None:
    lost.path(".doit.db").unlink()
    assert lost.doit().ran == ALL
    assert lost.doit().skipped == ALL


def test_other_settings_are_refused_in_one_message(lost: Project) -> None:
    before = stamps(lost)
    for arguments in (["seed=7"], []):  # settings are remembered
        done = lost.doit(*arguments)
        assert done.code == 1
        assert "customers.json has no record in data/financial_services/.lastro/records" in done.err
        assert "is not what a build with seed=7 makes: nothing was changed" in done.err
        assert done.ran == ["customers"]
    assert stamps(lost) == before
    assert lost.doit("settings=default").code == 0
    assert lost.doit().skipped == ALL


def test_the_settings_that_the_bank_was_built_with_adopt_it(project: Project) -> None:
    project.doit("seed=7")
    shutil.rmtree(project.path(STATE))
    before = stamps(project)
    assert project.doit("seed=7").code == 0
    assert stamps(project) == before
    assert project.doit().skipped == ALL


def test_a_file_that_no_build_makes_is_kept_and_the_others_follow_it(lost: Project) -> None:
    lost.replace(lost.output("accounts"), '"balance":1', '"balance":2')
    text = lost.output("accounts").read_bytes()
    done = lost.doit()
    assert (done.code, done.ran) == (0, ALL)
    assert "accounts.json was not made by this build and is kept" in done.err
    assert "transactions.json was not made by this build and is kept" in done.err
    assert lost.output("accounts").read_bytes() == text
    again = lost.doit()
    assert (again.skipped, again.err.count("was not made by this build")) == (ALL, 2)


def test_a_file_that_is_no_dataset_is_refused_by_line(lost: Project) -> None:
    lost.output("customers").write_text("[\n{}\n]\n")
    done = lost.doit()
    assert done.code == 1
    assert "customers.json" in done.err
    assert "Nothing was overwritten." in done.err


def test_ones_own_file_in_a_new_checkout_is_kept_whatever_the_settings(unbuilt: Project, project: Project) -> None:
    unbuilt.path(DATASETS).mkdir(parents=True)
    own = project.output("customers").read_text().replace('"code":', '"code":1')
    unbuilt.output("customers").write_text(own)
    done = unbuilt.doit("seed=7")
    assert done.code == 0
    assert "customers.json was not made by this build and is kept" in done.err
    assert unbuilt.output("customers").read_text() == own
