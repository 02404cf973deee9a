"""Rhythm: on which day of a month and in which second of a day things happen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.people import shopping_times
from lastro.bank.people.months import Span
from lastro.brazil import calendar
from lastro.brazil.calendar import first_day, month_index
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.cut_points import CutPoints
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.moments import DAY

# Share of each weekday, Monday first. Shops: ASSUMED. Pix: Saturday 171 against Friday 202 million on 5-6 April 2024
# (A Província do Pará), Sunday ASSUMED.
SHOP_WEEK = np.array([0.95, 0.95, 1.0, 1.0, 1.2, 1.25, 0.8])
PIX_WEEK = np.array([1.0, 1.0, 1.0, 1.02, 1.15, 0.85, 0.62])
PAYDAY = 1.30  # fifth business day against a usual day: 201.6 against 149 million Pix, 5 April 2024 (TV Cenário)
THIRTEENTH_DAY = 1.30  # 30 November and 20 December: days of record (O Globo); the factor is ASSUMED
BLACK_FRIDAY = 1.65  # 297.4 million Pix on 28 November 2025 (O Corrente) against about 180 million on a usual day
CHRISTMAS = 1.35  # 10 to 24 December, ASSUMED

# Share of each hour of the day. Shops: 99,441 orders of the Olist data set (trough at 5 h, plateau 10-22 h).
SHOP_HOURS = [
    2.4,
    1.2,
    0.5,
    0.27,
    0.21,
    0.19,
    0.5,
    1.2,
    3.0,
    4.8,
    6.2,
    6.6,
    6.0,
    6.5,
    6.6,
    6.5,
    6.7,
    6.2,
    5.8,
    6.0,
    6.2,
    6.2,
    5.8,
    4.2,
]
PIX_HOURS = [
    1.3,
    0.7,
    0.4,
    0.25,
    0.25,
    0.5,
    1.5,
    3.3,
    5.2,
    6.6,
    7.2,
    7.2,
    7.0,
    6.2,
    6.2,
    6.3,
    6.4,
    6.9,
    6.8,
    6.3,
    5.7,
    4.7,
    3.3,
    2.2,
]  # ASSUMED
OFFICE_HOURS = [0, 0, 0, 0, 0, 0, 0.5, 2, 8, 13, 14, 12, 9, 10, 12, 11, 6, 2.5, 0, 0, 0, 0, 0, 0]  # ASSUMED
CASH_HOURS = [
    0.3,
    0.2,
    0.1,
    0.05,
    0.05,
    0.2,
    1,
    3,
    6,
    9,
    11,
    11,
    10,
    8,
    8,
    8,
    7,
    6,
    5,
    3,
    2,
    1,
    0.7,
    0.4,
]  # ASSUMED

_HOURS = {name: Weights(shares) for name, shares in
          (("shop", SHOP_HOURS), ("pix", PIX_HOURS), ("office", OFFICE_HOURS), ("cash", CASH_HOURS),
           *shopping_times.HOURS.items())}  # fmt: skip
FEAST = 0.12  # factor of 25 December and 1 January, when hardly anybody pays anything, ASSUMED


@dataclass(frozen=True)
class DayChooser:
    """Days of months, drawn in proportion to weights; a month's days never depend on other months."""

    months: Span
    steps: CutPoints  # for month i of the span, i + the running share of its days

    def choose(self, month: Integers, uniforms: Floats) -> Integers:
        """A day (since 1970-01-01) of each month."""
        passed = self.steps.passed((month - self.months.first) + uniforms)
        return passed + int(first_day(np.array([self.months.first]))[0])


def chooser(months: Span, weights_of: Floats) -> DayChooser:
    """A chooser from the weights of all days of a span of months."""
    days = _days(months)
    index = month_index(days) - months.first
    totals = np.bincount(index, weights_of, months.count)
    shares = weights_of / totals[index]
    running = np.cumsum(shares)
    before = np.searchsorted(index, np.arange(months.count))
    running -= np.where(before > 0, running[before - 1], 0.0)[index]
    running[np.append(before[1:], len(days)) - 1] = 1.0  # no last bit may send a draw into the next month
    return DayChooser(months, CutPoints(index + running, months.count))


def _days(months: Span) -> Integers:
    first, end = first_day(np.array([months.first, months.first + months.count]))
    return np.arange(first, end)


def shop_days(months: Span) -> DayChooser:
    """Days on which people buy."""
    days = _days(months)
    return chooser(months, SHOP_WEEK[(days + 3) % 7] * _paydays(days, months) * _season(days) * _feasts(days, FEAST))


def shopping_days(months: Span) -> dict[str, DayChooser]:
    """Days on which each kind of shop is visited."""
    return {name: chooser(months, _busy(name, _days(months), months)) for name in shopping_times.WEEKS}


def _busy(name: str, days: Integers, months: Span) -> Floats:
    """Weights of days for one kind of shop."""
    busy, (_, month, day), weekday = shopping_times.BUSY[name], _parts(days), (days + 3) % 7
    week = np.array(shopping_times.WEEKS[name])[weekday]
    weights = week * _paydays(days, months) * _feasts(days, busy.feast)
    fifth = calendar.fifth_business_day(months.numbers)
    near_payday = np.isin(days, np.concatenate([fifth, fifth + 1, fifth + 2]))
    sunday = np.where(month == 5, day + 6 - weekday, 0)  # the day of May of this week's Sunday
    for wanted, factor in (
        (_black_friday(days), busy.black_friday),
        ((month == 12) & (day >= 10) & (day <= 24), busy.christmas),
        ((sunday >= 8) & (sunday <= 14), busy.mothers_day),
        (near_payday, busy.after_payday),
    ):
        weights = np.where(wanted, weights * factor, weights)
    return weights


def _feasts(days: Integers, factor: float) -> Floats:
    """Factor of 25 December and 1 January."""
    _, month, day = _parts(days)
    return np.where(((month == 12) & (day == 25)) | ((month == 1) & (day == 1)), factor, 1.0)


def pix_days(months: Span) -> DayChooser:
    """Days on which people send each other money."""
    days = _days(months)
    return chooser(months, PIX_WEEK[(days + 3) % 7] * _paydays(days, months) * _feasts(days, FEAST))


def business_days(months: Span) -> DayChooser:
    """Bank business days, all alike."""
    return chooser(months, calendar.is_bank_business_day(_days(months)).astype(np.float64))


def _paydays(days: Integers, months: Span) -> Floats:
    """Factor of paydays: the fifth business day, half as much on the two days behind it, and the 13th salary's days."""
    factor = np.ones(len(days))
    fifth = calendar.fifth_business_day(months.numbers)
    for later, boost in ((0, PAYDAY), (1, 1 + (PAYDAY - 1) / 2), (2, 1 + (PAYDAY - 1) / 4)):
        factor[np.isin(days, fifth + later)] = boost
    _, month, day = _parts(days)
    factor[((month == 11) & (day == 30)) | ((month == 12) & (day == 20))] = THIRTEENTH_DAY
    return factor


def _season(days: Integers) -> Floats:
    """Factor of Black Friday (the day after November's fourth Thursday) and of the weeks before Christmas."""
    _, month, day = _parts(days)
    christmas = (month == 12) & (day >= 10) & (day <= 24)
    return np.where(_black_friday(days), BLACK_FRIDAY, np.where(christmas, CHRISTMAS, 1.0))


def _black_friday(days: Integers) -> Flags:
    _, month, day = _parts(days)
    found: Flags = (month == 11) & ((days + 3) % 7 == calendar.FRIDAY) & (day >= 23) & (day <= 29)
    return found


def _parts(days: Integers) -> tuple[Integers, Integers, Integers]:
    numbers = month_index(days)
    return numbers // 12, numbers % 12 + 1, days - first_day(numbers) + 1


def second_of_day(draws: Draws, hours: str, name: str = "second") -> Integers:
    """A second of the day for each event: the hour by its share, the rest uniform."""
    bits = draws.bits(name)
    hour = _HOURS[hours].choose((bits >> np.uint64(32)) * np.float64(1.0 / (1 << 32)))
    within = ((bits & np.uint64(0xFFFFFFFF)) * np.uint64(3600)) >> np.uint64(32)
    return hour * 3600 + within.astype(np.int64)


def at(day: Integers, second: Integers | int) -> Integers:
    """The moment of a second of a day."""
    return day * DAY + second


def by_day(moment: Integers) -> Integers:
    """Moments as they are from 9 to 20 h, and moved into these hours of their day otherwise."""
    day = moment // DAY
    second = moment - day * DAY
    moved: Integers = day * DAY + np.where(second < 9 * 3600, 9 * 3600 + second // 2, np.minimum(second, 20 * 3600 - 1))
    return moved
