"""The business calendar, against the auditor's and dateutil, which know the same days from elsewhere."""

from datetime import date, timedelta

import numpy as np
import pytest
from dateutil.relativedelta import relativedelta

from auditor import bank_days
from lastro.brazil import calendar
from lastro.engine.rows.moments import day

YEARS = range(2012, 2041)


def days(*texts: str) -> np.ndarray:
    """Days by their dates."""
    return np.array([day(text) for text in texts])


def dates(values: np.ndarray) -> list[date]:
    """Days as dates."""
    return [date(1970, 1, 1) + timedelta(int(value)) for value in values]


def test_national_holidays_are_those_that_the_auditor_knows() -> None:
    for year in YEARS:
        assert calendar.national_holidays(year) == bank_days.national_holidays(year)


def test_banks_open_on_the_days_that_the_auditor_knows() -> None:
    every = np.arange(day("2012-01-01"), day("2041-01-01"))
    assert calendar.is_bank_business_day(every).tolist() == [bank_days.is_bank_day(each) for each in dates(every)]


def test_salaries_are_due_on_the_days_that_the_auditor_knows() -> None:
    months = np.arange(2012 * 12, 2041 * 12)
    due = dates(calendar.fifth_business_day(months))
    assert due == [bank_days.payday(month // 12, month % 12 + 1) for month in months.tolist()]


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("2026-02-16", False),  # Carnival Monday
        ("2026-02-18", True),  # Ash Wednesday
        ("2026-04-03", False),  # Good Friday
        ("2026-06-04", False),  # Corpus Christi
        ("2023-11-20", True),  # not yet a national holiday
        ("2025-11-20", False),
        ("2026-12-24", True),
        ("2026-12-31", False),
        ("2022-12-30", False),  # the last weekday of its year
        ("2026-10-31", False),  # a Saturday
    ],
)
def test_bank_business_days(text: str, opened: bool) -> None:
    assert calendar.is_bank_business_day(days(text)).tolist() == [opened]


def test_a_business_day_is_its_own_next_and_previous_one() -> None:
    every = np.arange(day("2020-01-01"), day("2030-01-01"))
    opened = every[calendar.is_bank_business_day(every)]
    assert (calendar.next_business_day(opened) == opened).all()
    assert (calendar.previous_business_day(opened) == opened).all()


def test_other_days_give_way_to_the_nearest_business_day() -> None:
    assert dates(calendar.next_business_day(days("2026-02-14", "2026-12-31"))) == [date(2026, 2, 18), date(2027, 1, 4)]
    assert dates(calendar.previous_business_day(days("2026-02-17", "2026-01-01"))) == [
        date(2026, 2, 13),
        date(2025, 12, 30),
    ]


@pytest.mark.parametrize(
    ("month", "paid"),
    [
        ((2024, 4), "2024-04-05"),  # a Friday; the Central Bank saw a record of Pix
        ((2024, 9), "2024-09-06"),  # a record of Pix
        ((2025, 12), "2025-12-05"),  # a record of Pix
        ((2026, 9), "2026-09-04"),  # the fifth counted day is Saturday the 5th
        ((2025, 3), "2025-03-06"),  # Carnival is no national holiday
        ((2026, 5), "2026-05-07"),  # 1 May is
    ],
)
def test_salaries_come_by_the_fifth_business_day_with_saturdays_counted(month: tuple[int, int], paid: str) -> None:
    index = np.array([month[0] * 12 + month[1] - 1])
    assert calendar.fifth_business_day(index).tolist() == [day(paid)]


def test_the_13th_salary_never_comes_late() -> None:
    first, second = calendar.thirteenth_salary_days(np.array(YEARS))
    for year, november, december in zip(YEARS, dates(first), dates(second), strict=True):
        assert date(year, 11, 26) <= november <= date(year, 11, 30)
        assert date(year, 12, 17) <= december <= date(year, 12, 20)


def test_months_are_added_as_relativedelta_adds_them() -> None:
    start = np.arange(day("2023-12-01"), day("2024-04-02"))
    for months in (-25, -1, 0, 1, 2, 11, 12, 420):
        expected = [d + relativedelta(months=months) for d in dates(start)]
        assert dates(calendar.add_months(start, months)) == expected


def test_months_begin_and_end_where_the_calendar_says() -> None:
    every = np.arange(day("1900-01-01"), day("2150-12-31"), 17)
    month = calendar.month_index(every)
    for index, d, number in zip(month, dates(every), calendar.day_of_month(every), strict=True):
        assert (index, number) == (d.year * 12 + d.month - 1, d.day)
    assert calendar.weekday(every).tolist() == [d.weekday() for d in dates(every)]


def test_a_day_outside_the_calendar_is_refused() -> None:
    with pytest.raises(IndexError):
        calendar.next_business_day(days("1989-12-31"))
    with pytest.raises(IndexError):
        calendar.month_index(np.array([np.iinfo(np.int64).min // 2]))
