"""Frailty: how easily trouble comes to a customer, for life."""

from __future__ import annotations

import numpy as np

from lastro.bank.people.traits import Traits
from lastro.engine.arrays import Floats
from lastro.engine.random.quantiles import EXP, LOG, NORMAL

SIGMA = 0.8  # of its logarithm: what nobody sees, ASSUMED
BY_THRIFT = (1.35, 0.70)  # factor at no thrift, and how much less at most, ASSUMED
INCOME, BY_INCOME = 2_500_00, 0.30  # cents a month at which income moves nothing; the power by which it does, ASSUMED
ENOUGH = 5_500_00  # cents a month beyond which more makes nobody less frail, ASSUMED
LEAST, MOST = 0.1, 6.0


def frailty(who: Traits) -> Floats:
    """How many times as often as others' a customer's life goes wrong, (customers,); about 1 on average.

    Less where more is earned and put by; the rest is drawn once for life.
    """
    unseen = EXP(SIGMA * NORMAL(who.draws.uniform("frailty")) - SIGMA * SIGMA / 2)
    income = np.where(who.business, INCOME, np.minimum(who.income, ENOUGH)) / INCOME
    times = unseen * (BY_THRIFT[0] - BY_THRIFT[1] * who.thrift) * EXP(-BY_INCOME * LOG(income))
    return np.clip(times, LEAST, MOST)
