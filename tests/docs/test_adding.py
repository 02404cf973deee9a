"""Adding to the project, to the letter of docs/guide.md, in a copy of the checkout as it is at a release.

Each trial shows that what is forgotten is named by a failing test, and that nothing is left to do in the end.
"""

from __future__ import annotations

import filecmp
import json
import re
from pathlib import Path

import pytest

import golden
from documented import undocumented
from projects import ROOT, Project, checkout_of
from test_docs import blocks, text_of

pytestmark = pytest.mark.long

CURRENT = "tests/docs/test_current.py"
GOLDEN = "tests/datasets/test_same_bytes.py::test_the_nine_have_the_golden_digests"
DOCUMENTS = tuple(f"tests/docs/test_docs.py::test_the_{name}" for name in (
    "readme_begins_with_all_datasets", "transcript_shows_the_datasets_in_order", "graph_of_the_readme_is_that_of_dodo",
    "guide_takes_the_steps_in_order",
))  # fmt: skip
PYTHON = blocks("docs/guide.md", "python")
WRITTEN = {"docs/dictionary.md", "examples/questions/tables.sql", "tests/golden.json", "tests/established.json",
           "CHANGELOG.md"}  # fmt: skip


@pytest.fixture
def checkout(tmp_path: Path) -> Project:
    """A copy of everything, with no change since a release."""
    project = checkout_of(tmp_path / "checkout")
    project.replace("CHANGELOG.md", "# Changes\n", "# Changes\n\n## 9.9.9\n")
    release = {"version": "9.9.9", "digests": golden.golden()}
    project.path("tests/released.json").write_text(json.dumps(release), encoding="utf-8")
    return project


def forgotten(project: Project, *tests: str) -> dict[str, str]:
    """The tests that fail in a copy, and why."""
    plain = {"PYTEST_XDIST_WORKER": "", "COLUMNS": "400"}
    done = project.run("-m", "pytest", "-n", "0", "-p", "no:cacheprovider", "--tb=no", *tests, **plain)
    assert done.code in (0, 1), done.out + done.err
    return dict(re.findall(r"^FAILED \S+::(\w+) - (.*)$", done.out, re.MULTILINE))


def changed(project: Project) -> set[str]:
    """The files of a copy that differ from the checkout, or are not there."""
    files = [path.relative_to(project.root) for path in project.root.rglob("*") if path.is_file()]
    kept = [path for path in files if not {"__pycache__", "financial_services"} & set(path.parts)]
    return {
        path.as_posix()
        for path in kept
        if not ((ROOT / path).exists() and filecmp.cmp(ROOT / path, project.root / path, shallow=False))
        and path.parts[0] not in (".doit.db", ".doit.lock", ".hypothesis")
    }


def commands(project: Project, section: str) -> None:
    """Run the commands of a section of the guide."""
    text = text_of("docs/guide.md").partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    for line in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)[0].splitlines():
        program, *rest = line.split()
        done = project.run(*(["-m", "doit"] if program == "doit" else []), *rest)
        assert done.code == 0, done.out + done.err


def say_in_the_changelog(project: Project, entry: str) -> None:
    project.replace("CHANGELOG.md", "\n## 9.9.9\n", f"\n## Next\n\n{entry}\n## 9.9.9\n")


# A column


def test_a_column_is_two_lines_and_what_two_commands_write(checkout: Project) -> None:
    declared, value = PYTHON[0].splitlines()
    accounts = "generators/accounts.py"
    checkout.replace(accounts, "\n    overdraft_limit = col", f"\n{declared}\n    overdraft_limit = col")
    checkout.replace(accounts, "\n        overdraft_limit=", f"\n{value}\n        overdraft_limit=")
    found = forgotten(checkout, CURRENT, GOLDEN)
    assert "run `doit dictionary`" in found.pop("test_the_dictionary_says_what_the_declarations_say")
    assert "run `doit dictionary`" in found.pop("test_the_tables_of_the_questions_have_the_declared_columns")
    assert "run `python tests/golden.py`" in found.pop("test_what_is_new_is_promised_from_now_on")
    assert "run `python tests/golden.py`" in found.pop("test_the_nine_have_the_golden_digests")
    assert found.keys() == {"test_every_task_export_and_column_stands_in_the_documents"}
    commands(checkout, "Adding a column")
    found = forgotten(checkout, CURRENT, GOLDEN)
    assert "`Impacted datasets: accounts.`" in found.pop("test_the_changelog_names_every_dataset_that_is_impacted")
    assert found == {}
    say_in_the_changelog(checkout, blocks("docs/guide.md", "markdown")[0])
    assert forgotten(checkout, CURRENT) == {}
    assert changed(checkout) - {"tests/released.json"} == {accounts, "README.md", *WRITTEN}
    done = checkout.doit("customers=60", "history_start=2026-10-01", "check")
    assert done.code == 0, done.out + done.err
    first = json.loads(checkout.output("accounts").read_text(encoding="utf-8").splitlines()[1].rstrip(","))
    assert first["has_overdraft"] is (first["overdraft_limit"] > 0)


def test_a_promise_that_is_not_kept_is_refused(checkout: Project) -> None:
    checkout.replace("generators/accounts.py", "    currency = col", "    money = col")
    checkout.replace("generators/accounts.py", "        currency=", "        money=")
    done = checkout.run("tests/golden.py")
    assert done.code == 1
    assert "accounts.currency was `choice: BRL` and is `not there`" in done.err


# A dataset


def with_complaints(project: Project) -> Project:
    """Write the module and the line of the guide."""
    project.path("generators/complaints.py").write_text(PYTHON[1], encoding="utf-8")
    project.replace("dodo.py", "]\n\nDOIT_CONFIG", f"{PYTHON[2]}]\n\nDOIT_CONFIG")
    return project


def test_a_dataset_is_a_module_four_lines_of_documents_and_what_commands_write(checkout: Project) -> None:
    with_complaints(checkout)
    found = forgotten(checkout, CURRENT, GOLDEN, *DOCUMENTS)
    assert found.keys() == {
        "test_the_dictionary_says_what_the_declarations_say",
        "test_the_tables_of_the_questions_have_the_declared_columns",
        "test_what_is_new_is_promised_from_now_on",
        "test_every_dataset_has_a_golden_digest",
        "test_the_nine_have_the_golden_digests",
        "test_the_list_of_modules_is_that_of_the_tree",
        "test_every_task_export_and_column_stands_in_the_documents",
        *(name.partition("::")[2] for name in DOCUMENTS),
    }
    _document(checkout)
    commands(checkout, "Adding a dataset")
    say_in_the_changelog(checkout, "- Complaints. Impacted datasets: complaints.\n")
    assert forgotten(checkout, CURRENT, GOLDEN, *DOCUMENTS) == {}
    assert changed(checkout) - {"tests/released.json"} == {
        "generators/complaints.py", "dodo.py", "README.md", "docs/guide.md", "docs/architecture.md", *WRITTEN,
    }  # fmt: skip


def _document(project: Project) -> None:
    """The four lines of documents that show all datasets."""
    run = text_of("README.md").splitlines(keepends=True)
    last = next(line for line in run if line.startswith("   card_transactions: "))
    complaints = ".  complaints\n   complaints: 963 records, 0.2 MB, 0.1 s\n"
    step = "| 11 | `doit complaints` | `complaints.json` | what customers are unhappy with |\n"
    project.replace("README.md", "investments, transactions,", "investments, transactions, complaints,")
    project.replace("README.md", last, last + complaints)
    project.replace("README.md", "-- card_transactions\n", "-- card_transactions\n-- complaints\n")
    project.replace("README.md", "graph LR\n", "graph LR\n  customers --> complaints\n")
    tenth = next(line for line in text_of("docs/guide.md").splitlines() if line.startswith("| 10 |"))
    project.replace("docs/guide.md", f"{tenth}\n", f"{tenth}\n{step}")


# A source of postings


def test_a_source_of_postings_is_a_function_with_a_number_a_kind_and_a_call(own_bank: Project) -> None:
    number, *kind, called = PYTHON[4].splitlines()
    ledger = "generators/lastro/bank/ledger"
    own_bank.path(f"{ledger}/paper_fees.py").write_text(PYTHON[3], encoding="utf-8")
    own_bank.replace(f"{ledger}/sources.py", "\n    PAYROLL = 26\n", f"\n    PAYROLL = 26\n{number}\n")
    text = own_bank.path(f"{ledger}/all_postings.py").read_text(encoding="utf-8")
    before = next(line for line in text.splitlines() if line.startswith("    fixed = "))
    assert called == f"{before[:-1]}, paper_fees(block)]"
    imported = "from lastro.bank.ledger.paper_fees import paper_fees\n\n\ndef all_postings("
    own_bank.replace(f"{ledger}/all_postings.py", before, called)
    own_bank.replace(f"{ledger}/all_postings.py", "\n\ndef all_postings(", imported)
    assert "POSTING_KINDS lacks ['Source.PAPER_FEE']" in own_bank.doit("transactions").err
    described = "\n".join(kind)
    own_bank.replace(f"{ledger}/posting_kinds.py", "\nPOSTING_KINDS = (\n", f"\nPOSTING_KINDS = (\n{described}\n")
    done = own_bank.doit("customers=60", "history_start=2026-08-01", "check")
    assert done.code == 0, done.out + done.err
    fees = own_bank.output("transactions").read_text(encoding="utf-8").count("Tarifa de extrato em papel")
    assert fees % 3 == 0
    assert fees


# A rule


def test_a_rule_is_a_function_with_the_code_of_a_row(own_bank: Project) -> None:
    lifetimes = own_bank.path("generators/lastro/checks/rules/lifetimes.py")
    text = lifetimes.read_text(encoding="utf-8")
    lifetimes.write_text(text + "\n\n" + PYTHON[5], encoding="utf-8")
    done = own_bank.doit("rules")
    assert done.code == 0, done.out + done.err
    assert "- branches: A branch opens from Monday to Friday." in own_bank.path("docs/rules.md").read_text("utf-8")
    own_bank.replace(lifetimes, 'each("T1", "branches")', 'each("T9", "branches")')
    refused = "branches_open_on_weekdays checks T9, a rule that rule_table.py does not declare"
    assert refused in own_bank.doit("rules").err


# An export


EXPORT = '''"""Markdown: a table a dataset, of its first records."""


def write(files, into):
    into.mkdir()
    return 0
'''


def test_an_export_without_a_document_is_named(checkout: Project) -> None:
    checkout.path("generators/lastro/tasks/exports/to_markdown.py").write_text(EXPORT, encoding="utf-8")
    exports = "generators/lastro/tasks/exports/task.py"
    checkout.replace(exports, "\n)\n", f"\n{PYTHON[-1]})\n")
    assert undocumented(checkout.root) == [
        "`doit markdown` stands in no document: show the command in README.md or docs/",
        "docs/formats.md has no line `doit markdown && ...` that takes a first look at what it makes",
        "docs/formats.md has no row for markdown in its table",
    ]
    formats = checkout.path("docs/formats.md").read_text(encoding="utf-8")
    row = "| markdown | markdown/ | text | text | text | |\n"
    formats = formats.replace("| delta | ", f"{row}| delta | ").replace("```sh\n", "```sh\ndoit markdown && ls\n", 1)
    checkout.path("docs/formats.md").write_text(formats, encoding="utf-8")
    assert undocumented(checkout.root) == []
