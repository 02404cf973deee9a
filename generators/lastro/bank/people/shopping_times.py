"""Shopping times: on which weekdays, in which hours and around which feasts each kind of shop is busy.

All ASSUMED, within what is known: supermarkets' hours (Alelo/Fipe 2024), shopping centres close at 22 h, Black Friday
and Mother's Day by Cielo.
"""

from __future__ import annotations

from typing import NamedTuple

# Share of each weekday, Monday first.
WEEKS = {
    "grocery": (0.92, 0.92, 0.95, 0.98, 1.10, 1.45, 0.80),
    "meal": (0.80, 0.85, 0.92, 1.00, 1.25, 1.30, 1.05),
    "fuel": (1.00, 0.95, 0.98, 1.02, 1.35, 1.05, 0.65),
    "pharmacy": (1.08, 1.02, 1.00, 1.00, 1.05, 1.00, 0.72),
    "service": (1.05, 1.08, 1.05, 1.05, 1.12, 0.80, 0.25),
    "mall": (0.78, 0.80, 0.85, 0.92, 1.15, 1.60, 0.95),
    "way": (1.10, 1.10, 1.10, 1.10, 1.15, 0.80, 0.62),
    "evening": (0.60, 0.65, 0.75, 0.90, 1.35, 1.60, 1.20),
    "online": (1.12, 1.10, 1.08, 1.05, 1.00, 0.80, 0.85),
    "office": (1.0, 1.0, 1.0, 1.0, 1.05, 0.10, 0.02),
}

# Share of each hour of the day, from midnight on.
HOURS = {
    "grocery": (
        0, 0, 0, 0, 0, 0, 0.6, 2.5, 4.5, 6.2, 7.6, 7.8,
        6.4, 5.4, 5.8, 6.6, 7.6, 9.4, 10.2, 8.6, 5.4, 2.4, 0.4, 0,
    ),
    "meal": (
        0.7, 0.3, 0.1, 0.05, 0.05, 0.2, 1.0, 2.6, 3.0, 2.4, 2.6, 6.4,
        14.0, 12.0, 4.6, 3.0, 2.8, 3.4, 5.6, 9.6, 11.4, 8.0, 4.4, 1.8,
    ),
    "fuel": (
        0.6, 0.3, 0.2, 0.2, 0.4, 1.4, 4.6, 7.4, 6.8, 5.6, 5.4, 5.6,
        5.4, 5.2, 5.2, 5.6, 6.6, 9.0, 8.6, 6.0, 4.0, 2.8, 1.8, 1.1,
    ),
    "pharmacy": (
        0.3, 0.1, 0.1, 0, 0, 0.1, 0.6, 2.2, 5.2, 7.0, 8.0, 7.6,
        5.8, 5.6, 6.4, 6.8, 7.4, 8.4, 8.6, 7.4, 5.8, 3.8, 1.8, 0.8,
    ),
    "service": (
        0, 0, 0, 0, 0, 0, 0.3, 2, 7, 10, 11, 10,
        6.5, 7, 10, 10.5, 10, 8, 4.5, 2, 0.8, 0.3, 0.1, 0,
    ),
    "mall": (
        0, 0, 0, 0, 0, 0, 0, 0, 0.6, 4.2, 7.4, 8.6,
        8.6, 8.4, 9.0, 9.2, 9.4, 9.4, 8.8, 7.6, 5.6, 3.2, 0, 0,
    ),
    "way": (
        1.2, 0.7, 0.4, 0.3, 0.8, 3.0, 7.6, 9.4, 7.2, 4.6, 3.6, 4.2,
        5.2, 4.8, 4.0, 4.4, 6.0, 9.2, 8.6, 5.2, 3.6, 3.2, 3.0, 2.2,
    ),
    "evening": (
        3.6, 2.2, 1.0, 0.5, 0.2, 0.1, 0.2, 0.5, 1.2, 2.2, 3.2, 3.8,
        4.2, 4.6, 5.4, 6.0, 6.4, 6.6, 8.0, 9.8, 10.6, 9.4, 7.2, 5.0,
    ),
    "online": (
        2.6, 1.3, 0.6, 0.3, 0.2, 0.2, 0.5, 1.2, 3.0, 4.8, 6.2, 6.6,
        6.4, 6.5, 6.6, 6.5, 6.7, 6.2, 5.8, 6.0, 6.6, 7.0, 6.2, 4.2,
    ),
}  # fmt: skip


class Busy(NamedTuple):
    """Factors of single days, 1 where they are like others."""

    black_friday: float
    christmas: float  # 10 to 24 December
    mothers_day: float  # the week before the second Sunday in May
    feast: float  # 25 December and 1 January
    after_payday: float  # on the payday and the two days behind it, beside what all have


BUSY = {
    "grocery": Busy(1.2, 1.35, 1.0, 0.03, 1.25),
    "meal": Busy(1.2, 1.15, 1.25, 0.20, 1.0),
    "fuel": Busy(1.2, 1.0, 1.0, 0.30, 1.0),
    "pharmacy": Busy(1.2, 1.0, 1.0, 0.25, 1.0),
    "service": Busy(1.0, 1.0, 1.0, 0.03, 1.0),
    "mall": Busy(3.2, 1.7, 1.7, 0.03, 1.10),
    "way": Busy(1.2, 1.0, 1.0, 0.25, 1.0),
    "evening": Busy(1.0, 1.0, 1.0, 0.20, 1.0),
    "online": Busy(3.2, 1.15, 1.0, 0.30, 1.0),
    "office": Busy(1.0, 1.0, 1.0, 0.03, 1.0),
}
