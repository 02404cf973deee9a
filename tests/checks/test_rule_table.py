"""Each rule is declared once, with a sentence, and whatever is forgotten is refused when the rules are loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from builds import datasets
from lastro.checks.rule_table import RULES
from lastro.tasks.check.rules_page import page
from projects import ROOT, Project, lastro

PAGE = "docs/rules.md"
EMAILS = "generators/lastro/checks/rules/emails.py"
TABLE = "generators/lastro/checks/rule_table.py"
SCRIPT = "generators/lastro/tasks/check"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return lastro(tmp_path / "bank")


def refused(project: Project) -> str:
    """What a check says that loads no rules."""
    settings = ("--as-of", "2026-10-31", "--history-start", "2025-11-01", "--documents", "valid")
    done = project.run(SCRIPT, ".", *settings)
    assert (done.code, done.out) == (2, "")
    return done.err


def test_every_rule_has_a_name_and_a_sentence() -> None:
    for code, rule in RULES.items():
        assert code == rule.code
        assert rule.name
        assert rule.sentence.endswith(".")


def test_the_table_needs_the_standard_library_only() -> None:
    loaded = "import sys, lastro.checks.rule_table, lastro.checks.result.result_table; print('numpy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT / "generators", capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_a_check_of_an_undeclared_rule_is_refused(project: Project) -> None:
    project.replace(
        EMAILS, '@each("I4", "customers")\ndef addresses_are', '@each("X1", "customers")\ndef addresses_are'
    )
    expected = "emails.addresses_are_addresses checks X1, a rule that rule_table.py does not declare"
    assert expected in refused(project)


def test_a_declared_rule_that_nothing_checks_is_refused(project: Project) -> None:
    project.replace(
        TABLE, '    Rule(\n        "H1",', '    Rule("X1", "Crime", "There is none."),\n    Rule(\n        "H1",'
    )
    assert "rule_table.py declares X1, but nothing checks it" in refused(project)


def test_a_check_of_a_rule_that_compares_two_banks_is_refused(project: Project) -> None:
    project.replace(
        EMAILS, '@each("I4", "customers")\ndef addresses_are', '@each("H2", "customers")\ndef addresses_are'
    )
    assert "addresses_are_addresses checks H2, which takes comparing a bank with" in refused(project)


def test_a_family_of_rules_that_is_not_loaded_is_refused(project: Project) -> None:
    project.path("generators/lastro/checks/rules/crime.py").write_text('"""Forgotten."""\n', encoding="utf-8")
    assert "lastro.checks.rules.crime: its rules are not loaded" in refused(project)


def test_the_page_in_git_is_not_stale() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(list(datasets())), "run `doit rules` and commit the page"


def test_the_task_writes_the_page_anew(project: Project) -> None:
    project.path("docs").mkdir()
    project.path(PAGE).write_text("spoilt", encoding="utf-8")
    assert project.doit("rules").ran == ["rules"]
    assert project.doit("rules").skipped == ["rules"]
    assert project.path(PAGE).read_text(encoding="utf-8") == page(list(datasets()))
