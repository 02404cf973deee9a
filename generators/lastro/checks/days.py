"""Days: the Brazilian bank calendar and calendar months, for arrays of days since 1970-01-01."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
from dateutil.easter import easter

from lastro.engine.arrays import Flags, Integers

FIXED = ((1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (12, 25))  # national holidays
CONSCIENCIA_NEGRA = 2024  # 20 November is a national holiday since this year (Lei 14.759/2023)
GOOD_FRIDAY = -2  # days from Easter
ONLY_BANKS = (-48, -47, 60)  # days from Easter: Carnival's Monday and Tuesday, Corpus Christi
FRIDAY = 4
_EPOCH = date(1970, 1, 1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2150  # of the calendar; days beyond it count as its ends
EARLIEST, LATEST = (date(_FIRST_YEAR, 1, 1) - _EPOCH).days, (date(_LAST_YEAR, 12, 31) - _EPOCH).days


def _number(day: date) -> int:
    return (day - _EPOCH).days - EARLIEST


@cache
def _calendar() -> tuple[Flags, Flags]:
    """For each day from 1900 to 2150: whether banks are open, whether it counts as a working day (Saturdays do)."""
    weekday = (np.arange(EARLIEST, LATEST + 1) + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    open_, working = weekday < 5, weekday < 6
    for year in range(_FIRST_YEAR, _LAST_YEAR + 1):
        for holiday in _national(year):
            open_[_number(holiday)] = working[_number(holiday)] = False
        last = date(year, 12, 31)  # on the year's last weekday banks are closed to customers (Febraban)
        open_[_number(last - timedelta(max(0, last.weekday() - FRIDAY)))] = False
        for days in ONLY_BANKS:
            open_[_number(easter(year) + timedelta(days))] = False
    return open_, working


def _national(year: int) -> list[date]:
    later = [date(year, 11, 20)] if year >= CONSCIENCIA_NEGRA else []
    return [*(date(year, *day) for day in FIXED), easter(year) + timedelta(GOOD_FRIDAY), *later]


@cache
def _next() -> Integers:
    """Of each day, the bank day that is it or follows it."""
    days = np.where(_calendar()[0], np.arange(EARLIEST, LATEST + 1), LATEST + 10)
    found: Integers = np.minimum.accumulate(days[::-1])[::-1]
    return found


@cache
def _last() -> Integers:
    """Of each day, the bank day that is it or comes before it."""
    days = np.where(_calendar()[0], np.arange(EARLIEST, LATEST + 1), EARLIEST - 10)
    found: Integers = np.maximum.accumulate(days)
    return found


def _at(days: Integers) -> Integers:
    found: Integers = (days - EARLIEST).clip(0, LATEST - EARLIEST)
    return found


def is_bank_day(days: Integers) -> Flags:
    """Whether banks settle on these days."""
    return _calendar()[0][_at(days)]


def next_bank_day(days: Integers) -> Integers:
    """The days themselves, or the first bank day after."""
    return _next()[_at(days)]


def last_bank_day(days: Integers) -> Integers:
    """The days themselves, or the last bank day before."""
    return _last()[_at(days)]


def months_of(days: Integers) -> Integers:
    """The months of days, counted from January 1970."""
    found: Integers = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return found


def in_month(month: Integers, day: Integers | int) -> Integers:
    """The date of a month with this day; the last one of a month that has no such day."""
    first, after = (m.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) for m in (month, month + 1))
    found: Integers = np.minimum(first + day - 1, after - 1)
    return found


def day_of_month(days: Integers) -> Integers:
    """The day of the month, from 1."""
    return days - in_month(months_of(days), 1) + 1


def plus_months(days: Integers, months: Integers | int) -> Integers:
    """So many calendar months later; a day that the month lacks becomes its last."""
    return in_month(months_of(days) + months, day_of_month(days))


def paydays(month: Integers) -> Integers:
    """The latest days for salaries: each month's fifth working day, or the bank day before it."""
    different, place = np.unique(month, return_inverse=True)
    working = _calendar()[1]
    firsts = np.minimum(in_month(different, 1), LATEST - 31)  # a date such as 9999-12-31 stands for none
    fifth = [int(m) + np.flatnonzero(working[_at(m) :][:20])[4] for m in firsts]
    return last_bank_day(np.array(fifth, dtype=np.int64))[place]
