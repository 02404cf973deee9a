"""What is kept in git beside the declarations is current; each failure says what to do.

Adding to the project (README, "Adding to it") is done when these pass.
"""

from __future__ import annotations

import re

import pytest

import established
import golden
from builds import NAMES, chosen
from documented import undocumented
from lastro.engine.rewind.states import refuse_untold
from lastro.engine.rows.columns import row_class
from lastro.tasks.architecture import task as architecture
from lastro.tasks.dictionary.page import page
from lastro.tasks.dictionary.tables import tables
from lastro.tasks.dictionary.task import DICTIONARY, TABLES, TRUTH
from lastro.tasks.dictionary.truth import page as page_of_truth
from lastro.tasks.settings_table import task as settings_table
from lastro.tasks.truth.tables import rows as rows_of_truth
from projects import ROOT


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_dictionary_says_what_the_declarations_say() -> None:
    wanted = page({name: row_class(name) for name in NAMES})
    assert text_of(DICTIONARY) == wanted, "run `doit dictionary` and commit docs/dictionary.md"


def test_the_page_of_the_truth_says_what_its_declarations_say() -> None:
    wanted = page_of_truth(rows_of_truth(), {name: row_class(name) for name in NAMES})
    assert text_of(TRUTH) == wanted, "run `doit dictionary` and commit docs/truth.md"


def test_the_tables_of_the_questions_have_the_declared_columns() -> None:
    wanted = tables({name: row_class(name) for name in NAMES})
    assert text_of(TABLES) == wanted, "run `doit dictionary` and commit examples/questions/tables.sql"


def test_what_has_been_promised_is_kept() -> None:
    assert list(established.broken()) == []


def test_what_is_new_is_promised_from_now_on() -> None:
    assert list(established.new()) == [], "run `python tests/golden.py` and commit tests/established.json"


def test_every_dataset_has_a_golden_digest() -> None:
    assert list(golden.golden()) == NAMES, "run `python tests/golden.py` and commit tests/golden.json"


def test_the_changelog_names_every_dataset_that_is_impacted() -> None:
    unreleased = re.sub(r"\s+", " ", text_of("CHANGELOG.md").partition(f"\n## {golden.released()}\n")[0])
    named = set(re.findall(r"\w+", " ".join(re.findall(r"Impacted datasets: ([^.]*)\.", unreleased))))
    forgotten = [name for name in golden.impacted() if name not in named]
    wanted = f"`Impacted datasets: {', '.join(forgotten)}.`"
    assert forgotten == [], f"CHANGELOG.md, above {golden.released()}: say what has changed, and {wanted}"


def test_the_list_of_modules_is_that_of_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    document = text_of(architecture.DOCUMENT)
    assert document == architecture.current(document), "run `doit architecture` and commit docs/architecture.md"


def test_the_settings_of_the_readme_are_those_that_are_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(settings_table, "current_settings", chosen)
    document = text_of(settings_table.DOCUMENT)
    assert document == settings_table.current(document), "run `doit settings --write` and commit README.md"
    rows = re.findall(r"^\| `([\w.]+)` \| (\S+) \| (.+) \| .+ \|$", document, re.MULTILINE)
    assert ("customers", "2000", "a whole number from 0 to 50000000") in rows
    assert len(rows) == len(chosen().standard)


@pytest.mark.parametrize("name", NAMES)
def test_every_dataset_says_what_it_was_on_any_day(name: str) -> None:
    refuse_untold(name)


def test_every_task_export_and_column_stands_in_the_documents() -> None:
    assert undocumented(ROOT) == []
