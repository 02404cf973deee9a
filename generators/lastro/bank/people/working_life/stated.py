"""Stated incomes: what work, pension and allowance pay a month, in money of base_date: as told, or by a rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.people.levels import base_month
from lastro.bank.people.traits import Traits
from lastro.bank.people.working_life.stages import ALWAYS, NEVER
from lastro.brazil.ages.retirement import share_of_mean
from lastro.brazil.levels.social_security import SocialSecurity
from lastro.brazil.levels.wages import Wages
from lastro.brazil.work import RETIRED, IncomeSource
from lastro.engine import Run
from lastro.engine.arrays import Cents, Flags, Floats
from lastro.engine.rows.columnar import Columnar

YEARS = (15, 41)  # of contributions, from and below; ASSUMED
MEAN = 0.9  # of the last wage: the mean of all, by which the INSS reckons; ASSUMED
OF_SERVANTS = (0.75, 1.0)  # share of a civil servant's pay that the pension is, ASSUMED
AT_THE_FLOOR = (1.0, 1.6)  # minimum wages: last wage of who draws the least pension, ASSUMED
INFORMAL = (0.4, 1.0)  # minimum wages: earnings of who draws the BPC later, ASSUMED
FIRST_WAGE = (0.7, 2.2)  # minimum wages, at least one; ASSUMED
ALLOWANCE = (0.25, 0.65)  # minimum wages a month from parents, ASSUMED


@dataclass(frozen=True)
class Stated(Columnar):
    """One value a customer: cents a month of base_date, before tax."""

    allowance: Cents
    wage: Cents  # what work brings; a business's revenue
    benefit: Cents


def stated(run: Run, who: Traits) -> Stated:
    """What each stage of life pays customers: the one they were in when it was told just that."""
    wage = _wage(run, who)
    from_parents = _minimum_wages(run, who, "allowance", ALLOWANCE)
    allowance = np.where(who.source == IncomeSource.SUPPORT, who.income, from_parents)
    return Stated(allowance, wage, _benefit(run, who, wage))


def _minimum_wages(run: Run, who: Traits, name: str, bounds: tuple[float, float]) -> Cents:
    """So many minimum wages, from and to, in cents."""
    times = bounds[0] + (bounds[1] - bounds[0]) * who.draws.uniform(name)
    cents: Cents = (_minimum(run) * times).astype(np.int64)
    return cents


def _minimum(run: Run) -> Cents:
    return run.once(Wages).minimum(base_month(run))


def _wage(run: Run, who: Traits) -> Cents:
    """The wage as told; of who is told to study the first one, of who is told to be retired the last one."""
    student = (who.source == IncomeSource.SUPPORT) & (who.stages.begins < NEVER)
    retired = (who.source == IncomeSource.PENSION) & (who.stages.pension != ALWAYS)
    first = np.maximum(_minimum_wages(run, who, "first wage", FIRST_WAGE), _minimum(run))
    at_floor = _minimum_wages(run, who, "last wage", AT_THE_FLOOR)
    of_inss = np.where(who.income <= _minimum(run), at_floor, (who.income / _share(who)).astype(np.int64))
    of_servant = (who.income / _share_of_servants(who)).astype(np.int64)
    last = np.where(who.stages.source == IncomeSource.PUBLIC, of_servant, of_inss)
    informal = _minimum_wages(run, who, "informal", INFORMAL)
    bpc: Flags = who.source == IncomeSource.WELFARE
    return np.select([student, retired, bpc], [first, last, informal], who.income)


def _benefit(run: Run, who: Traits, wage: Cents) -> Cents:
    """The pension as told, or to come: of the INSS between minimum wage and ceiling, a civil servant's also beyond."""
    least, most = _minimum(run), run.once(SocialSecurity).ceiling(base_month(run))
    of_inss = (np.minimum(wage, most) * _share(who)).astype(np.int64).clip(least, most)
    of_state = np.maximum((wage * _share_of_servants(who)).astype(np.int64), least)
    to_come = np.where(who.stages.source == IncomeSource.PUBLIC, of_state, of_inss)
    return np.where(np.isin(who.source, RETIRED), who.income, to_come)


def _share(who: Traits) -> Floats:
    """How much of the last wage a pension of the INSS is."""
    share: Floats = share_of_mean(who.draws.integer("years of contributions", *YEARS), who.stages.women) * MEAN
    return share


def _share_of_servants(who: Traits) -> Floats:
    share: Floats = OF_SERVANTS[0] + (OF_SERVANTS[1] - OF_SERVANTS[0]) * who.draws.uniform("servant's pension")
    return share
