"""The ten questions: each has an answer, neither nobody nor everybody, and something else in the data explains it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from projects import ROOT, Project

FOLDER = ROOT / "examples" / "questions"
Rows = list[dict[str, Any]]


def _run() -> Any:
    spec = importlib.util.spec_from_file_location("questions", FOLDER / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


questions = _run()


@pytest.fixture(scope="session")
def ask(bank_2000: Path) -> Callable[[str], Rows]:
    """The answer to the question whose file begins with a name."""
    connection = questions.connect(bank_2000.parents[2])

    def answer(name: str) -> Rows:
        (query,) = FOLDER.glob(f"{name}_*.sql")
        result = connection.execute(query.read_text(encoding="utf-8"))
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    return answer


def _by(rows: Rows, name: str) -> dict[str, dict[str, Any]]:
    return {str(row[name]): row for row in rows}


def test_the_page_begins_with_the_size_and_the_days_of_the_bank_that_is_there(bank: Project) -> None:
    introduction = questions.introduction(questions.connect(bank.root))
    assert "bank of 300 customers, with transactions from 2025-11-01 to 2026-10-31;" in introduction
    assert "10,000" not in introduction


def test_there_are_ten_questions_and_each_has_a_reading() -> None:
    assert len(questions.questions()) == 10
    assert all(questions.reading(query) and questions.title(query.read_text()) for query in questions.questions())


def test_1_few_hold_most_and_those_who_have_more_save_more_often(ask: Callable[[str], Rows]) -> None:
    tiers = ask("q01")
    assert len(tiers) == 4
    assert 50 < tiers[3]["percent_of_customers"] < 90
    assert tiers[0]["percent_of_money"] > 10 * tiers[0]["percent_of_customers"]
    assert 20 < sum(tier["save_regularly"] for tier in tiers) < 400
    assert tiers[2]["percent_saving"] > 3 * tiers[3]["percent_saving"]


def test_2_few_large_payments_are_made_elsewhere_or_at_night(ask: Callable[[str], Rows]) -> None:
    found = _by(ask("q02"), "where_and_when")
    assert 0.02 < found["away"]["percent"] < 3
    assert 0.5 < found["at odd hours"]["percent"] < 6
    assert 4 <= found["away"]["customers_with_failed_logins"] < 140


def test_3_those_who_have_paid_late_twice_are_in_default_more_often(ask: Callable[[str], Rows]) -> None:
    rows = ask("q03")
    burden = [row for row in rows if row["measure"] == "debt to income"]
    late = [row for row in rows if row["measure"] != "debt to income"]
    assert 8 < burden[2]["percent"] < 35
    assert sum(row["customers_or_loans"] * row["percent_in_default"] for row in burden) > 0
    assert len(late) == 3
    assert late[0]["percent"] > late[1]["percent"] > late[2]["percent"] > 1
    # of so few loans; of 10,000 customers more than twice as many
    assert late[2]["percent_in_default"] > 1.2 * late[0]["percent_in_default"] > 0


def test_4_branches_differ_in_volume_and_revenue(ask: Callable[[str], Rows]) -> None:
    rows = ask("q04")
    assert rows[0]["volume"] > 10 * rows[-1]["volume"]
    assert any(row["by_volume"] != row["by_revenue"] for row in rows)
    assert 0 < sum(row["little_activity"] for row in rows) < len(rows)


def test_5_fixed_income_holds_most_and_some_lie_dormant(ask: Callable[[str], Rows]) -> None:
    types = _by(ask("q05"), "investment_type")
    assert set(types) == {"Fixed Income", "Stocks", "Real Estate Funds"}
    assert 70 < types["Fixed Income"]["percent_of_value"] < 97
    assert 0.02 < types["Fixed Income"]["dormant_customers"] / types["Fixed Income"]["customers"] < 0.4


def test_6_cards_are_little_used_or_near_the_limit(ask: Callable[[str], Rows]) -> None:
    bands = ask("q06")
    assert 55 < bands[0]["percent_of_cards"] < 90
    assert 1.5 < bands[2]["percent_of_cards"] < 12
    assert all(band["holders_spend_on"].count(",") == 4 for band in bands)


def test_7_few_active_customers_lack_a_completed_kyc(ask: Callable[[str], Rows]) -> None:
    kinds = _by(ask("q07"), "customer_type")
    share = {kind: row["customers_above_10000"] / row["active_customers"] for kind, row in kinds.items()}
    assert 0.04 < share["Individual"] < 0.25 < share["Business"] < 0.8
    assert 0.3 < kinds["Individual"]["percent_without_kyc"] < 6


def test_8_those_who_do_not_log_in_use_the_account_less(ask: Callable[[str], Rows]) -> None:
    groups = ask("q08")
    assert 5 < groups[0]["percent"] < 35
    assert groups[0]["median_transactions"] < groups[1]["median_transactions"] < groups[2]["median_transactions"]


def test_9_income_from_tariffs_and_interest_grows(ask: Callable[[str], Rows]) -> None:
    months = ask("q09")
    assert len(months) == 12
    assert Decimal("1.05") < months[-1]["fees"] / months[0]["fees"] < Decimal("1.6")
    assert all(Decimal("0.05") < month["overdraft_interest"] / month["fees"] < 2 for month in months)


def test_10_there_are_prospects_and_they_are_not_everybody(ask: Callable[[str], Rows]) -> None:
    loans, investments = ask("q10")
    assert 40 < loans["percent_without_it"] < 95
    assert 40 < investments["percent_without_it"] < investments["percent_of_others"] - 5
