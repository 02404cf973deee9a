"""Unemployment benefit (seguro-desemprego): for how many months it is paid after a dismissal, and how much it is."""

from __future__ import annotations

import numpy as np

from lastro.brazil.levels.series import Months
from lastro.brazil.levels.social_security import SocialSecurity
from lastro.brazil.levels.wages import Wages
from lastro.engine import Run
from lastro.engine.arrays import Cents, Integers

# Brackets and ceiling from 11 January 2026 (Ministry of Labour); each year's follow from the INPC, as benefits of the
# INSS do: those of 2019 to 2025 agree to the cent or two.
FIRST_BRACKET, SECOND_BRACKET, CEILING, SINCE = 2_222_17, 3_703_99, 2_518_65, 2026 * 12  # cents, and the month
OF_FIRST, OF_SECOND = 80, 50  # percent of the wage within each bracket
INSTALMENTS = ((6, 3), (12, 4), (24, 5))  # months in the job from which so many are paid (Lei 13.134/2015)
MOST_INSTALMENTS = 5


def instalments(tenure: Integers) -> Integers:
    """How many instalments are due after so many months in a job; 0 after too few."""
    due = np.zeros(len(tenure), dtype=np.int64)
    for least, count in INSTALMENTS:
        due[tenure >= least] = count
    return due


def benefit(run: Run, wages: Cents, months: Months) -> Cents:
    """One instalment of a benefit that begins in a month, by the last wages; never below the minimum wage."""
    security = run.once(SocialSecurity)
    level = security.benefits(months) / security.benefits(np.array([SINCE]))
    first, second, ceiling = (amount * level for amount in (FIRST_BRACKET, SECOND_BRACKET, CEILING))
    within = np.minimum(wages, first) * OF_FIRST + np.clip(wages - first, 0, second - first) * OF_SECOND
    due = np.minimum(np.where(wages > second, ceiling, within / 100), ceiling).astype(np.int64)
    return np.maximum(due, run.once(Wages).minimum(months))
