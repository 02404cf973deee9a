"""Incomes: what owners of main accounts earn a month in that month's money, from the income stated for base_date."""

from __future__ import annotations

import numpy as np

from lastro.bank.people.levels import base_month, prices
from lastro.bank.people.months import Span
from lastro.bank.people.traits import Traits
from lastro.brazil.levels.social_security import SocialSecurity
from lastro.brazil.levels.wages import Wages
from lastro.brazil.work import RETIRED, WAGED, IncomeSource
from lastro.engine import Run
from lastro.engine.arrays import Floats, Integers

PROMOTED = 0.005  # chance a month of those who earn more than the minimum wage, ASSUMED
FULLY_FROM = 4.0  # minimum wages of income from which thrift alone says how much is put by, ASSUMED
RAISE = (0.05, 0.25)  # what a promotion adds, ASSUMED


def incomes(run: Run, who: Traits, months: Span) -> Integers:
    """Incomes in cents, (owners, months).

    Wages rise in their employers' base month and with promotions, those of one minimum wage in January, as pensions do;
    what others earn and businesses sell follows the IPCA.
    """
    stated, source, numbers = who.income, who.source, months.numbers
    nominal = stated[:, None] * prices(run, numbers)
    paid = np.flatnonzero(np.isin(source, (IncomeSource.SALARY, IncomeSource.PUBLIC)))
    retired = np.flatnonzero(np.isin(source, RETIRED))
    nominal[paid] = stated[paid, None] * _wage_levels(run, who.take(paid), numbers)
    nominal[retired] = stated[retired, None] * _pension_levels(run, numbers)
    cents = np.floor(nominal + 0.5).astype(np.int64)
    wages = run.once(Wages)
    minimum, of_base = wages.minimum(numbers), wages.minimum(base_month(run))
    covered = np.isin(source, WAGED) & (stated >= of_base)
    cents = np.where(covered[:, None], np.maximum(cents, minimum), cents)
    return np.where((covered & (stated == of_base))[:, None], minimum, cents)


def spare(run: Run, who: Traits) -> Floats:
    """How far customers' incomes let them put money by: not at all at the minimum wage, 1 at four of them."""
    minimum = run.once(Wages).minimum(base_month(run))
    share: Floats = np.clip((who.income / minimum - 1) / (FULLY_FROM - 1), 0.0, 1.0)
    return share


def _wage_levels(run: Run, who: Traits, numbers: Integers) -> Floats:
    """Wages against those of base_date, (owners, months)."""
    wages, base = run.once(Wages), base_month(run)
    turns = np.arange(12)[:, None]
    by_base_month = wages.level(numbers, turns) / wages.level(base, turns)
    levels: Floats = by_base_month[wages.base_month(who.draws)] * _careers(run, who, numbers)
    return levels


def _careers(run: Run, who: Traits, numbers: Integers) -> Floats:
    """What promotions make of a wage, against base_date, (owners, months)."""
    base = int(base_month(run)[0])
    first = min(base, int(numbers[0]))
    months = np.arange(first, max(base, int(numbers[-1])) + 1)
    draws = who.draws.at(np.repeat(np.arange(len(who.draws)), len(months)))
    every = np.tile(months, len(who.draws))
    promoted = draws.chance("promoted", PROMOTED, every)
    step = 1 + RAISE[0] + (RAISE[1] - RAISE[0]) * draws.uniform("raise", every)
    career = np.cumprod(np.where(promoted, step, 1.0).reshape(-1, len(months)), axis=1)
    levels: Floats = career[:, numbers - first] / career[:, [base - first]]
    return levels


def _pension_levels(run: Run, numbers: Integers) -> Floats:
    security = run.once(SocialSecurity)
    levels: Floats = security.benefits(numbers) / security.benefits(base_month(run))
    return levels
