"""The Brazilian business calendar: holidays, bank business days, paydays and calendar months.

Days are int64 arrays of days since 1970-01-01. A month is one number, month_index = year * 12 + month - 1.
Business days are known from 1990 to 2150, months from 1900 to 2150; what lies outside raises IndexError.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
from dateutil.easter import easter

from lastro.engine.arrays import Days, Flags

FRIDAY = 4
FIRST_YEAR, LAST_YEAR = 1990, 2150
_EPOCH = date(1970, 1, 1)
_FIRST = (date(FIRST_YEAR, 1, 1) - _EPOCH).days
_LAST = (date(LAST_YEAR, 12, 31) - _EPOCH).days

# Lei 662/1949, Lei 6.802/1980 (12 October), Lei 10.607/2002
FIXED_HOLIDAYS = ((1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (12, 25))  # (month, day)
BLACK_AWARENESS_DAY, BLACK_AWARENESS_SINCE = (11, 20), 2024  # Lei 14.759/2023
GOOD_FRIDAY = -2  # days from Easter
# Days from Easter on which no bank opens, though they are no national holidays (Resolução CMN 4.880/2020)
CARNIVAL_MONDAY, CARNIVAL_TUESDAY, CORPUS_CHRISTI = -48, -47, 60


def national_holidays(year: int) -> set[date]:
    """The holidays of the whole country, on which nobody has to work."""
    days = {date(year, month, day) for month, day in FIXED_HOLIDAYS}
    if year >= BLACK_AWARENESS_SINCE:
        days.add(date(year, *BLACK_AWARENESS_DAY))
    return days | {easter(year) + timedelta(GOOD_FRIDAY)}


def bank_holidays(year: int) -> set[date]:
    """Days without banking: national holidays, Carnival, Corpus Christi, the last weekday of the year.

    On that one banks are closed to customers, and TED does not run (Febraban); on 24 December they are open.
    """
    sunday, last = easter(year), date(year, 12, 31)
    movable = {sunday + timedelta(shift) for shift in (CARNIVAL_MONDAY, CARNIVAL_TUESDAY, CORPUS_CHRISTI)}
    return national_holidays(year) | movable | {last - timedelta(max(0, last.weekday() - FRIDAY))}


def _marks(holidays: set[date]) -> Flags:
    marks = np.zeros(_LAST - _FIRST + 1, dtype=np.bool_)
    marks[[(day - _EPOCH).days - _FIRST for day in holidays]] = True
    return marks


@cache
def _bank_days() -> Flags:
    """Whether each day from 1990 to 2150 is a bank business day."""
    closed = _marks({day for year in range(FIRST_YEAR, LAST_YEAR + 1) for day in bank_holidays(year)})
    return ~closed & (weekday(np.arange(_FIRST, _LAST + 1)) < 5)


@cache
def _next() -> Days:
    """The first bank business day on or after each day; the few days after the last one have themselves."""
    days = np.arange(_FIRST, _LAST + 1)
    open_days = np.where(_bank_days(), days, _LAST)
    return np.minimum.accumulate(open_days[::-1])[::-1]


@cache
def _previous() -> Days:
    days = np.arange(_FIRST, _LAST + 1)
    return np.maximum.accumulate(np.where(_bank_days(), days, _FIRST))


@cache
def _fifth() -> Days:
    """The salary day of each month from January 1990 to December 2150."""
    work = ~_marks({day for year in range(FIRST_YEAR, LAST_YEAR + 1) for day in national_holidays(year)})
    work &= weekday(np.arange(_FIRST, _LAST + 1)) < 6  # Saturdays are working days (CLT art. 459)
    running = np.cumsum(work)
    starts = first_day(np.arange(FIRST_YEAR * 12, LAST_YEAR * 12 + 12)) - _FIRST
    before: Days = running[starts] - work[starts]
    fifth = np.searchsorted(running, before + 5)
    return previous_business_day(np.asarray(fifth, dtype=np.int64) + _FIRST)


def weekday(days: Days) -> Days:
    """The day of the week: Monday is 0, Sunday 6."""
    return (days + 3) % 7  # 1970-01-01 was a Thursday


def is_bank_business_day(days: Days) -> Flags:
    """Whether banks are open to customers, and TED settles."""
    return _bank_days()[_places(days)]


def next_business_day(days: Days) -> Days:
    """The bank business day on or after each day."""
    return _next()[_places(days)]


def previous_business_day(days: Days) -> Days:
    """The bank business day on or before each day."""
    return _previous()[_places(days)]


def fifth_business_day(months: Days) -> Days:
    """The last day on which salaries may be paid in each month (CLT art. 459).

    Saturdays count, Sundays and national holidays do not; a day on which no bank opens gives way to the
    bank business day before it.
    """
    return _fifth()[months - FIRST_YEAR * 12]


def thirteenth_salary_days(years: Days) -> tuple[Days, Days]:
    """The days of the 13th salary's two halves: by 30 November and by 20 December (Lei 4.749/1965)."""
    november, december = years * 12 + 10, years * 12 + 11
    return previous_business_day(first_day(november) + 29), previous_business_day(first_day(december) + 19)


@cache
def _month_table() -> tuple[Days, Days]:
    """The month of each day from 1900 to 2150, and the first day of each of these months."""
    starts = np.arange("1900-01", "2151-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
    months = 1900 * 12 + np.arange(len(starts) - 1)
    return np.repeat(months, np.diff(starts)), starts


def month_index(days: Days) -> Days:
    """The month of each day, as year * 12 + month - 1; raises IndexError outside 1900 to 2150."""
    months, starts = _month_table()
    return months[_within(days, int(starts[0]), int(starts[-1]) - 1)]


def first_day(months: Days) -> Days:
    """The first day of each month."""
    _, starts = _month_table()
    return starts[_within(months, 1900 * 12, 1900 * 12 + len(starts) - 1)]


def days_in_month(months: Days) -> Days:
    """How many days each month has."""
    return first_day(months + 1) - first_day(months)


def day_of_month(days: Days) -> Days:
    """The day within its month, from 1."""
    return days - first_day(month_index(days)) + 1


def add_months(days: Days, months: Days | int) -> Days:
    """The same day so many months on, or the month's last where it lacks that day (as relativedelta)."""
    start = month_index(days)
    target = start + months
    moved: Days = first_day(target) + np.minimum(days - first_day(start), days_in_month(target) - 1)
    return moved


def _places(days: Days) -> Days:
    return _within(days, _FIRST, _LAST)


def _within(values: Days, first: int, last: int) -> Days:
    """How far each value lies from the first one known."""
    if values.size and (int(values.min()) < first or int(values.max()) > last):
        raise IndexError("the calendar knows months from 1900 to 2150 and business days from 1990 to 2150")
    return values - first
