"""When the INSS pays: each benefit's day by its last digit, and the months of the 13th's halves."""

from __future__ import annotations

import numpy as np

from lastro.brazil import calendar
from lastro.brazil.levels.series import Months, check_basis, known_years
from lastro.engine.arrays import Days, Flags, Integers
from lastro.engine.rows.reference import read, refuse, whole
from lastro.engine.rows.run import Run

TABLE = "pension_thirteenth"
BY_LAW = (8, 11)  # August and November, before the first year known (Decreto 10.410/2020)
TURN = 5  # business days of a turn, at a month's end and at the beginning of the next


def pay_day(months: Months, digits: Integers, at_floor: Flags) -> Days:
    """The day on which the benefit of each month is paid, by the last digit of its number before the check digit.

    Benefits of one minimum wage: digits 1 to 5 on the last five business days of the month, 6 to 0 on the first five of
    the next. Those above: on the first five of the next, 1 and 6 on the first, 5 and 0 on the last (INSS).
    """
    turn = (digits - 1) % 10
    early = at_floor & (turn < TURN)
    first = _first_days(months + 1)[turn % TURN, np.arange(len(turn))]
    return np.where(early, _last_days(months)[turn % TURN, np.arange(len(turn))], first)


def _first_days(months: Months) -> Days:
    """The first five business days of months, (5, months)."""
    days = [calendar.next_business_day(calendar.first_day(months))]
    for _ in range(TURN - 1):
        days.append(calendar.next_business_day(days[-1] + 1))
    return np.stack(days)


def _last_days(months: Months) -> Days:
    """The last five business days of months, in order, (5, months)."""
    days = [calendar.previous_business_day(calendar.first_day(months + 1) - 1)]
    for _ in range(TURN - 1):
        days.append(calendar.previous_business_day(days[-1] - 1))
    return np.stack(days[::-1])


class ThirteenthOfPensions:
    """With which months' benefits the two halves come, the second less income tax."""

    def __init__(self, run: Run) -> None:
        frame = read(run, TABLE, "year first_half second_half basis")
        check_basis(TABLE, frame)
        self.first_year = known_years(TABLE, frame)
        halves = [whole(TABLE, frame, name) for name in ("first_half", "second_half")]
        wrong = (halves[0] < 1) | (halves[1] > 12) | (halves[0] >= halves[1])
        refuse(TABLE, wrong, lambda row: "the halves are no two months of a year, one after the other")
        self._halves = np.stack(halves)

    def halves(self, years: Integers) -> tuple[Months, Months]:
        """The months of the two halves; after the last year known as in that one (ASSUMED)."""
        at = (years - self.first_year).clip(0, self._halves.shape[1] - 1)
        first, second = (
            np.where(years < self.first_year, law, half[at]) for law, half in zip(BY_LAW, self._halves, strict=True)
        )
        return years * 12 + first - 1, years * 12 + second - 1
