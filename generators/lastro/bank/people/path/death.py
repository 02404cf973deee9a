"""Death: on which day people die, when the bank hears of it, and when what they left has gone to their heirs.

A day of death follows from the customer's key, sex and birth date alone. What people do themselves ends with it; what
runs by itself goes on until the bank hears of it; contracts are settled, and what is left is paid out at the closing.
"""

from __future__ import annotations

import numpy as np

from lastro.brazil.ages.mortality import months_left
from lastro.brazil.calendar import first_day, month_index, next_business_day
from lastro.engine.arrays import Days, Flags, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL

HEARD_AFTER = (3, 36)  # days until the bank hears of a death, from and below, ASSUMED
ESTATE = (90, 271)  # days from then to the closing of the accounts, from and below, ASSUMED: 3 to 9 months
REDEEMED_AFTER = (15, 61)  # days from then until papers are redeemed, from and below, ASSUMED
NO_DEATH = day("2139-01-01")  # the day of who does not die: businesses; nobody dies later, where the calendar ends
_NO_MONTH = month_index(np.array([NO_DEATH]))
_OFFICE = (9 * 3600, 18 * 3600)


def days_of_death(draws: Draws, birth_date: Days, women: Flags, since: Days) -> Days:
    """The day on which each customer dies, in a month after that of a day on which they live (since)."""
    person = birth_date != NULL
    age = np.where(person, since - birth_date, 0)
    month = month_index(since) + months_left(age, women, draws.uniform("death"))
    day_of_it = first_day(np.minimum(month, _NO_MONTH)) + draws.integer("day of death", 0, 28)
    died: Days = np.where(person, np.minimum(day_of_it, NO_DEATH), NO_DEATH)
    return died


def heard_on(draws: Draws, died: Days) -> Days:
    """When the bank hears of deaths; draws: the customers'."""
    heard: Days = died + draws.integer("death heard of", *HEARD_AFTER)
    return heard


def redeemed_on(draws: Draws, died: Days) -> Days:
    """When papers of the dead are redeemed: a bank business day before their accounts are closed."""
    days: Days = next_business_day(heard_on(draws, died) + draws.integer("estate redeems", *REDEEMED_AFTER))
    return days


def closes_at(draws: Draws, died: Days) -> Integers:
    """The moment at which what is left goes to the heirs, and all accounts of the dead are closed."""
    days = next_business_day(heard_on(draws, died) + draws.integer("estate", *ESTATE))
    moment: Integers = days * DAY + draws.integer("estate second", *_OFFICE)
    return moment
