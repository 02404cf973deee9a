"""Trips: when people travel, and where to: one trip a month at most, the same for all that they do."""

from __future__ import annotations

import numpy as np

from lastro.brazil import calendar
from lastro.brazil.places import Places
from lastro.engine.arrays import Integers
from lastro.engine.random.draws import Draws

TRIP_STARTS = (0, 24)  # days after the month's first
TRIP_DAYS = (2, 10)  # ASSUMED
AT_HOME = -1


def trips(who: Draws, day: Integers, share: float, country: Places) -> Integers:
    """The place where each customer is on a day, AT_HOME for most; share: of months that have a trip."""
    month = calendar.month_index(day)
    first = calendar.first_day(month) + who.integer("trip.day", *TRIP_STARTS, month)
    away = (day >= first) & (day < first + who.integer("trip.days", *TRIP_DAYS, month))
    travelling = np.flatnonzero(away & who.chance("trip", share, month))
    where = np.full(len(day), AT_HOME)
    where[travelling] = who.at(travelling).choice("trip.place", country.weights, month[travelling])
    return where
