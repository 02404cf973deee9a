"""Risk bands: how the bank rates who asks for a loan, A the best to E, by what it sees on that day."""

from __future__ import annotations

import numpy as np

from lastro.bank.people.traits import Traits
from lastro.engine.arrays import Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.random.quantiles import LOG, NORMAL

# What a score adds up from: a bureau's view of the past, blurred, trouble that has begun, and what the customer is to
# the bank; ASSUMED
BLUR = 0.9  # sigma of what the bureau does not see
IN_TROUBLE = 2.0  # hardship of the month before, from 0 to 1
NEW, NEW_MONTHS = 0.35, 12  # a customer of less than so many months
ELSEWHERE = 0.20  # who has the main account at another bank
YOUNG, YOUNG_AGE = 0.30, 30
CUTS = np.array([-0.75, 0.05, 0.85, 1.75])  # of the score, between the bands


def risk_bands(
    draws: Draws, who: Traits, frailty: Floats, hardship: Floats, months_known: Integers, years: Floats
) -> Integers:
    """The band of each request: 0 for A to 4 for E.

    draws: the requests'. who, frailty, hardship, months_known, years: the customer's traits, frailty, hardship in the
    month before, months as a customer, and age on that day.
    """
    bureau = LOG(frailty) + BLUR * NORMAL(draws.uniform("bureau"))
    score = bureau + IN_TROUBLE * hardship + NEW * (months_known < NEW_MONTHS) + ELSEWHERE * ~who.primary
    score = score + YOUNG * (~who.business & (years < YOUNG_AGE))
    bands: Integers = np.searchsorted(CUTS, score)
    return bands
