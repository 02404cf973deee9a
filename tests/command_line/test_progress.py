"""Progress: what a terminal shows while a bank is built, and how a run is added up."""

from __future__ import annotations

import re

import pytest

from projects import Project

LINE = r"\[(\d)/3\] (\w+(?: and \d more)?) ([\d,]+) records, [\d,]+ MB, \d+ s left of all"
CLOSING = r"(\d) of (\d) built: ([\d,]+) records, ([\d.]+) kB, [\d.]+ s"


def shown(text: str) -> list[str]:
    """What stands in a line of the terminal, one after the other."""
    return [line for line in (each.strip() for each in re.split(r"[\r\n]", text)) if line]


def steps(lines: list[str]) -> list[tuple[str, str]]:
    """The steps that begin in lines of a terminal."""
    return [(each[1], each[2]) for each in (re.fullmatch(LINE, line) for line in lines) if each and each[3] == "0"]


def test_a_terminal_shows_the_step_of_steps_and_what_is_left_of_all(unbuilt: Project) -> None:
    lines = shown(unbuilt.on_terminal())
    assert steps(lines) == [("1", "customers and 2 more")]
    found = [re.fullmatch(LINE, line) for line in lines]
    others = [line for line, each in zip(lines, found, strict=True) if not each]
    assert others[0] == ".  customers"
    assert others[1].startswith("customers: 40 records")
    assert re.fullmatch(CLOSING, others[-1])


def test_datasets_that_follow_one_another_have_a_step_each(project: Project) -> None:
    project.replace("data/reference/cities.csv", "Santos", "Manaus")
    assert steps(shown(project.on_terminal())) == [("1", "customers"), ("2", "accounts")]


def test_the_line_goes_when_the_dataset_is_built(unbuilt: Project) -> None:
    received = unbuilt.on_terminal("customers")
    before = received.partition("   customers: ")[0]
    assert re.search(r"left of all\r +\r$", before), received


@pytest.mark.parametrize("columns", [20, 40])
def test_the_line_is_no_longer_than_the_terminal_is_wide(unbuilt: Project, columns: int) -> None:
    received = unbuilt.on_terminal("customers", columns=columns)
    lines = [line for line in re.split(r"[\r\n]", received) if line.startswith("[")]
    assert lines
    assert all(len(line.rstrip()) < columns for line in lines)


def test_without_a_terminal_nothing_of_it_is_shown(unbuilt: Project) -> None:
    done = unbuilt.doit()
    assert done.err == ""
    assert "left of all" not in done.out
    assert "\r" not in done.out


def test_a_run_ends_with_all_that_it_has_built(unbuilt: Project) -> None:
    last = unbuilt.doit().out.splitlines()[-1]
    found = re.fullmatch(CLOSING, last)
    assert found, last
    files = unbuilt.bank().values()
    records = sum(content.count(b"\n") - 2 for content in files)
    assert found.groups() == ("3", "3", f"{records:,}", f"{sum(map(len, files)) / 1e3:.1f}")


def test_only_what_was_built_is_added_up(project: Project) -> None:
    project.replace("generators/customers.py", "LOWEST = 0", "LOWEST = 0  # why not")
    lines = project.doit().out.splitlines()
    assert lines[-1].startswith("1 of 3 built: 40 records, ")
    assert lines[-2] == "-- transactions"
    assert "built:" not in project.doit().out


def test_what_was_built_before_a_failure_is_added_up(unbuilt: Project) -> None:
    unbuilt.replace("generators/accounts.py", "    keys =", "    keys = 1 / 0\n    keys =")
    done = unbuilt.doit()
    assert done.code == 1
    assert done.out.splitlines()[-1].startswith("1 of 3 built: 40 records, ")
