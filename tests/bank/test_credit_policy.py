"""Credit policy: age at the end, payroll, risk, and the ceiling of pensioners' payroll loans."""

from __future__ import annotations

import numpy as np
import pytest

from generated import run_of
from lastro.bank.choices import LoanType
from lastro.bank.contracts.credit_policy import (
    BANDS,
    CREDIT_POLICY,
    OLDEST_AT_END,
    CreditLine,
    age_in_months,
    has_payroll,
    highest_rate,
    is_open_to,
    largest_burden,
    longest_term,
    risk_spread,
)
from lastro.brazil.work import IncomeSource
from lastro.engine.rows.moments import day
from lastro.engine.rows.tables import NULL

EVERY_LINE = np.arange(len(CreditLine))


def test_lines_are_the_types_of_loans_and_payroll() -> None:
    assert [line.name for line in CreditLine][:-1] == [kind.name for kind in LoanType]


@pytest.mark.parametrize(("age", "term"), [(30, 420), (50, 366), (80, 6), (81, -6)])
def test_a_mortgage_ends_by_eighty_years_and_six_months(age: int, term: int) -> None:
    assert longest_term(np.array([CreditLine.MORTGAGE]), np.array([age * 12])).tolist() == [term]


def test_short_credit_knows_no_age() -> None:
    short = np.array([CreditLine.PERSONAL, CreditLine.BUSINESS])
    assert longest_term(short, np.array([95 * 12, 0])).tolist() == [36, 60]


def test_nobody_is_younger_than_the_policy_reckons() -> None:
    born, granted = np.array([day("1946-05-31"), day("1946-05-01"), NULL]), np.full(3, day("2026-05-15"))
    assert age_in_months(born, granted).tolist() == [960, 960, 0]
    assert OLDEST_AT_END == 966


def test_only_who_is_paid_has_a_payroll() -> None:
    paid = has_payroll(np.array([*IncomeSource, -1]))
    assert paid.tolist() == [source.name in ("SALARY", "PUBLIC", "PENSION", "WELFARE") for source in IncomeSource] + [
        False
    ]


def test_payroll_loans_are_open_to_who_has_a_payroll_whatever_the_risk() -> None:
    line, band = np.full(BANDS, CreditLine.PAYROLL), np.arange(BANDS)
    assert is_open_to(line, np.full(BANDS, IncomeSource.PENSION), band).all()
    assert not is_open_to(line, np.full(BANDS, IncomeSource.SELF), band).any()


def test_the_worst_risk_is_granted_little_that_is_not_deducted() -> None:
    worst = np.full(len(EVERY_LINE), BANDS - 1)
    granted = is_open_to(EVERY_LINE, np.full(len(EVERY_LINE), IncomeSource.SALARY), worst)
    assert granted.tolist() == [line in (CreditLine.PERSONAL, CreditLine.PAYROLL) for line in CreditLine]


def test_a_worse_risk_never_gets_more_nor_pays_less() -> None:
    lines, bands = np.repeat(EVERY_LINE, BANDS), np.tile(np.arange(BANDS), len(EVERY_LINE))
    burden = largest_burden(lines, bands).reshape(-1, BANDS)
    spread = np.where(burden > 0, risk_spread(lines, bands).reshape(-1, BANDS), np.inf)
    assert (np.diff(burden) <= 0).all()
    assert (spread[:, 1:] >= spread[:, :-1]).all()
    assert len(CREDIT_POLICY) == len(CreditLine)


@pytest.mark.parametrize(("on", "percent"), [("2021-01-04", 23.87), ("2024-07-01", 21.84), ("2026-10-01", 24.60)])
def test_pensioners_payroll_loans_keep_to_the_ceiling_of_the_day(on: str, percent: float) -> None:
    days = np.array([day(on)])
    ceiling = highest_rate(run_of(), np.array([CreditLine.PAYROLL]), np.array([IncomeSource.PENSION]), days)
    assert ceiling[0] / 100 == pytest.approx(percent, abs=0.011)


def test_other_credit_has_no_ceiling() -> None:
    lines = np.array([CreditLine.PAYROLL, CreditLine.PERSONAL])
    source = np.array([IncomeSource.SALARY, IncomeSource.PENSION])
    assert (highest_rate(run_of(), lines, source, np.full(2, day("2026-10-01"))) > 1_000_000).all()
