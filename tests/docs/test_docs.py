"""The documents: what they say is there, and what they show is what happens."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from builds import NAMES, datasets
from golden import joined
from projects import DATASETS, ROOT, Project

IN_DOCS = sorted(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md"))
PAGES = ["README.md", "README.pt-BR.md", "CHANGELOG.md", *IN_DOCS]
OURS = ["README.md", "README.pt-BR.md", "docs/guide.md", "docs/architecture.md", "CHANGELOG.md"]
COMMANDS = ["pip install -r requirements.txt && doit", "pip install -r tests/requirements.txt && pytest"]
DOIT_COMMANDS = {"list", "info", "clean", "forget", "help", "dumpdb"}
EXAMPLES = {"NAME", "complaints"}  # stand for a task; the guide's example
WITH_VALUE = {
    "-n",
    "-f",
    "-P",
    "--account",
    "--customer",
    "--format",
    "--into",
    "--month",
    "--failure-verbosity",
    "--offenders",
}


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    return re.findall(rf"^ *```{language}\n(.*?)^ *```$", text_of(page), re.MULTILINE | re.DOTALL)


def code_of(page: str) -> str:
    """Everything in a page that is set as code."""
    fenced = re.findall(r"^ *```\w+\n(.*?)^ *```$", text_of(page), re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^ *```\w+\n.*?^ *```$", "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*fenced, *re.findall(r"`([^`]+)`", prose)])


def tasks_asked_for(page: str) -> set[str]:
    """The names that stand behind doit, without options, settings and doit's own commands."""
    found = set()
    for arguments in re.findall(r"^(?:.*&& )?doit((?: [\w.=/-]+)+)", code_of(page), re.MULTILINE):
        words = iter(arguments.split())
        for word in words:
            if word in WITH_VALUE:
                next(words, None)
            elif not word.startswith("-") and "=" not in word:
                found.add(word)
    return found - DOIT_COMMANDS - EXAMPLES


def links(page: str) -> list[tuple[str, str]]:
    """Path and anchor of each link that stays inside the project."""
    found = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL))
    return [tuple(link.partition("#")[::2]) for link in found if not link.startswith(("http:", "https:"))]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def transcripts() -> list[str]:
    """What each doit of the README's transcript has printed."""
    return "".join(blocks("README.md", "console")).split("$ doit\n")[1:]


# The README


def test_the_readme_has_at_most_190_lines() -> None:
    assert len(text_of("README.md").splitlines()) <= 190


def test_the_readme_begins_with_all_datasets() -> None:
    beginning = " ".join(text_of("README.md").partition("```")[0].split())
    assert [name for name in NAMES if name.replace("_", " ") not in beginning] == []


def test_the_two_commands_stand_in_both_readmes_as_they_are_run() -> None:
    for page in ("README.md", "README.pt-BR.md"):
        assert blocks(page, "sh")[0].splitlines() == COMMANDS


def test_the_transcript_shows_the_datasets_in_order() -> None:
    assert len(transcripts()) == 2
    for shown in transcripts():
        assert re.findall(r"^(?:\.  |-- )(\w+)(?:  \(.+\))?$", shown, re.MULTILINE) == NAMES


def test_the_transcript_shows_a_comment_that_reruns_one_dataset() -> None:
    assert re.findall(r"^\.  (.+)$", transcripts()[1], re.MULTILINE) == ["accounts  (generators/accounts.py)"]


def test_the_transcript_shows_as_many_records_as_there_are(bank_2000: Path) -> None:
    for name, shown in re.findall(r"^   (\w+): ([\d,]+) records", transcripts()[0], re.MULTILINE):
        with (bank_2000 / f"{name}.json").open("rb") as stream:
            records = sum(1 for _ in stream) - 2
        assert int(shown.replace(",", "")) == pytest.approx(records, rel=0.1), name


def test_the_records_shown_are_real_and_joined(bank: Project) -> None:
    shown = blocks("README.md", "json")[0].splitlines()
    assert shown == joined(bank.root / DATASETS), "run `python tests/golden.py` and commit README.md"
    account, posting = map(json.loads, shown)
    assert posting["balance_after"] == account["balance"]


def test_the_graph_of_the_readme_is_that_of_dodo() -> None:
    edges = re.findall(r"^  (.+) --> (.+)$", blocks("README.md", "mermaid")[0], re.MULTILINE)
    drawn = {(source, target) for many, more in edges for source in many.split(" & ") for target in more.split(" & ")}
    assert drawn == {(source, each.name) for each in datasets().values() for source in each.upstream}


# The README in Portuguese


def first_cells(page: str, heading: str) -> list[str]:
    """What stands first in each row of the table in a section."""
    section = text_of(page).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)


def test_both_readmes_have_the_same_commands() -> None:
    commands = first_cells("README.md", "The graph")
    assert len(commands) > 10
    assert first_cells("README.pt-BR.md", "Comandos") == commands
    assert tasks_asked_for("README.pt-BR.md") == tasks_asked_for("README.md")


def test_both_readmes_have_the_same_settings_with_the_same_ranges() -> None:
    tables = [re.findall(r"^\| `([\w.]+)` \| (\S+) \| (.+?) \|", text_of(f"README{language}.md"), re.MULTILINE)
              for language in ("", ".pt-BR")]  # fmt: skip
    english, portuguese = ([(name, default, re.findall(r"[\d.-]+|\w+valid\b", may)) for name, default, may in table]
                           for table in tables)  # fmt: skip
    assert len(english) > 10
    assert english == portuguese


def test_both_readmes_read_the_data_and_add_a_column_alike() -> None:
    assert blocks("README.pt-BR.md", "python") == blocks("README.md", "python")
    pages = [{path for path, _ in links(page) if path.startswith("docs/")} for page in ("README.md", "README.pt-BR.md")]
    assert pages[0] == pages[1]


# All pages


@pytest.mark.parametrize("page", OURS)
def test_commands_that_are_shown_exist(page: str, bank: Project) -> None:
    known = {line.split()[0] for line in bank.doit("list").out.splitlines()}
    assert tasks_asked_for(page) <= known


@pytest.mark.parametrize("page", sorted({*PAGES} - {"CHANGELOG.md"}))
def test_settings_that_are_named_exist(page: str) -> None:
    known = {cell.strip("`") for cell in first_cells("README.md", "Settings")}
    assert len(known) > 10
    named = re.findall(r"(?<![\w.])((?:ledger|privacy|crime)(?:\.|__)(?!py\b|md\b)\w+)", code_of(page))
    assert {name.replace("__", ".") for name in named} <= known


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    broken = []
    for path, anchor in links(page):
        target = (ROOT / page).parent / path if path else ROOT / page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(f"{path}#{anchor}" if anchor else path)
    assert broken == []


def test_architecture_names_the_packages_as_they_are_pinned() -> None:
    pinned = re.findall(r"^([\w-]+)==(\S+)$", text_of("requirements.txt"), re.MULTILINE)
    named = re.findall(r"^\| ([\w-]+) (\d[\d.]+) \|", text_of("docs/architecture.md"), re.MULTILINE)
    assert named == pinned


def test_the_license_frees_the_data_and_the_changelog_names_what_is_impacted() -> None:
    assert text_of("LICENSE").startswith("MIT License")
    assert text_of("LICENSE").rstrip().endswith("Data generated with the Software are free to use without restriction.")
    for entry in re.split(r"^- ", text_of("CHANGELOG.md"), flags=re.MULTILINE)[1:]:
        assert "Impacted datasets: " in re.sub(r"\s+", " ", entry)


# The guide


def test_the_guide_takes_the_steps_in_order() -> None:
    steps = re.findall(r"^\| (\d+) \| `doit (\w+)` \| `(\w+)\.json` \|", text_of("docs/guide.md"), re.MULTILINE)
    assert steps == [(str(number), name, name) for number, name in enumerate(NAMES, start=1)]


def test_the_readme_and_the_guide_show_the_same_new_column() -> None:
    assert blocks("README.md", "python")[-1] == blocks("docs/guide.md", "python")[0]
