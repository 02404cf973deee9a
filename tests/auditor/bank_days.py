"""The Brazilian bank calendar: holidays, business days, paydays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

FIXED = ((1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (12, 25))
CONSCIENCIA_NEGRA = 2024  # 20 November is a national holiday from this year (Lei 14.759/2023)
ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6


@cache
def national_holidays(year: int) -> frozenset[date]:
    """Days on which the whole country rests; Good Friday is the one that moves."""
    days = [date(year, month, day) for month, day in FIXED]
    days.append(easter(year) - timedelta(days=2))
    if year >= CONSCIENCIA_NEGRA:
        days.append(date(year, 11, 20))
    return frozenset(days)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """National holidays, and those that only banks keep: Carnival's two days and Corpus Christi."""
    moving = (easter(year) + timedelta(days=days) for days in (-48, -47, 60))
    return national_holidays(year) | frozenset(moving)


@cache
def is_bank_day(day: date) -> bool:
    """True when banks settle on this day; they do not on the year's last weekday (Febraban)."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year) and day != last_weekday(day.year)


@cache
def last_weekday(year: int) -> date:
    """The last day of a year from Monday to Friday."""
    day = date(year, 12, 31)
    while day.weekday() >= SATURDAY:
        day -= ONE_DAY
    return day


@cache
def next_bank_day(day: date) -> date:
    """The day itself, or the first bank day after it."""
    return day if is_bank_day(day) else next_bank_day(day + ONE_DAY)


@cache
def last_bank_day(day: date) -> date:
    """The day itself, or the last bank day before it."""
    return day if is_bank_day(day) else last_bank_day(day - ONE_DAY)


@cache
def payday(year: int, month: int) -> date:
    """The latest day for a month's salary: the fifth business day as labour law counts (with Saturdays)."""
    day, counted = date(year, month, 1), 0
    while True:
        counted += day.weekday() != SUNDAY and day not in national_holidays(year)
        if counted == 5:
            return last_bank_day(day)
        day += ONE_DAY


@cache
def day_of(text: str) -> date:
    """The day of an ISO date or moment."""
    return date.fromisoformat(text[:10])
