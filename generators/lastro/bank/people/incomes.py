"""Incomes: what owners of main accounts earn a month in that month's money, from the income stated for base_date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.people.levels import base_month, prices
from lastro.bank.people.months import Span
from lastro.bank.people.traits import Traits
from lastro.bank.people.working_life.stated import Stated, stated
from lastro.brazil.levels.social_security import SocialSecurity
from lastro.brazil.levels.wages import Wages
from lastro.engine import Run
from lastro.engine.arrays import Floats, Integers

PROMOTED = 0.005  # chance a month of those who earn more than the minimum wage, ASSUMED
FULLY_FROM = 4.0  # minimum wages of income from which thrift alone says how much is put by, ASSUMED
RAISE = (0.05, 0.25)  # what a promotion adds, ASSUMED


@dataclass(frozen=True)
class Incomes:
    """Cents by owner and month, (owners, months)."""

    total: Integers
    benefit: Integers  # the pension in it
    stated: Stated  # what they follow from


def incomes(run: Run, who: Traits, months: Span) -> Incomes:
    """Incomes in the money of each month.

    Wages rise in their employers' base month and with promotions, those of one minimum wage in January, as pensions do;
    what others earn, allowances and what businesses sell follow the IPCA.
    """
    stages, told, shape = who.stages, stated(run, who), (len(who), months.count)
    works, retired = stages.works(months), stages.is_retired(months)
    waged, drawn = np.flatnonzero(stages.waged() & works.any(axis=1)), np.flatnonzero(retired.any(axis=1))
    level = prices(run, months.numbers)
    work = _whole(told.wage[:, None] * level)
    work[waged] = _wages(run, who.take(waged), told.wage[waged], months.numbers)
    early = np.flatnonzero(~stages.has_begun(months).all(axis=1))
    allowance, benefit = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    allowance[early] = _whole(told.allowance[early, None] * level)
    benefit[drawn] = _benefits(run, told.benefit[drawn], months.numbers)
    benefit = np.where(retired, benefit, 0)
    total = np.where(works, work, 0) + np.where(stages.has_begun(months), 0, allowance) + benefit
    return Incomes(total, benefit, told)


def _wages(run: Run, who: Traits, wage: Integers, numbers: Integers) -> Integers:
    return _no_less(run, wage, _whole(wage[:, None] * _wage_levels(run, who, numbers)), numbers)


def _benefits(run: Run, benefit: Integers, numbers: Integers) -> Integers:
    return _no_less(run, benefit, _whole(benefit[:, None] * _pension_levels(run, numbers)), numbers)


def _no_less(run: Run, told: Integers, cents: Integers, numbers: Integers) -> Integers:
    """Amounts that are at least each month's minimum wage, where they were so at base_date; just that, if then."""
    wages = run.once(Wages)
    minimum, of_base = wages.minimum(numbers), wages.minimum(base_month(run))
    cents = np.where((told >= of_base)[:, None], np.maximum(cents, minimum), cents)
    return np.where((told == of_base)[:, None], minimum, cents)


def _whole(cents: Floats) -> Integers:
    found: Integers = np.floor(cents + 0.5).astype(np.int64)
    return found


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
