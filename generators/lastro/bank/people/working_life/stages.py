"""Stages of life: in which month people begin to work, draw a pension and stop working.

Occupation and income are told for one month: that of base_date or, of who joins later, of joining. What lies before and
after it is drawn by age and fits what was told: a worker draws no pension by then, a pensioner does, a student has no
job yet. So neither as_of nor the beginning of the history moves a stage. Who draws a survivor's pension, keeps house or
is looking for work does so for good, as does who works on his own account and pays no contributions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.people.levels import base_month
from lastro.bank.people.months import Span
from lastro.bank.relations.households import households, is_woman
from lastro.brazil.ages.retirement import BPC_AGE, month_of_age
from lastro.brazil.calendar import month_index
from lastro.brazil.levels.social_security import SocialSecurity
from lastro.brazil.work import JOBS, IncomeSource
from lastro.engine import Run, Table
from lastro.engine.arrays import Cents, Flags, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.choice import Code
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL
from lastro.engine.rows.vocabulary import codes

ALWAYS, NEVER = 0, 1 << 20  # months before and after all others
# When a pension begins against the month in which its age is reached: shares, and months from and below. Some retire
# earlier, by years of contribution (EC 103/2019, arts. 15 to 20), most when they may, some later; ASSUMED
SHARES, AGAINST_AGE = Weights([0.22, 0.56, 0.22]), np.array([(-60, 0), (0, 12), (12, 60)])
LATELY, SOON = (0, 36), (1, 49)  # months before and after what was told, where the draw contradicts it; ASSUMED
GOES_ON, OWN_GOES_ON = 0.20, 0.60  # of new pensioners: who goes on working, as an employee and for himself; ASSUMED
FOR_MONTHS = (12, 73)  # for so long, from and below; ASSUMED
CONTRIBUTES = 0.35  # of who works on his own account, ASSUMED near the 33.6 % who have a CNPJ (PNAD Contínua 2024)
WORKED_FOR_HIMSELF = 0.25  # of pensioners of the INSS, ASSUMED
BPC_WITHIN = (0, 24)  # months after the age until the BPC is asked for, ASSUMED
STUDIED_FIRST = 0.35  # of employees: had no job before they were so old, ASSUMED
BEGINS = (21 * 12, 25 * 12)  # months of age at the first job after studies, ASSUMED
BEGINS_SOON = (1, 25)  # months after what was told, of older students; ASSUMED


class Told(Code):
    """Occupations in which people are at one end of their working life."""

    STUDENT = 0
    RETIRED = 1


_TOLD = {
    "Estudante": Told.STUDENT, "Estagiário": Told.STUDENT, "Estagiária": Told.STUDENT,
    "Aposentado": Told.RETIRED, "Aposentada": Told.RETIRED,
}  # fmt: skip


@dataclass(frozen=True)
class Stages(Columnar):
    """One value a customer; months are absolute."""

    source: Integers  # IncomeSource of what work brings, -1 for a business and an unknown occupation
    begins: Integers  # the first month of work: before it there is an allowance
    ends: Integers  # the first month without work
    pension: Integers  # the first month with a pension
    women: Flags

    def works(self, months: Span) -> Flags:
        """Who works in each month, (customers, months)."""
        return self.has_begun(months) & (months.numbers < self.ends[:, None])

    def has_begun(self, months: Span) -> Flags:
        """Who has begun to work by each month, (customers, months)."""
        return months.numbers >= self.begins[:, None]

    def is_retired(self, months: Span) -> Flags:
        """Who draws a pension in each month, (customers, months)."""
        return months.numbers >= self.pension[:, None]

    def source_in(self, months: Integers) -> Integers:
        """IncomeSource of each customer's income in a month of its own, (customers,): PENSION whoever pays one."""
        by_work = np.where(months < self.begins, IncomeSource.SUPPORT, self.source)
        found: Integers = np.where(months >= self.pension, IncomeSource.PENSION, by_work)
        return found

    def waged(self) -> Flags:
        """Whose work is an employee's or a civil servant's."""
        found: Flags = np.isin(self.source, JOBS)
        return found


@dataclass(frozen=True)
class _People:
    """What stages are drawn from, one value a customer."""

    draws: Draws
    source: Integers  # as told
    income: Cents  # as told
    women: Flags
    born: Integers  # month
    told: Integers  # month
    student: Flags
    retired: Flags  # from work
    ceiling: Cents  # of benefits of the INSS, (1,)


def stages(run: Run, customers: Table[Any], draws: Draws, source: Integers) -> Stages:
    """The stages of customers, from their unchanging columns and their own draws."""
    who = _people(run, customers, draws, source)
    pension, work = _pension(who), _work(who)
    return Stages(work, _begins(who), _ends(who, work, pension), pension, who.women)


def _people(run: Run, customers: Table[Any], draws: Draws, source: Integers) -> _People:
    base, occupation = base_month(run), codes(customers.occupation, _TOLD)
    born = np.where(customers.birth_date == NULL, 0, customers.birth_date)
    return _People(
        draws, source, customers.monthly_income,
        women=is_woman(run, households(run, customers.customer_id), draws),
        born=month_index(born),
        told=np.maximum(base, month_index(customers.created_at // DAY)),
        student=(occupation == Told.STUDENT) & (source == IncomeSource.SUPPORT),
        retired=(occupation == Told.RETIRED) & (source == IncomeSource.PENSION),
        ceiling=run.once(SocialSecurity).ceiling(base),
    )  # fmt: skip


def _pension(who: _People) -> Integers:
    """The first month with a pension."""
    low, high = AGAINST_AGE[who.draws.choice("retires", SHARES)].T
    drawn = month_of_age(who.born, who.women) + who.draws.integer("retires in", low, high)
    past = np.where(drawn <= who.told, drawn, who.told - who.draws.integer("retired lately", *LATELY))
    to_come = np.where(drawn > who.told, drawn, who.told + who.draws.integer("retires soon", *SOON))
    of_age = who.born + BPC_AGE
    asked = who.draws.integer("benefit asked", *BPC_WITHIN)
    since = np.minimum(asked, ((who.told - of_age).clip(0) * who.draws.uniform("benefit since")).astype(np.int64))
    contributes = np.isin(who.source, JOBS) | who.student
    contributes |= (who.source == IncomeSource.SELF) & who.draws.chance("contributes", CONTRIBUTES)
    return np.select(
        [who.retired, who.source == IncomeSource.WELFARE, who.source == IncomeSource.PENSION, contributes],
        [past, of_age + since, np.full(len(past), ALWAYS), to_come],
        NEVER,
    )


def _work(who: _People) -> Integers:
    """IncomeSource of what work brings."""
    of_inss = np.where(
        who.draws.chance("worked for himself", WORKED_FOR_HIMSELF), IncomeSource.SELF, IncomeSource.SALARY
    )
    of_retired = np.where(who.income > who.ceiling, IncomeSource.PUBLIC, of_inss)
    bpc = who.source == IncomeSource.WELFARE
    found: Integers = np.select(
        [who.retired, bpc, who.student], [of_retired, IncomeSource.SELF, IncomeSource.SALARY], who.source
    )
    return found


def _begins(who: _People) -> Integers:
    """The first month of work."""
    drawn = who.born + who.draws.integer("begins to work", *BEGINS)
    to_come = np.where(drawn > who.told, drawn, who.told + who.draws.integer("begins soon", *BEGINS_SOON))
    studied = (who.source == IncomeSource.SALARY) & (drawn <= who.told) & who.draws.chance("studied", STUDIED_FIRST)
    return np.select([who.student, who.source == IncomeSource.SUPPORT, studied], [to_come, NEVER, drawn], ALWAYS)


def _ends(who: _People, work: Integers, pension: Integers) -> Integers:
    """The first month without work: that of the pension, or later; of who is told to be retired, no later than that."""
    goes_on = who.draws.chance("goes on working", np.where(work == IncomeSource.SELF, OWN_GOES_ON, GOES_ON))
    later = pension + np.where(goes_on, who.draws.integer("goes on for", *FOR_MONTHS), 0)
    return np.select(
        [pension == NEVER, who.retired, who.source == IncomeSource.WELFARE],
        [np.full(len(pension), NEVER), np.minimum(later, np.maximum(who.told, pension)), pension],
        np.where(pension == ALWAYS, ALWAYS, later),
    )
