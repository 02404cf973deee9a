"""Loans: schedules that are paid, missed and made up for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from generated import contracts, incomes, owners, run_of
from lastro.bank.choices import LoanStatus, LoanType
from lastro.bank.contracts.loans.payments import LoanStates, instalments, payout_moments
from lastro.bank.contracts.loans.terms import loans_of
from lastro.brazil.calendar import is_bank_business_day
from lastro.engine import Table
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL

START, AS_OF = day("2025-11-01"), day("2026-10-31")


@pytest.fixture(scope="module")
def loans() -> Table[Any]:
    return contracts("loans", count=10_000)


@pytest.fixture(scope="module")
def income(loans: Table[Any]) -> Any:
    return incomes(loans, owners(count=10_000)[0])


@pytest.fixture(scope="module")
def due(loans: Table[Any], income: Any) -> Any:
    return instalments(run_of(), loans, income, START, AS_OF)


def _arrears(loans: Table[Any], kind: int) -> float:
    """The share of running loans of a type that are 90 days late."""
    running = loans.loan_status[(loans.loan_status != LoanStatus.PAID_OFF) & (loans.loan_type == kind)]
    return float((running == LoanStatus.DEFAULT).mean())


def test_four_to_five_percent_of_running_loans_are_ninety_days_late(loans: Table[Any]) -> None:
    running = loans.loan_status != LoanStatus.PAID_OFF
    assert 0.035 <= (loans.loan_status[running] == LoanStatus.DEFAULT).mean() <= 0.055


def test_arrears_rise_from_homes_to_cars_to_personal_loans(loans: Table[Any]) -> None:
    assert _arrears(loans, LoanType.MORTGAGE) < _arrears(loans, LoanType.AUTO) < _arrears(loans, LoanType.PERSONAL)


def test_arrears_weigh_on_those_who_owe_much(loans: Table[Any], income: Any) -> None:
    first = np.where(loans.installment_amount == NULL, 0, loans.installment_amount) / income
    running, late = loans.loan_status != LoanStatus.PAID_OFF, loans.loan_status == LoanStatus.DEFAULT
    assert np.median(first[late & (loans.loan_type == LoanType.PERSONAL)]) > np.median(
        first[running & (loans.loan_type == LoanType.PERSONAL)]
    )


def test_default_is_ninety_days_past_due(loans: Table[Any]) -> None:
    assert ((loans.loan_status == LoanStatus.DEFAULT) == (loans.days_past_due >= 90)).all()
    assert (loans.days_past_due[loans.loan_status == LoanStatus.ACTIVE] > 0).sum() > 0


def test_a_loan_that_is_paid_off_owes_nothing(loans: Table[Any]) -> None:
    done = loans.loan_status == LoanStatus.PAID_OFF
    assert (loans.installment_amount[done] == NULL).all()
    assert (loans.outstanding_balance[done] == 0).all()
    assert (loans.outstanding_balance[~done] > 0).all()


def test_instalments_are_paid_in_order(due: Any) -> None:
    paid = np.flatnonzero(due.paid_on != NULL)
    same = due.loan[paid][1:] == due.loan[paid][:-1]
    assert (np.diff(due.moment[paid])[same] > 0).all()
    assert (np.diff(due.number[paid])[same] == 1).all()


def test_instalments_fall_due_and_are_paid_on_business_days(due: Any) -> None:
    assert is_bank_business_day(due.due).all()
    assert is_bank_business_day(due.paid_on[due.paid_on != NULL]).all()


def test_nothing_is_paid_before_it_is_due(due: Any) -> None:
    paid = due.paid_on != NULL
    assert (due.paid_on[paid] >= due.due[paid]).all()


def test_missed_instalments_are_made_up_for_on_one_day(due: Any) -> None:
    paid = due.paid_on != NULL
    together = (due.loan[1:] == due.loan[:-1]) & (due.paid_on[1:] == due.paid_on[:-1]) & paid[1:]
    assert 20 < together.sum() < 0.02 * len(due.loan)
    assert (np.diff(due.moment)[together] == 1).all()


@pytest.mark.parametrize("ago", [0, 1, 17, 92, 360])
def test_the_state_follows_from_the_payments(loans: Table[Any], income: Any, ago: int) -> None:
    run, as_of = run_of(), AS_OF - ago
    begun = np.flatnonzero(loans.start_date <= as_of)
    some, whose = loans.take(begun), income[begun]
    every = instalments(run, some, whose, day("2000-01-01"), as_of)
    paid = (every.paid_on != NULL) & (every.paid_on <= as_of)
    late = np.where(paid, 0, as_of - every.due)
    found = LoanStates(run, some, whose).on(as_of)
    assert (found.installments_paid == np.bincount(every.loan[paid], minlength=len(begun))).all()
    oldest = np.zeros(len(begun), dtype=np.int64)
    np.maximum.at(oldest, every.loan, late)
    assert (found.days_past_due == oldest).all()


def test_a_window_shows_what_the_whole_shows(loans: Table[Any], income: Any, due: Any) -> None:
    whole = instalments(run_of(), loans, income, day("2000-01-01"), AS_OF)
    recent = (whole.moment >= START * DAY) & (whole.paid_on <= AS_OF)
    part = (due.moment >= START * DAY) & (due.paid_on <= AS_OF)
    assert whole.amount[recent].tolist() == due.amount[part].tolist()
    assert whole.moment[recent].tolist() == due.moment[part].tolist()


def test_loans_start_on_business_days_in_banking_hours(loans: Table[Any]) -> None:
    second = payout_moments(run_of(), loans) - loans.start_date * DAY
    assert is_bank_business_day(loans.start_date).all()
    assert second.min() >= 10 * 3600
    assert second.max() < 16 * 3600


def test_homes_weigh_at_most_thirty_percent_of_income(loans: Table[Any], income: Any) -> None:
    homes = np.flatnonzero((loans.loan_type == LoanType.MORTGAGE) & (loans.installment_amount != NULL))
    assert (loans.installment_amount[homes] <= 0.301 * income[homes]).all()
    late = homes[loans.start_date[homes] >= day("2024-01-01")]
    assert 180_000_00 <= loans.loan_amount[late].mean() <= 400_000_00  # R$ 328.6 k in 2024 (SBPE)


def test_businesses_have_business_loans_and_nobody_else(loans: Table[Any]) -> None:
    people = owners(count=10_000)[0]
    firms = set(people.customer_id[people.customer_type == 1].tolist())
    assert {c in firms for c in loans.customer_id[loans.loan_type == LoanType.BUSINESS].tolist()} == {True}
    assert {c in firms for c in loans.customer_id[loans.loan_type != LoanType.BUSINESS].tolist()} == {False}


def test_delinquency_is_a_setting() -> None:
    calm, hard = (contracts("loans", ledger_delinquency=level) for level in ("0.0", "3.0"))
    assert (calm.loan_status == LoanStatus.DEFAULT).sum() == 0
    usual = contracts("loans").loan_status == LoanStatus.DEFAULT
    assert (hard.loan_status == LoanStatus.DEFAULT).sum() > 2 * usual.sum()


def test_leavers_borrow_nothing() -> None:
    from lastro.bank.people.holdings import holdings
    from lastro.bank.people.traits import traits

    run, (people, accounts) = run_of(), owners()
    who = traits(run, people)
    borrowers = loans_of(run, people, holdings(people.customer_id, accounts), who).customer_id
    assert not np.isin(people.customer_id[who.leaver], borrowers).any()
