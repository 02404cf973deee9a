"""Times: when the payments of a case are made: by day, as nights have limits, and where it must be on business days."""

from __future__ import annotations

import numpy as np

from lastro.bank.crime.steps import Pause, Way
from lastro.bank.people.rhythm import second_of_day
from lastro.brazil import calendar
from lastro.engine.arrays import Integers
from lastro.engine.random.draws import Draws
from lastro.engine.rows.moments import DAY

OPENS, CLOSES, LATE = 7 * 3600, 19 * 3600 + 2700, 23 * 3600  # seconds of the day between which payments are made
MORNING = 5 * 3600  # seconds from then on in which what waits overnight is made
DESK = (9 * 3600, 16 * 3600)  # the same of TED and deposits of cash
PACE = np.array([1.0, 1.0, 5.0, 18.0])  # how much longer careful criminals take, by sophistication from 1 on; ASSUMED
HURRIED = np.array([0.0, 1.0, 0.55, 0.10])  # of paced pauses of days, those that are of hours; ASSUMED
SOON = (600, 3 * 3600)  # seconds until what is made on the day itself, once its own moment has passed; ASSUMED
PAYDAY = 9 * 3600  # second of the day from which on wages are paid
_AT_DESKS = (Way.TED, Way.TED_IN, Way.CASH_IN)


def next_moment(
    draws: Draws, number: int, ready: Integers, pause: Pause, skill: Integers, way: Integers, closes: int = CLOSES
) -> Integers:
    """When a payment is made whose money is there at a moment; never before that."""
    waited = draws.integer("pause", pause.low, pause.high + 1, number)
    if pause.days:
        hurries = draws.chance("hurries", HURRIED[skill], number) if pause.paced else np.zeros(len(ready), np.bool_)
        day = ready // DAY + waited
        moment = day * DAY + second_of_day(draws, "pix", f"second {number}")
        moment = np.where(hurries | (moment <= ready), ready + draws.integer("soon", *SOON, number), moment)
    else:
        moment = ready + (waited * (PACE[skill] if pause.paced else 1.0)).astype(np.int64)
    moment = np.where(way == Way.PAYROLL, _payday(draws, number, ready), _by_day(draws, number, moment, closes))
    return np.where(np.isin(way, _AT_DESKS), _at_desks(draws, number, moment), moment)


def _by_day(draws: Draws, number: int, moment: Integers, closes: int) -> Integers:
    second, day = moment % DAY, moment // DAY
    morning = OPENS + draws.integer("morning", 0, MORNING, number)
    later = (day + (second >= closes)) * DAY + morning
    return np.where((second >= OPENS) & (second < closes), moment, later)


def _at_desks(draws: Draws, number: int, moment: Integers) -> Integers:
    second, day = moment % DAY, moment // DAY
    within = calendar.is_bank_business_day(day) & (second >= DESK[0]) & (second < DESK[1])
    later = calendar.next_business_day(day + (second >= DESK[0])) * DAY + draws.integer("desk", *DESK, number)
    return np.where(within, moment, later)


def _payday(draws: Draws, number: int, ready: Integers) -> Integers:
    """A moment of the first payday after a day, on which companies pay their people."""
    today, second = ready // DAY, PAYDAY + draws.integer("payday", 0, 2 * 3600, number)
    month = calendar.month_index(today)
    this, following = (calendar.fifth_business_day(month + later) for later in (0, 1))
    return np.where(this > today, this, following) * DAY + second
