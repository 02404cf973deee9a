"""The path of stress: a function of customer and month, in which trouble has an onset, a length and consequences."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from generated import owners, run_of
from lastro.bank.people.months import Span
from lastro.bank.people.path.jobs import careers, job_ends, job_numbers, works_for_wages
from lastro.bank.people.path.path import Path, path_of
from lastro.bank.people.path.troubles import LOOK_BACK, Trouble, felt, spells
from lastro.bank.people.traits import Traits, traits
from lastro.brazil.work import IncomeSource

YEAR = Span(2026 * 12, 12)


@pytest.fixture(scope="module")
def who() -> Traits:
    return traits(run_of(), owners(count=10_000)[0])


@pytest.fixture(scope="module")
def path(who: Traits) -> Path:
    return path_of(who, YEAR)


def test_a_month_does_not_depend_on_which_other_months_or_customers_are_asked_for(who: Traits, path: Path) -> None:
    some = np.array([7, 3_141, 9_999])
    longer = path_of(who.take(some), Span(YEAR.first - 60, 120))
    for name in ("hardship", "income", "employed"):
        assert (getattr(longer, name)[:, 60:72] == getattr(path, name)[some]).all(), name
    assert (longer.frailty == path.frailty[some]).all()


def test_the_beginning_of_the_history_and_as_of_move_nothing(who: Traits, path: Path) -> None:
    earlier = traits(run_of(history_start="2022-01-01", as_of="2026-12-31"), owners(count=10_000)[0])
    assert (path_of(earlier, YEAR).hardship == path.hardship).all()


def test_one_customer_in_twelve_is_in_serious_trouble_and_most_are_in_none(path: Path) -> None:
    assert 0.06 <= (path.hardship > 0.5).mean() <= 0.12
    assert (path.hardship == 0).mean() > 0.7
    assert path.hardship.min() >= 0
    assert path.hardship.max() == 1
    assert 0.9 <= path.frailty.mean() <= 1.1


def test_trouble_deepens_from_its_onset_lasts_and_fades(who: Traits) -> None:
    began = spells(who, np.full(len(who), 1.0), YEAR)
    debt = began.take(began.kind == Trouble.DEBT)
    at, month, depth, _ = felt(debt)
    since = month - debt.month[at]
    mean = np.bincount(since, depth) / np.bincount(since)
    assert (np.diff(mean[:7]) > 0).all()  # half a year until it is at its depth
    assert mean[0] < 0.2 * mean[8]
    lasts = debt.lasts[at]
    fading = since >= lasts
    assert (depth[fading] < debt.depth[at][fading]).all()
    assert since.max() < LOOK_BACK


def test_who_is_frail_or_earns_little_is_oftener_in_trouble(who: Traits, path: Path) -> None:
    deep = (path.hardship > 0.5).mean(axis=1)
    frail = path.frailty > np.median(path.frailty)
    assert deep[frail].mean() > 1.8 * deep[~frail].mean()
    people = ~who.business
    rich = who.income > np.median(who.income[people])
    assert deep[people & ~rich].mean() > 1.15 * deep[people & rich].mean()


def test_trouble_goes_on_from_month_to_month(path: Path) -> None:
    now, later = path.hardship[:, 0] > 0.5, path.hardship[:, 3] > 0.5
    assert later[now].mean() > 8 * later[~now].mean()


def test_jobs_end_as_often_as_the_labour_market_says(who: Traits, path: Path) -> None:
    waged = works_for_wages(who)
    ends = job_ends(who, YEAR)
    assert waged[ends.row].all()
    assert 0.012 <= len(ends) / waged.sum() / 12 <= 0.025  # a month, over short and lasting jobs
    assert 0.03 <= (~path.employed[waged]).mean() <= 0.07  # unemployment in 2024: 6.6 %
    assert path.employed[~waged].all()
    assert (path.income[~path.employed] == 0).all()


def test_a_job_that_ends_is_followed_by_another(who: Traits) -> None:
    ends, numbers = careers(who, YEAR), job_numbers(who, YEAR)
    assert (numbers[ends.row, ends.month - YEAR.first] == ends.month).all()
    assert (np.diff(numbers, axis=1) >= 0).all()
    assert ((ends.gap == 0) <= ~ends.dismissed).all()
    assert ends.tenure.min() > 0


def test_illness_and_bad_sales_cut_the_income_of_who_works_on_his_own_account(who: Traits, path: Path) -> None:
    own = who.business
    assert 0.6 < path.income[own & (path.income.min(axis=1) < 1)].mean() < 1


def test_debts_leave_less_of_wages_and_pensions_stay_whole(who: Traits) -> None:
    servants, retired = (_income_of_people(who, source) for source in (IncomeSource.PUBLIC, IncomeSource.PENSION))
    cut = servants[servants < 1]
    assert 0.02 < len(cut) / servants.size < 0.15
    assert cut.min() >= 0.6  # payroll loans take 40 % at most
    assert cut.max() < 0.9
    assert (retired == 1).all()


def _income_of_people(who: Traits, source: IncomeSource) -> Any:
    """What trouble leaves of the income where everybody lives on the same."""
    same = np.full(len(who), int(source))
    stages = replace(who.stages, source=same)
    people = replace(who, source=same, stages=stages, business=np.zeros(len(who), bool))
    return path_of(people, YEAR).income
