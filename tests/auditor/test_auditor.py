"""The auditor finds what is wrong, names rule and record, and finds nothing wrong where nothing is."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from auditor import audit, audit_records, compare_edit, compare_growth, compare_history
from auditor.bank_days import is_bank_day, payday
from auditor.documents import card_brand, cnpj_digits, cpf_digits, luhn_digit
from auditor.mutations import MUTATIONS, Mutation, copy_of
from auditor.reading import Record, UnreadableError, records, write_folder
from auditor.report import RULES
from auditor.schedules import monthly_rate, schedule
from auditor.spoiling import drop
from auditor.tiny_bank import AS_OF, HISTORY_START, tiny_bank
from auditor.tiny_postings import ANA, ANA_CHECKING, BRUNO, BRUNO_CHECKING, CARLA, OLDER_LOAN, PADARIA_ACCOUNT, uid
from projects import ROOT

Bank = dict[str, list[Record]]
BANK = tiny_bank()
LATER = ((PADARIA_ACCOUNT, "2026-12-02T06:00:00", "tariff", "39.9", None, None),)
RENT = ((ANA_CHECKING, "2026-11-30T23:00:00", "purchase", "10.0", None, None),)


@pytest.fixture
def bank() -> Bank:
    return copy_of(BANK)


def folder_of(bank: Bank, path: Path) -> Path:
    write_folder(bank, path)
    return path


def test_a_right_bank_has_no_violation_and_every_rule_was_checked() -> None:
    report = audit_records(BANK, AS_OF, HISTORY_START)
    assert report.violations == []
    assert [rule for rule in RULES if not report.checked[rule]] == ["H1", "H2"]


def test_every_rule_has_a_mutation() -> None:
    assert set(RULES) - {mutation.rule for mutation in MUTATIONS} == {"H1", "H2"}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: f"{one.rule} {one.dataset} {one.name}")
def test_a_mutation_is_found_with_its_rule_and_record(bank: Bank, mutation: Mutation) -> None:
    spoiled = mutation.spoil(bank)
    report = audit_records(bank, AS_OF, HISTORY_START)
    assert report.names(mutation.rule, spoiled, mutation.note), report.violations


def test_a_folder_is_read_as_the_records_in_memory(bank: Bank, tmp_path: Path) -> None:
    report = audit(folder_of(bank, tmp_path), AS_OF, HISTORY_START)
    assert report == audit_records(BANK, AS_OF, HISTORY_START)


def test_amounts_are_read_to_the_cent(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('[\n{"a":90071992547409.93}\n]\n', encoding="utf-8")
    assert list(records(tmp_path / "x.json")) == [{"a": Decimal("90071992547409.93")}]


@pytest.mark.parametrize("text", ['[{"a":1}]', '[\n{"a":1}\n', '[\n{"a":1}\n{"a":2}\n]\n', '[\n{"a":NaN}\n]\n'])
def test_a_file_in_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"x\.json"):
        list(records(tmp_path / "x.json"))


def test_invalid_documents_are_wanted_wrong_digit_by_digit() -> None:
    report = audit_records(BANK, AS_OF, HISTORY_START, documents="invalid")
    assert len(report.of("I2")) == len(BANK["customers"])
    assert len(report.of("I5")) == len(BANK["credit_cards"])


def test_topups_are_counted() -> None:
    report = audit_records(BANK, AS_OF, HISTORY_START)
    assert report.topup_share == 2 / len(BANK["transactions"])


@pytest.mark.parametrize(("month", "day"), [((2024, 4), 5), ((2024, 9), 6), ((2026, 5), 7), ((2026, 8), 6)])
def test_the_fifth_business_day_counts_saturdays(month: tuple[int, int], day: int) -> None:
    assert payday(*month) == date(*month, day)


@pytest.mark.parametrize("day", ["2026-02-16", "2026-02-17", "2026-04-03", "2026-06-04", "2026-11-20", "2024-11-20"])
def test_banks_are_closed_on_holidays(day: str) -> None:
    assert not is_bank_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-02-18", "2023-11-20", "2026-12-30", "2026-12-24"])
def test_banks_are_open_on_other_weekdays(day: str) -> None:
    assert is_bank_day(date.fromisoformat(day))


def test_check_digits_are_those_of_published_examples() -> None:
    assert cpf_digits("111444777") == "35"
    assert cnpj_digits("112223330001") == "81"
    assert cnpj_digits("12ABC34501DE") == "35"
    assert luhn_digit("411111111111111") == "1"


@pytest.mark.parametrize(
    ("number", "brand"), [("4111", "Visa"), ("401178", "Elo"), ("2221", "MasterCard"), ("636368", "Elo")]
)
def test_a_card_number_tells_its_brand(number: str, brand: str) -> None:
    assert card_brand(number.ljust(16, "0")) == brand


def test_the_monthly_rate_compounds_to_the_yearly_one() -> None:
    assert monthly_rate(Decimal("12.00")) == 9_488_792_935
    assert monthly_rate(0) == 0


@pytest.mark.parametrize("amortization", ["Price", "SAC"])
@pytest.mark.parametrize("rate", ["0.0", "12.34", "99.99"])
def test_the_principal_adds_up_to_the_loan(amortization: str, rate: str) -> None:
    terms = {"loan_amount": Decimal("98765.43"), "interest_rate": Decimal(rate), "term": 360}
    plan = schedule({**terms, "amortization": amortization, "start_date": "2024-01-31"})
    assert plan[-1].balance == 0
    assert sum(instalment.amount for instalment in plan) >= 98_765_43


def test_time_moves_on_and_only_states_change(bank: Bank, tmp_path: Path) -> None:
    old, new = folder_of(bank, tmp_path / "old"), folder_of(tiny_bank(LATER), tmp_path / "new")
    report = compare_history(old, new)
    assert report.ok, report.violations
    assert report.checked["H1"] > len(bank["transactions"])


def spoil_later(dataset: str, column: str, value: object, place: int = 0) -> tuple[Bank, str]:
    later = tiny_bank(LATER)
    later[dataset][place][column] = value
    return later, str(next(iter(later[dataset][place].values())))


@pytest.mark.parametrize(
    ("dataset", "column", "value"),
    [
        ("customers", "name", "Outra Pessoa"),
        ("accounts", "opening_balance", Decimal("2000.00")),  # 2000.0 before: other bytes
        ("accounts", "balance", Decimal("0.01")),
        ("loans", "interest_rate", Decimal("12.5")),
        ("transactions", "description", "Tarifa"),
        ("investments", "amount", 1001),
    ],
)
def test_history_that_was_rewritten_is_found(
    bank: Bank, tmp_path: Path, dataset: str, column: str, value: object
) -> None:
    later, key = spoil_later(dataset, column, value)
    report = compare_history(folder_of(bank, tmp_path / "old"), folder_of(later, tmp_path / "new"))
    assert [(found.dataset, found.record) for found in report.of("H1")] == [(dataset, key)]


def test_history_that_was_lost_is_found(bank: Bank, tmp_path: Path) -> None:
    later = tiny_bank(LATER)
    lost = later["compliance"].pop(0)
    report = compare_history(folder_of(bank, tmp_path / "old"), folder_of(later, tmp_path / "new"))
    assert report.names("H1", lost["compliance_id"])


def grown(bank: Bank) -> Bank:
    """One more customer, without an account yet."""
    larger = copy_of(bank)
    larger["customers"].append({**larger["customers"][0], "customer_id": uid(1, 99)})
    return larger


def test_growth_leaves_whole_groups_as_they_were(bank: Bank, tmp_path: Path) -> None:
    old, larger = folder_of(bank, tmp_path / "old"), grown(bank)
    larger["accounts"][-1]["balance"] += 1  # of the fourth customer, whose group of three is not whole
    assert compare_growth(old, folder_of(larger, tmp_path / "new"), group=3).ok
    larger["accounts"][0]["balance"] += 1
    report = compare_growth(old, folder_of(larger, tmp_path / "new"), group=3)
    assert [found.record for found in report.of("H2")] == [ANA_CHECKING]


def test_growth_that_adds_to_an_earlier_customer_is_found(bank: Bank, tmp_path: Path) -> None:
    old, new = folder_of(bank, tmp_path / "old"), folder_of(tiny_bank(RENT), tmp_path / "new")
    assert compare_growth(old, new, group=1).names("H2", uid(7, len(bank["transactions"]) + 1))


def test_an_edit_may_change_its_group_and_nothing_else(bank: Bank, tmp_path: Path) -> None:
    old, new = folder_of(bank, tmp_path / "old"), folder_of(tiny_bank(RENT), tmp_path / "new")
    assert compare_edit(old, new, {ANA}, group=1).ok
    assert compare_edit(old, new, {BRUNO}, group=2).ok
    assert compare_edit(old, new, {CARLA}, group=1, also={ANA}).ok
    assert compare_edit(old, new, {CARLA}, group=1).names("H3", ANA_CHECKING)


def test_an_edit_that_reaches_a_stranger_is_found(bank: Bank, tmp_path: Path) -> None:
    edited = copy_of(bank)
    edited["accounts"][2]["balance"] += 1
    report = compare_edit(folder_of(bank, tmp_path / "old"), folder_of(edited, tmp_path / "new"), {ANA}, 1)
    assert [found.record for found in report.of("H3")] == [BRUNO_CHECKING]


def run_auditor(folder: Path) -> subprocess.CompletedProcess[str]:
    dates = ["--as-of", str(AS_OF), "--history-start", str(HISTORY_START)]
    command = [sys.executable, "-m", "auditor", str(folder), *dates]
    return subprocess.run(command, cwd=ROOT / "tests", capture_output=True, text=True, check=False)


def test_the_command_prints_one_table_and_fails_on_a_violation(bank: Bank, tmp_path: Path) -> None:
    assert run_auditor(folder_of(bank, tmp_path)).returncode == 0
    bank["accounts"][0]["balance"] += 1
    run = run_auditor(folder_of(bank, tmp_path))
    assert run.returncode == 1
    line = next(line for line in run.stdout.splitlines() if line.startswith("M2"))
    assert line.split()[:5] == ["M2", "6", "1", "accounts", f"{ANA_CHECKING}:"]


def test_a_renegotiated_loan_is_paid_off_by_one_posting() -> None:
    bank = copy_of(BANK)
    drop(bank, next(row for row in bank["transactions"] if row["loan_id"] == OLDER_LOAN and row["amount"] > 100))
    found = audit_records(bank, AS_OF, HISTORY_START).violations
    assert {(each.rule, each.record) for each in found} == {("M5", OLDER_LOAN)}
