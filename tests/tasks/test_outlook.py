"""The outlook: what doit would build and why, told without building or remembering anything."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from builds import datasets
from projects import Project

NAMES = list(datasets())
PROSPECTS = r"would build|may follow|up to date|kept by hand|refused|not reached"


def everything(project: Project) -> dict[Path, bytes]:
    """All files of a checkout but compiled modules."""
    files = (path for path in project.root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path: path.read_bytes() for path in files}


def plan(project: Project, *given: str) -> dict[str, str]:
    """What the plan says of each dataset, without figures."""
    done = project.doit("plan", *given)
    assert done.code == 0, done.err
    lines = re.findall(rf"^({PROSPECTS}) +(\w+) +(?:[\d.]+ s|-) +(?:[\d.,]+ \wB|-)(.*)$", done.out, re.MULTILINE)
    return {name: f"{prospect}{reason}".replace("  ", ": ") for prospect, name, reason in lines}


def test_a_plan_tells_what_a_setting_would_build_and_changes_nothing(own_bank: Project) -> None:
    before = everything(own_bank)
    shown = plan(own_bank, "seed=7")
    assert list(shown) == NAMES
    assert shown["customers"] == "would build: bank.seed: 20261031 -> 7"
    assert everything(own_bank) == before
    done = own_bank.doit()
    assert (done.skipped, done.err) == (NAMES, "")


def test_a_plan_ends_with_what_the_last_builds_took(own_bank: Project) -> None:
    size = sum(len(content) for content in own_bank.bank().values())
    last = own_bank.doit("plan", "seed=7").out.splitlines()[-1]
    found = re.fullmatch(
        r"10 of 10 would build \(([\d.]+) s and ([\d.]+) MB last time\); nothing was built or remembered", last
    )
    assert found
    assert float(found[2]) == pytest.approx(size / 1e6, abs=0.06)
    assert own_bank.doit("plan").out.splitlines()[-1] == "nothing would be built; nothing was built or remembered"


def test_what_reads_a_dataset_that_would_be_built_may_follow(own_bank: Project) -> None:
    with own_bank.path("generators/accounts.py").open("a") as stream:
        stream.write("# a comment\n")
    shown = plan(own_bank)
    assert shown["customers"] == shown["branches"] == "up to date"
    assert shown["accounts"] == "would build: generators/accounts.py"
    assert shown["loans"] == "may follow: if accounts.json changes"
    assert own_bank.doit().ran == ["accounts"]


def test_a_missing_file_is_built_and_its_readers_may_follow(own_bank: Project) -> None:
    own_bank.output("customers").unlink()
    shown = plan(own_bank)
    assert shown["customers"] == "would build: its file is missing"
    assert shown["accounts"] == "may follow: if customers.json changes"
    assert own_bank.doit().ran == ["customers"]


def test_a_plan_of_a_dataset_tells_of_what_it_reads_too(own_bank: Project) -> None:
    assert list(plan(own_bank, "loans")) == ["customers", "branches", "accounts", "loans"]


def test_a_file_edited_by_hand_is_kept_and_its_readers_are_built(own_bank: Project) -> None:
    own_bank.replace(own_bank.output("investments"), '"amount":', '"amount":1')
    before = everything(own_bank)
    shown = plan(own_bank)
    assert shown["investments"] == "kept by hand"
    assert shown["transactions"] == "would build: investments.json"
    assert everything(own_bank) == before


def test_a_file_that_is_no_dataset_is_refused_and_its_readers_are_not_reached(own_bank: Project) -> None:
    own_bank.output("transactions").write_text("[", encoding="utf-8")
    shown = plan(own_bank)
    assert shown["transactions"].startswith("refused: data/financial_services/datasets/transactions.json: ")
    assert shown["compliance"] == "not reached: because of transactions"


def test_what_doit_was_made_to_forget_would_be_built(own_bank: Project) -> None:
    own_bank.doit("forget", "branches")
    assert plan(own_bank)["branches"] == "would build: doit forget"


def test_a_bank_that_was_never_built_has_neither_reasons_nor_figures(own_bank: Project) -> None:
    own_bank.doit("clean")
    assert set(plan(own_bank).values()) == {"would build"}
    assert own_bank.doit("plan").out.splitlines()[-1] == "10 of 10 would build; nothing was built or remembered"


def test_why_gives_every_reason_and_the_last_build(own_bank: Project) -> None:
    records = len(own_bank.output("loans").read_bytes().splitlines()) - 2
    done = own_bank.doit("why", "loans", "ledger.card_interest=16", "as_of=2026-11-01")
    assert done.out.splitlines()[:3] == [
        "loans: would build",
        "  bank.as_of: 2026-10-31 -> 2026-11-01",
        "  ledger.card_interest: 15.3 -> 16",
    ]
    assert re.fullmatch(rf"  last build: {records} records, [\d.]+ kB, [\d.]+ s", done.out.splitlines()[3])
    assert re.findall(r"^(\w+): up to date$", own_bank.doit("why").out, re.MULTILINE) == NAMES


def test_the_graph_is_mermaid_alone_with_what_would_be_built_marked(own_bank: Project) -> None:
    own_bank.output("customers").unlink()
    lines = own_bank.doit("graph").out.splitlines()
    assert lines[0] == "graph LR"
    for each in datasets().values():
        assert not each.upstream or f"  {' & '.join(each.upstream)} --> {each.name}" in lines
        assert any(re.fullmatch(rf'  {each.name}\["{each.name}<br>[\d,]+ records<br>[a-z ]+"\]', x) for x in lines)
    assert "  class customers built" in lines
    assert f"  class {','.join(NAMES[2:])} may_follow" in lines


@pytest.mark.parametrize("task", ["plan", "why", "graph"])
def test_a_name_that_is_no_dataset_is_one_sentence(own_bank: Project, task: str) -> None:
    done = own_bank.doit(task, "lons")
    assert done.code == 1
    assert done.err == (f"{task}: there is no dataset 'lons'; did you mean loans? there are: {', '.join(NAMES)}\n")


def test_a_plan_is_told_while_another_doit_builds(own_bank: Project) -> None:
    own_bank.replace(
        "generators/branches.py", "    return table(", "    import time; time.sleep(60)\n    return table("
    )
    build = own_bank.start()
    assert build.stdout
    while not build.stdout.readline().startswith(b".  branches"):
        assert build.poll() is None
    time.sleep(0.3)
    done = own_bank.doit("plan", "customers")
    build.kill()
    build.communicate()
    assert (done.code, done.err) == (0, "")
