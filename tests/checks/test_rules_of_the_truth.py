"""Check asks the truth, too, where it is there; what breaks one of its rules is named by it and by the auditor."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import IO, NamedTuple

import pytest

from auditor.mutations import copy_of
from auditor.reading import Record, records, write_folder
from auditor.truth import KEYS, audit_truth
from builds import datasets, make
from lastro.checks.result.check_result import CheckResult
from lastro.checks.rule_table import RULES
from lastro.checks.run import check
from mutated_bank import AS_OF
from projects import once
from truths import RATES, days_of, write_truth_of

SETTINGS = {
    "seed": "3", "customers": "130", "branches": "4", "base_date": str(AS_OF), "as_of": str(AS_OF),
    "history_start": "2025-09-01", **RATES,
}  # fmt: skip
OF_BANK = ("accounts", "credit_cards", "transactions", "digital_activity", "card_transactions")
OF_TRUTH = {code for code, rule in RULES.items() if rule.of_truth}
CENT = Decimal("0.01")
Bank = dict[str, list[Record]]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank of four months with crime, and its truth in the folder `truth`."""

    def build(to: Path) -> None:
        to.joinpath("truth").mkdir(parents=True)
        make(to, **SETTINGS)
        write_truth_of(to, to / "truth", **SETTINGS)

    return once(tmp_path_factory, "small bank with truth", build)


@pytest.fixture(scope="session")
def whole(folder: Path) -> Bank:
    read = {name: list(records(folder / f"{name}.json")) for name in OF_BANK}
    return read | {name: list(records(folder / f"truth/{name}.json")) for name in KEYS}


def found_in(folder: Path, truth: Path | None, offenders: IO[str] | None = None) -> CheckResult:
    return check(folder, list(datasets()), *days_of(SETTINGS), offenders=offenders, truth=truth)


def test_a_truth_as_it_is_written_breaks_no_rule_and_every_rule_of_it_is_asked(folder: Path, whole: Bank) -> None:
    result = found_in(folder, folder / "truth")
    assert result.findings == {}
    assert {code for code, table in result.counted if table in KEYS} >= {"S1", "S2", "S3", "I1", "T1"} | OF_TRUTH
    assert result.counted["C1", "fraud_labels"] == len(whole["fraud_labels"])
    assert audit_truth(whole).ok


def test_a_bank_without_truth_is_asked_no_rule_of_it(folder: Path) -> None:
    assert not {code for code, _ in found_in(folder, None).counted} & OF_TRUTH


class Spoilt(NamedTuple):
    """One thing that is wrong with the truth: the rule that it breaks, and what it does, which gives the offender."""

    rule: str
    table: str
    spoil: Callable[[Bank], str]


def row_of(bank: Bank, table: str, **wanted: object) -> Record:
    """The first row with these values; ... stands for any that is not null."""
    for row in bank[table]:
        if all(row[name] is not None if value is ... else row[name] == value for name, value in wanted.items()):
            return row
    raise LookupError(f"{table} has no row with {wanted}")


def changed(table: str, column: str, value: object, **wanted: object) -> Callable[[Bank], str]:
    """Give a row another value in a column."""

    def spoil(bank: Bank) -> str:
        row = row_of(bank, table, **wanted)
        row[column] = row[column] + value if isinstance(value, Decimal) else value
        return str(row[KEYS[table]])

    return spoil


def another_case(bank: Bank) -> str:
    """Let a contested Pix of no crime be of a case."""
    row = row_of(bank, "reports", kind="MED_request", transaction_id=...)
    row["case_id"] = next(case["case_id"] for case in bank["cases"] if case["case_id"] != row["case_id"])
    return str(row["report_id"])


def another_owner(bank: Bank) -> str:
    """Give a place an account of somebody else who has no place in its case."""
    row = row_of(bank, "case_members", left_at=None)
    row["account_id"] = next(each for each in bank["accounts"] if each["customer_id"] != row["customer_id"])[
        "account_id"
    ]
    return str(row["member_id"])


def money_from_nowhere(bank: Bank) -> str:
    """Take out the label of what came to a mule that has passed it on."""
    direction = {row["transaction_id"]: row["direction"] for row in bank["transactions"]}
    owner = {row["account_id"]: row["customer_id"] for row in bank["accounts"]}
    account = {row["transaction_id"]: row["account_id"] for row in bank["transactions"]}
    posted = [row for row in bank["fraud_labels"] if row["transaction_id"]]
    passed = {
        (row["case_id"], owner[account[row["transaction_id"]]])
        for row in bank["fraud_labels"]
        if row["leg"] == "cash_out" and row["role_of_account"] == "mule"
    }
    for member in bank["case_members"]:
        seat = (member["case_id"], member["customer_id"])
        came = [
            row for row in posted
            if seat in passed and (row["case_id"], owner[account[row["transaction_id"]]]) == seat
            and direction[row["transaction_id"]] == "Credit"
        ]  # fmt: skip
        if came:
            bank["fraud_labels"] = [row for row in bank["fraud_labels"] if row not in came]
            return str(member["member_id"])
    raise LookupError("no mule has passed anything on")


NOBODY = "00000000-0000-4000-8000-00000000dead"
SPOILT = [
    Spoilt("I1", "reports", changed("reports", "case_id", NOBODY, transaction_id=None)),
    Spoilt("I6", "alerts", changed("alerts", "rule", "telepathy", rule="emptied")),
    Spoilt("S3", "alerts", changed("alerts", "score", 101)),
    Spoilt("T1", "cases", changed("cases", "ended_at", "2026-01-01T00:00:00", outcome="attempt")),
    Spoilt("C1", "fraud_labels", changed("fraud_labels", "typology", "stack")),
    Spoilt("C1", "fraud_labels", changed("fraud_labels", "is_illicit", True, leg="refund")),
    Spoilt("C1", "fraud_labels", changed("fraud_labels", "card_transaction_id", NOBODY, leg="cash_out")),
    Spoilt("C2", "cases", changed("cases", "amount_recovered", CENT, typology="card_not_present")),
    Spoilt("C1", "activity_labels", changed("activity_labels", "typology", "stack")),
    Spoilt("C1", "alerts", changed("alerts", "raised_at", "2025-10-01T00:00:00", rule="night")),
    Spoilt("C1", "alerts", changed("alerts", "raised_at", "2025-10-01T00:00:00", rule="card_large")),
    Spoilt("C1", "alerts", changed("alerts", "card_transaction_id", NOBODY, rule="emptied")),
    Spoilt("C1", "reports", another_case),
    Spoilt("C1", "case_members", another_owner),
    Spoilt("C2", "cases", changed("cases", "amount_moved", CENT, kind="laundering")),
    Spoilt("C2", "cases", changed("cases", "amount_lost", CENT, typology="false_sale")),
    Spoilt("C2", "cases", changed("cases", "outcome", "attempt", outcome="moved", kind="fraud")),
    Spoilt("C2", "case_members", money_from_nowhere),
    Spoilt("C3", "cases", changed("cases", "detected_by", None, detected_by=...)),
    Spoilt("C3", "cases", changed("cases", "ended_at", None, ended_at=..., kind="laundering")),
    Spoilt("C3", "case_members", changed("case_members", "left_at", None, left_at=..., role="victim")),
    Spoilt("C3", "fraud_labels", changed("fraud_labels", "known_on", "2025-09-01", known_on=...)),
    Spoilt("C3", "fraud_labels", changed("fraud_labels", "known_on", "2025-12-31", known_on=None)),
    Spoilt("C3", "activity_labels", changed("activity_labels", "known_on", None, known_on=...)),
    Spoilt("C3", "fraud_labels", changed("fraud_labels", "sequence", 99, leg="return")),
    Spoilt("C3", "reports", changed("reports", "decided_on", None, decision=...)),
]


def test_what_is_wrong_is_named_by_its_rule_and_by_the_auditor(folder: Path, whole: Bank, tmp_path: Path) -> None:
    bank, written = copy_of(whole), StringIO()
    wanted = {(each.rule, each.table, each.spoil(bank)) for each in SPOILT}
    assert len(wanted) == len(SPOILT), sorted(wanted)
    write_folder({name: bank[name] for name in KEYS}, tmp_path)
    found_in(folder, tmp_path, written)
    lines = map(json.loads, written.getvalue().splitlines())
    found = {(line["rule"], line["dataset"], line["key"]) for line in lines}
    assert wanted <= found
    assert {each for each in found if each[0] in OF_TRUTH} == {each[:3] for each in audit_truth(bank).violations}


def test_a_truth_of_other_postings_is_wrong(folder: Path, whole: Bank, tmp_path: Path) -> None:
    bank = copy_of(whole)
    lost = changed("fraud_labels", "transaction_id", NOBODY, transaction_id=...)(bank)
    torn = changed("fraud_labels", "card_transaction_id", NOBODY, card_transaction_id=...)(bank)
    gone = changed("activity_labels", "activity_id", NOBODY)(bank)
    write_folder({name: bank[name] for name in KEYS}, tmp_path)
    result = found_in(folder, tmp_path)
    assert {finding.key for promise, finding in result.findings.items() if promise.code == "I1"} == {lost, torn, gone}
