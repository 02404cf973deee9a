"""Moments: numbers in memory, ISO 8601 in the files."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastro.engine.rows.moments import DAY, day, day_texts, days_of, moment_letters, moments_of

EPOCH = datetime(1970, 1, 1)
DATES = st.dates(date(1900, 1, 1), date(2150, 12, 31))
TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2150, 12, 31, 23, 59, 59)).map(lambda t: t.replace(microsecond=0))


def spoken(moments: list[int]) -> list[str]:
    return [bytes(letters).decode() for letters in moment_letters(np.array(moments, dtype=np.int64))]


@given(st.lists(DATES, min_size=1))
def test_days_are_written_as_python_writes_them_and_come_back(days: list[date]) -> None:
    numbers = [(each - EPOCH.date()).days for each in days]
    texts = day_texts(np.array(numbers))
    assert texts.to_list() == [each.isoformat() for each in days]
    assert days_of(texts).to_list() == numbers


@given(st.lists(TIMES, min_size=1))
def test_moments_are_written_as_python_writes_them_and_come_back(times: list[datetime]) -> None:
    numbers = [(each - EPOCH) // timedelta(seconds=1) for each in times]
    assert spoken(numbers) == [each.isoformat() for each in times]
    assert moments_of(pl.Series(spoken(numbers))).to_list() == numbers


def test_the_moment_before_1970_belongs_to_the_day_before() -> None:
    assert spoken([-1, 0]) == ["1969-12-31T23:59:59", "1970-01-01T00:00:00"]


@pytest.mark.parametrize("outside", [day("1899-12-31"), day("2151-01-01"), -(10**9), 10**9])
def test_a_day_outside_the_calendar_is_an_error_and_no_wrong_day(outside: int) -> None:
    with pytest.raises(IndexError):
        day_texts(np.array([0, outside]))


@pytest.mark.parametrize("outside", [day("1899-12-31"), day("2151-01-01")])
def test_a_moment_outside_the_calendar_is_an_error_and_no_wrong_moment(outside: int) -> None:
    with pytest.raises(IndexError):
        moment_letters(np.array([0, outside * DAY]))


@pytest.mark.parametrize("text", ["2026-02-30", "2026-03-14 ", "14/03/2026", "", "2026-03-14T00:00:00"])
def test_a_day_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(pl.exceptions.PolarsError):
        days_of(pl.Series([text]))


@pytest.mark.parametrize("text", ["2026-03-14", "2026-03-14 09:26:53", "2026-03-14T24:00:00", "2026-03-14T09:26:53Z"])
def test_a_moment_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(pl.exceptions.PolarsError):
        moments_of(pl.Series([text]))


def test_null_stays_null() -> None:
    nothing = pl.Series([None], dtype=pl.String)
    assert days_of(nothing).to_list() == moments_of(nothing).to_list() == [None]
