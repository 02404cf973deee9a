"""The ledger's story: every cent adds up, and the past stays as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from auditor import audit, compare_edit, compare_growth, compare_history
from builds import datasets, make
from lastro.engine.rows.columns import columns_of, row_class
from projects import DATASETS, Project, built, lastro, once

HISTORY_START = date(2025, 11, 1)
AS_OF = date(2026, 10, 31)


def _adds_up(folder: Path) -> None:
    report = audit(folder, AS_OF, HISTORY_START)
    print(report.table())
    assert report.violations == []
    assert min(report.checked.values()) > 0
    assert report.topup_share < 0.02


def test_a_bank_adds_up_to_the_cent(bank: Project):
    _adds_up(bank.root / DATASETS)


@pytest.mark.long
def test_a_bank_of_two_thousand_customers_adds_up_to_the_cent(bank_2000: Path):
    _adds_up(bank_2000)


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same bank at five ends of history, over month ends and a year's end."""
    ends = ("2026-08-17", "2026-10-31", "2026-11-01", "2026-11-30", "2027-03-31")

    def at_each_end(to: Path) -> None:
        for as_of in ends:
            (to / as_of).mkdir(parents=True)
            make(to / as_of, customers="150", as_of=as_of)

    folder = once(tmp_path_factory, "growing", at_each_end)
    return {as_of: folder / as_of for as_of in ends}


def _kept(project: Project, name: str) -> Path:
    folder = project.root.parent / name
    folder.mkdir()
    for dataset, content in project.bank().items():
        (folder / dataset).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-08-17", "2026-10-31"),
        ("2026-10-31", "2026-11-01"),
        ("2026-11-01", "2026-11-30"),
        ("2026-10-31", "2027-03-31"),
    ],
)
def test_history_only_grows_when_time_moves_on(growing: dict[str, Path], before: str, after: str):
    state = {name: {c.name for c in columns_of(row_class(name)).values() if c.state} for name in datasets()}
    report = compare_history(growing[before], growing[after], state)
    assert report.checked["H1"] > 10_000
    assert report.violations == []


@pytest.mark.parametrize("as_of", ["2026-08-17", "2026-11-01", "2027-03-31"])
def test_the_cents_add_up_at_every_end_of_history(growing: dict[str, Path], as_of: str):
    report = audit(growing[as_of], date.fromisoformat(as_of), HISTORY_START)
    assert report.violations == []


@pytest.mark.long
def test_a_debt_that_is_paid_off_on_the_first_day_before_dawn_bears_tax_anew(tmp_path: Path):
    """Customer 1,395 opens overdrawn, clears it before the month turns, and is overdrawn again a month later."""
    project = built(lastro(tmp_path / "bank"), "customers=1400", "history_start=2024-05-01", "as_of=2024-07-31")
    report = audit(project.root / DATASETS, date(2024, 7, 31), date(2024, 5, 1))
    assert report.checked["M10"] > 100
    assert report.violations == []
    assert project.doit("check").code == 0


@pytest.mark.long
def test_earlier_customers_stay_byte_for_byte_when_customers_are_added(bank_2000: Path, tmp_path: Path):
    project = lastro(tmp_path / "bank")
    thousand = _kept(built(project, "customers=1000"), "thousand")
    more = _kept(built(project, "customers=1037"), "more")
    for old, new in ((thousand, more), (thousand, bank_2000), (more, bank_2000)):
        assert compare_growth(old, new).violations == []


Edit = Callable[[list[dict]], str]


def _first(records: list[dict], **wanted: str) -> dict:
    return next(r for r in records if all(r[name] == value for name, value in wanted.items()))


def _raise_an_income(customers: list[dict]) -> str:
    person = _first(customers[40:], customer_type="Individual")
    person["monthly_income"] += 1000
    return str(person["customer_id"])


def _change_a_balance(accounts: list[dict]) -> str:
    account = _first(accounts[40:], status="Active", account_type="Checking")
    account["balance"] = round(account["balance"] + 123.45, 2)
    return str(account["customer_id"])


def _halve_a_loan(loans: list[dict]) -> str:
    loan = _first(loans[10:], loan_status="Active", loan_type="Personal")
    loan["loan_amount"] = round(loan["loan_amount"] / 2, 2)
    return str(loan["customer_id"])


def _append_a_customer(customers: list[dict]) -> str:
    person = _first(customers, customer_type="Individual")
    newcomer = person | {"customer_id": "maria-by-hand", "email": "maria@example.com", "name": "Maria da Mão"}
    customers.append(newcomer)
    return "maria-by-hand"


def _write(path: Path, records: list[dict]) -> None:
    lines = ",\n".join(json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize(
    ("dataset", "edit"),
    [
        ("customers", _raise_an_income),
        ("accounts", _change_a_balance),
        ("loans", _halve_a_loan),
        ("customers", _append_a_customer),
    ],
)
def test_an_edited_record_changes_only_what_depends_on_it(bank: Project, own_bank: Project, dataset: str, edit: Edit):
    project = own_bank
    records = json.loads(project.output(dataset).read_text(encoding="utf-8"))
    customer = edit(records)
    _write(project.output(dataset), records)
    done = project.doit()
    assert done.code == 0, done.out + done.err
    report = compare_edit(bank.root / DATASETS, project.root / DATASETS, {customer}, group=100)
    assert report.violations == []
    audited = audit(project.root / DATASETS, AS_OF, HISTORY_START)
    assert not [v for v in audited.violations if v.rule in {"M1", "M2", "M4", "SUM"}]


def test_a_balance_that_was_edited_is_explained_by_one_last_entry(own_bank: Project):
    project = own_bank
    accounts = json.loads(project.output("accounts").read_text(encoding="utf-8"))
    owner = _change_a_balance(accounts)
    _write(project.output("accounts"), accounts)
    assert project.doit("transactions").code == 0
    postings = json.loads(project.output("transactions").read_text(encoding="utf-8"))
    entries = [p for p in postings if p["description"] == "Ajuste de saldo"]
    account = _first(accounts, customer_id=owner, account_type="Checking")
    assert [(p["account_id"], p["amount"], p["balance_after"]) for p in entries] == [
        (account["account_id"], 123.45, account["balance"])
    ]
