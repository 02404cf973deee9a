"""Frailty: how easily trouble comes to a customer, for life."""

from __future__ import annotations

import numpy as np

from lastro.bank.people.traits import Traits
from lastro.engine.arrays import Floats
from lastro.engine.random.draws import Draws
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
    income = np.where(who.business, INCOME, np.minimum(who.income, ENOUGH)) / INCOME
    return np.clip(_unseen(who.draws, who.thrift) * EXP(-BY_INCOME * LOG(income)), LEAST, MOST)


def least_frailty(draws: Draws) -> Floats:
    """The frailty that customers have whatever they earn; draws: the customers' own."""
    rich = float(EXP(-BY_INCOME * LOG(np.array([ENOUGH / INCOME])))[0])
    return np.clip(_unseen(draws, draws.uniform("thrift")) * rich, LEAST, MOST)


def _unseen(draws: Draws, thrift: Floats) -> Floats:
    """What nobody sees, and what is put by."""
    unseen: Floats = EXP(SIGMA * NORMAL(draws.uniform("frailty")) - SIGMA * SIGMA / 2)
    return unseen * (BY_THRIFT[0] - BY_THRIFT[1] * thrift)
