"""Working life: people begin to work, retire and stop at their ages, around what is told of one month."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from generated import customers, owners, run_of
from lastro.bank.ledger.pay.income import wages
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.sources import Source, Thirteenth
from lastro.bank.people.account_block import account_block
from lastro.bank.people.incomes import incomes
from lastro.bank.people.months import Span
from lastro.bank.people.path.jobs import careers
from lastro.bank.people.traits import Traits, traits
from lastro.bank.people.working_life.stages import NEVER, Stages
from lastro.bank.people.working_life.stated import stated
from lastro.brazil.ages.retirement import MEN, month_of_age, share_of_mean
from lastro.brazil.calendar import month_index
from lastro.brazil.work import IncomeSource
from lastro.engine.arrays import Floats
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL

TOLD = 2026 * 12 + 9
BEFORE_AND_AFTER = Span(2021 * 12, 8 * 12)
MINIMUM, CEILING = 1_621_00, 8_475_55  # reais and cents of October 2026


@pytest.fixture(scope="module")
def rows() -> Any:
    return customers(10_000)


@pytest.fixture(scope="module")
def who(rows: Any) -> Traits:
    return traits(run_of(), rows)


@pytest.fixture(scope="module")
def people(who: Traits) -> Stages:
    return who.stages


def _ages(rows: Any, months: Any) -> Floats:
    born = month_index(np.where(rows.birth_date == NULL, day("1986-01-01"), rows.birth_date))
    years: Floats = (months - born) / 12
    return years


def test_women_reach_the_age_of_the_reform_half_a_year_later_each_year() -> None:
    born = np.array([1957 * 12, 1960 * 12, 1962 * 12, 1970 * 12])
    of_women = month_of_age(born, np.array([True] * 4))
    assert (of_women - born).tolist() == [60 * 12, 60 * 12 + 6, 62 * 12, 62 * 12]
    assert (month_of_age(born, np.array([False] * 4)) - born == MEN).all()


def test_a_pension_is_three_fifths_of_the_mean_and_a_fiftieth_more_for_each_further_year() -> None:
    years = np.array([15, 20, 21, 35, 45])
    assert share_of_mean(years, np.zeros(5, bool)) == pytest.approx([0.6, 0.6, 0.62, 0.9, 1.0])
    assert share_of_mean(years, np.ones(5, bool)) == pytest.approx([0.6, 0.7, 0.72, 1.0, 1.0])


def test_when_it_was_told_everybody_was_what_it_says(who: Traits, people: Stages, rows: Any) -> None:
    told = Span(TOLD, 1)
    works, retired = people.works(told)[:, 0], people.is_retired(told)[:, 0]
    waged = np.isin(who.source, (IncomeSource.SALARY, IncomeSource.PUBLIC))
    assert works[waged].all()
    assert not retired[waged].any()
    pensioner = np.isin(who.source, (IncomeSource.PENSION, IncomeSource.WELFARE))
    assert retired[pensioner].all()
    assert not works[pensioner].any()
    assert not people.has_begun(told)[who.source == IncomeSource.SUPPORT].any()
    assert (incomes(run_of(), who, told).total[:, 0] == who.income).all()


def test_neither_as_of_nor_the_beginning_of_the_history_moves_a_stage(people: Stages) -> None:
    later = traits(run_of(history_start="2021-01-01", as_of="2028-03-31"), customers(10_000)).stages
    for name, column in vars(people).items():
        assert (vars(later)[name] == column).all(), name


def test_hardly_any_pension_begins_before_55_or_after_75_and_most_in_the_sixties(
    people: Stages, rows: Any, who: Traits
) -> None:
    months = BEFORE_AND_AFTER
    begins = (people.pension >= months.first) & (people.pension < months.first + months.count)
    ages = _ages(rows, people.pension)[begins]
    assert begins.sum() > 0.04 * len(rows)
    assert ((ages >= 55) & (ages <= 75)).mean() > 0.97
    assert ((ages >= 60) & (ages < 70)).mean() > 0.6


def test_few_employees_are_seventy_and_few_students_thirty(people: Stages, rows: Any, who: Traits) -> None:
    for month in (2021 * 12, TOLD, 2028 * 12):
        now, ages = Span(month, 1), _ages(rows, month)
        employed = people.works(now)[:, 0] & people.waged()
        assert employed[~who.business & (ages >= 70)].mean() < 0.04
        student = (people.begins < NEVER) & ~people.has_begun(now)[:, 0]
        assert student[(ages >= 20) & (ages < 24)].mean() > 0.05
        assert not student[ages >= 32].any()


def test_a_fifth_of_new_pensioners_go_on_working(people: Stages, who: Traits) -> None:
    new = (people.pension > TOLD) & (people.pension < NEVER) & people.waged()
    assert 0.15 < (people.ends > people.pension)[new].mean() < 0.25


def test_pensions_of_the_inss_lie_between_the_minimum_wage_and_the_ceiling(who: Traits, people: Stages) -> None:
    benefit = stated(run_of(), who).benefit[(people.pension > TOLD) & (people.source == IncomeSource.SALARY)]
    assert benefit.min() == MINIMUM
    assert benefit.max() <= CEILING
    assert 0.4 < (benefit == MINIMUM).mean() < 0.85


def test_jobs_end_within_the_working_life_and_the_last_into_the_pension(who: Traits, people: Stages) -> None:
    ends = careers(who, BEFORE_AND_AFTER)
    assert (ends.month > people.begins[ends.row]).all()
    assert (ends.month <= people.ends[ends.row]).all()
    assert (ends.retires == (ends.month == people.ends[ends.row])).all()
    assert (ends.tenure <= ends.month - people.begins[ends.row]).all()
    assert ends.retires.any()


def test_nobody_is_out_of_pocket_in_any_month(who: Traits) -> None:
    assert (incomes(run_of(), who, BEFORE_AND_AFTER).total > 0).all()


def test_the_13th_of_a_pension_and_of_a_job_that_is_held_beside_it_have_keys_of_their_own() -> None:
    """Whose pension begins late in a year is paid the second half in November, with the first of the job's."""
    since = {"history_start": "2021-01-01"}
    block = account_block(run_of(**since), *owners(1000, 3000, **since))
    rows = Postings.together(wages(block))
    halves = rows.take(rows.source == Source.THIRTEENTH)
    month = np.stack([halves.account, month_index(halves.moment // DAY)], axis=1)
    of_pension, of_job = (
        {tuple(each) for each in month[halves.detail == half]}
        for half in (Thirteenth.PENSION_SECOND, Thirteenth.SALARY_FIRST)
    )
    assert of_pension & of_job
    assert len(np.unique(rows.key)) == len(rows.key)
