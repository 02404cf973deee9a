"""`doit check` and `python generators/lastro/tasks/check`: the table, the figures, what they end with."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lastro.checks.result.result_table import failure
from lastro.checks.rule_table import RULES
from projects import DATASETS, Done, Project, built, lastro, once

pytestmark = pytest.mark.long

RESULT = "data/financial_services/check.json"
SCRIPT = "generators/lastro/tasks/check"
MONTH = ("customers=60", "branches=3", "history_start=2026-10-01")
SOUND = "no rule is violated (history from 2026-10-01 to 2026-10-31, documents valid)"


@pytest.fixture(scope="session")
def _checked(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(once(tmp_path_factory, "checked", lambda to: built(built(lastro(to), *MONTH), "check")))


@pytest.fixture
def checked(_checked: Project, tmp_path: Path) -> Project:
    return _checked.copy(tmp_path / "bank")


def spoil(project: Project) -> str:
    """Give an account a cent, and return its identifier."""
    accounts = json.loads(project.output("accounts").read_bytes())
    accounts[3]["balance"] = round(accounts[3]["balance"] + 0.01, 2)
    project.output("accounts").write_text(json.dumps(accounts, ensure_ascii=False), encoding="utf-8")
    return str(accounts[3]["account_id"])


def folder_of(project: Project, tmp_path: Path) -> Path:
    """The datasets alone, as if somebody else had made them."""
    (project.root / DATASETS).rename(tmp_path / "theirs")
    return tmp_path / "theirs"


def checked_and_violations(done: Done, rule: str) -> tuple[str, str]:
    """The figures in the line of a rule."""
    found = re.search(rf"^{rule} +([\d,]+) +([\d,]+)  \w", done.out, re.MULTILINE)
    assert found, done.out
    return found[1], found[2]


def test_a_right_bank_passes_and_the_table_says_what_was_checked(checked: Project) -> None:
    done = checked.doit("check")
    assert done.code == 0
    assert checked_and_violations(done, "I2") == ("60", "0")
    assert done.out.splitlines()[-1] == SOUND


def test_the_table_says_what_each_rule_means_in_100_columns(checked: Project) -> None:
    shown = checked.doit("check").out.partition("rule  ")[2]
    for rule in RULES.values():
        said = f"{rule.name}: {rule.sentence}"
        assert (said in " ".join(shown.split())) is not (bool(rule.compares) or rule.of_truth), rule
    assert max(map(len, shown.splitlines())) <= 100


def test_check_builds_first(checked: Project) -> None:
    done = checked.doit("customers=40", "check")
    assert done.ran[0] == "customers"
    assert done.ran[-1] == "check"
    assert checked_and_violations(done, "I2")[0] == "40"


def test_figures_of_unchanged_files_are_taken_from_the_stored_result(checked: Project) -> None:
    checked.replace(RESULT, '"checked": 60', '"checked": 61')
    assert checked_and_violations(checked.doit("check"), "I2")[0] == "61"
    spoil(checked)
    assert checked_and_violations(checked.doit("check"), "I2")[0] == "60"


def test_a_violated_rule_ends_with_one_and_names_the_offender(checked: Project) -> None:
    assert checked.run(SCRIPT).code == 0
    offender = spoil(checked)
    done = checked.run(SCRIPT)
    assert done.code == 1
    assert checked_and_violations(done, "M2")[1] == "1"
    assert f"      1 in accounts: its postings lead to another balance; first\n        {offender}\n" in done.out
    assert done.out.splitlines()[-2] == f"{DATASETS}/accounts.json was edited by hand or made by somebody else"


def test_after_an_edit_downstream_follows_and_the_entry_is_a_note(checked: Project) -> None:
    spoil(checked)
    for done in (checked.doit("check"), checked.doit("check")):
        assert done.code == 0
        assert checked_and_violations(done, "M2")[1] == checked_and_violations(done, "H3")[1] == "0"
        assert "      not as generated: 1 in transactions: an entry that makes up for an edit by hand" in done.out
        assert done.out.splitlines()[-1].startswith("no rule is violated; not as generated, by H3 (")


def test_a_customer_made_by_hand_is_a_note(checked: Project) -> None:
    customers = json.loads(checked.output("customers").read_bytes())
    person = next(row for row in customers if row["customer_type"] == "Individual")
    customers.append({**person, "customer_id": "CUST-1", "email": "eu@gmail.com", "cpf": "111.444.777-35"})
    checked.output("customers").write_text(json.dumps(customers, ensure_ascii=False), encoding="utf-8")
    done = checked.doit("check")
    assert done.code == 0, done.out + done.err
    assert "1 in customers: customer_id is no version-4 uuid in lower case; first CUST-1" in done.out
    assert re.search(r"^no rule is violated; not as generated, by I1, I4", done.out.splitlines()[-1])


def test_a_rule_that_an_edit_breaks_is_not_called_the_banks_own(checked: Project) -> None:
    checked.replace("data/financial_services/datasets/loans.json", '"Price"', '"SAC"')
    done = checked.doit("check")
    assert done.code == 1
    assert "rules are violated; edited by hand: loans.json" in done.err
    assert "of its own" not in done.out + done.err


def test_what_no_edit_accounts_for_is_the_banks_own(checked: Project) -> None:
    for rules in ({"violations": 1, "notes": 0}, {"violations": 0, "notes": 1}):
        result = {"edited": [], "rules": [{"rule": "H3", **rules}]}
        assert failure(result) == "the bank breaks rules of its own"
        assert "of its own" not in failure({**result, "edited": ["customers.json"]})


def test_a_file_that_was_cut_at_a_record_is_noted(checked: Project) -> None:
    lines = checked.output("compliance").read_bytes().splitlines(keepends=True)
    checked.output("compliance").write_bytes(b"".join(lines[:-3]) + lines[-3].replace(b"},", b"}") + lines[-1])
    assert f"the file has {len(lines) - 3} records, and the build made {len(lines) - 2}" in checked.doit("check").out


def offenders_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_offender_is_written(checked: Project, tmp_path: Path) -> None:
    accounts = json.loads(checked.output("accounts").read_bytes())
    for account in accounts[2:5]:
        account["balance"] = round(account["balance"] + 0.01, 2)
    accounts[7]["account_type"] = "Gold"
    checked.output("accounts").write_text(json.dumps(accounts, ensure_ascii=False), encoding="utf-8")
    assert checked.run(SCRIPT, "--offenders", str(tmp_path / "found.ndjson")).code == 1
    found = {each["row"]: each for each in offenders_of(tmp_path / "found.ndjson")}
    assert list(found) == [7, 2, 3, 4]
    assert found[3] == {
        "rule": "M2", "note": False, "dataset": "accounts", "key": accounts[3]["account_id"], "row": 3,
        "column": "balance", "value": accounts[3]["balance"], "sentence": "its postings lead to another balance",
    }  # fmt: skip
    assert (found[7]["rule"], found[7]["column"], found[7]["value"]) == ("I6", "account_type", "Gold")


def test_doit_check_writes_the_offenders_where_it_was_called(checked: Project) -> None:
    spoil(checked)
    done = checked.doit("-k", "check", "--offenders", "found.ndjson", cwd=checked.path("generators"))
    assert done.code == 0, done.err
    (found,) = offenders_of(checked.path("generators/found.ndjson"))
    assert (found["rule"], found["note"], found["dataset"]) == ("H3", True, "transactions")


def test_offenders_never_take_the_place_of_a_dataset(checked: Project) -> None:
    before = checked.output("loans").read_bytes()
    done = checked.run(SCRIPT, "--offenders", str(checked.output("loans")))
    assert (done.code, done.out) == (2, "")
    assert "loans.json is one of the files to be checked" in done.err
    assert checked.output("loans").read_bytes() == before


def test_a_file_of_offenders_that_cannot_be_written_is_one_message(checked: Project, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    done = checked.run(SCRIPT, "--offenders", str(tmp_path / "taken" / "found.ndjson"))
    assert (done.code, done.out) == (2, "")
    assert "found.ndjson could not be written: File exists" in done.err


def test_the_figures_are_written_as_json(checked: Project, tmp_path: Path) -> None:
    spoil(checked)
    checked.run(SCRIPT, "--json", str(tmp_path / "figures.json"))
    figures = json.loads((tmp_path / "figures.json").read_bytes())
    line = next(line for line in figures["rules"] if line["violations"])
    assert (line["rule"], line["name"], line["dataset"]) == ("M2", "Closing balances", "accounts")
    assert line["sentence"] == RULES["M2"].sentence
    assert (line["findings"][0]["record"], line["findings"][0]["column"]) == (4, "balance")
    assert figures["as_of"] == "2026-10-31"


def test_any_folder_is_checked_as_it_stands_from_anywhere(checked: Project, tmp_path: Path) -> None:
    theirs = folder_of(checked, tmp_path)
    done = checked.run(str(checked.path(SCRIPT)), theirs.name, cwd=tmp_path)
    assert (done.code, done.out.splitlines()[-1]) == (0, SOUND)
    assert not checked.output("customers").exists()


def test_the_frame_of_time_may_be_said(checked: Project, tmp_path: Path) -> None:
    options = ("--as-of", "2026-10-30", "--history-start", "2026-10-01", "--documents", "invalid")
    done = checked.run(SCRIPT, str(folder_of(checked, tmp_path)), *options)
    assert done.code == 1
    assert "T1" in done.out.splitlines()[-1]
    assert "2026-10-01 to 2026-10-30, documents invalid" in done.out.splitlines()[-1]


def test_a_file_that_cannot_be_read_is_one_message(checked: Project) -> None:
    checked.output("loans").write_text('[\n{"loan_id":\n', encoding="utf-8")
    done = checked.run(SCRIPT)
    assert (done.code, done.out) == (2, "")
    assert "loans.json: line 3" in done.err
    assert len(done.err.splitlines()) == 1


def test_a_folder_without_the_files_is_one_message(checked: Project, tmp_path: Path) -> None:
    done = checked.run(SCRIPT, str(tmp_path))
    assert (done.code, done.out) == (2, "")
    assert "customers.json is not there" in done.err


def test_clean_removes_the_figures(checked: Project) -> None:
    checked.doit("clean", "check")
    assert not checked.path(RESULT).exists()
    assert checked.output("accounts").exists()
