"""Traits: what kind of customer somebody is, for life; drawn once, read by contracts, ledger and behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import CustomerType
from lastro.bank.compliance.refusals import refused_risks
from lastro.bank.people.path.death import NO_DEATH, days_of_death
from lastro.bank.people.period import history_start
from lastro.bank.people.working_life.stages import Stages, stages
from lastro.bank.relations.households import households, is_woman
from lastro.brazil.work import source_of_income
from lastro.engine import Run, Table
from lastro.engine.arrays import Flags, Floats, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.random.quantiles import EXP, NORMAL
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.memo import once_a_block
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, positions

LEAVER_SHARE = 0.18  # ASSUMED: customers who may close all accounts one day; they owe nothing by contract then
PRIMARY_SHARE = (
    0.36  # ASSUMED: individuals whose main bank this is; others hold the relationship elsewhere (REALISM 2.3)
)
PRIMARY_BUSINESS_SHARE = 0.60  # ASSUMED
SECONDARY_MEDIAN = 0.18  # ASSUMED: activity of a non-primary account, as a share of a primary one's
SECONDARY_SIGMA = 1.3  # ASSUMED: heavy-tailed, from nearly nothing to nearly primary
SLEEPERS = 0.07  # ASSUMED: non-primary accounts that are hardly used at all
ASLEEP = 0.03  # activity below which nobody thinks of paying from here, ASSUMED
FORGOTTEN = 0.012  # activity below which nobody thinks of the account at all, ASSUMED
SEEN_ELSEWHERE = (0.15, 0.8)  # of a company's business, where another bank is the main one, ASSUMED
WEALTH_MEDIAN = 1.2  # ASSUMED: financial wealth in this bank, in monthly incomes, at forty
WEALTH_SIGMA = 1.5  # ASSUMED: few own most (Estadão 2018: 9 % of clients hold 64 % of volume)
DIGITAL_BY_AGE = 0.012  # ASSUMED: how much of the digital propensity a year of age beyond 25 takes


@dataclass(frozen=True)
class Traits(Columnar):
    """One value a customer; nothing here changes in a customer's life."""

    draws: Draws  # kind "customers"
    business: Flags
    source: Integers  # where the income as told comes from (IncomeSource); -1 for a business and an unknown occupation
    income: Integers  # cents a month as told, revenue for a business
    stages: Stages  # when which of its incomes there is
    age: Floats  # years on history_start; 40 for a business
    died: Integers  # the day of death, whether or not it has come; far away for a business
    refused: Flags  # never hands in documents, so that no product is ever granted
    leaver: Flags  # may close all accounts one day
    primary: Flags  # this is the main bank: salary, bills, cards come here
    activity: Floats  # 1 for a usual primary customer; heavy-tailed
    thrift: Floats  # 0 spends all, 1 saves most; uniform
    wealth: Integers  # cents, what somebody of this income and age would have here
    digital: Floats  # 0 to 1, how much of banking happens on a screen

    @property
    def asleep(self) -> Flags:
        """Who hardly uses the account at all, and thinks of paying nothing from it."""
        asleep: Flags = self.activity < ASLEEP
        return asleep

    @property
    def forgotten(self) -> Flags:
        """Whose account nobody remembers: it is paid nothing, and money moves only for what was agreed before."""
        forgotten: Flags = self.activity < FORGOTTEN
        return forgotten

    @property
    def seen_here(self) -> Floats:
        """The share of a company's business that this bank sees: all of it where it is the main one."""
        return np.where(self.primary, 1.0, np.clip(self.activity, *SEEN_ELSEWHERE))


@once_a_block
def traits(run: Run, customers: Table[Any]) -> Traits:
    """The traits of customers, from their unchanging columns and their own draws."""
    draws = run.draws("customers", customers.customer_id)
    business = customers.customer_type == CustomerType.BUSINESS
    age = _age(run, customers.birth_date)
    primary = draws.chance("primary", np.where(business, PRIMARY_BUSINESS_SHARE, PRIMARY_SHARE))
    income, source = customers.monthly_income, source_of_income(run, customers.occupation)
    return Traits(
        draws=draws,
        business=business,
        source=source,
        income=income,
        stages=stages(run, customers, draws, source),
        age=age,
        died=_died(run, customers, draws),
        refused=refused_risks(run, customers).silent,
        leaver=draws.chance("leaver", LEAVER_SHARE),
        primary=primary,
        activity=_activity(draws, primary),
        thrift=draws.uniform("thrift"),
        wealth=_wealth(draws, income, age),
        digital=np.clip(1.15 - DIGITAL_BY_AGE * np.maximum(age - 25, 0) - 0.5 * draws.uniform("digital"), 0.02, 1.0),
    )


def _age(run: Run, birth_date: Integers) -> Floats:
    years = (history_start(run) - birth_date) / 365.25
    return np.where(birth_date == NULL, 40.0, np.clip(years, 16, 100))


def _died(run: Run, customers: Table[Any], draws: Draws) -> Integers:
    women = is_woman(run, households(run, customers.customer_id), draws)
    alive = np.maximum(customers.created_at // DAY, history_start(run))
    return days_of_death(draws, customers.birth_date, women, alive)


def _activity(draws: Draws, primary: Flags) -> Floats:
    spread = NORMAL(draws.uniform("activity"))
    secondary = SECONDARY_MEDIAN * EXP(SECONDARY_SIGMA * spread)
    secondary = np.where(draws.chance("sleeper", SLEEPERS), 0.02 * secondary, np.minimum(secondary, 4.0))
    return np.where(primary, EXP(0.45 * spread), secondary)


def _wealth(draws: Draws, income: Integers, age: Floats) -> Integers:
    multiple = WEALTH_MEDIAN * EXP(WEALTH_SIGMA * NORMAL(draws.uniform("wealth")))
    return (income * multiple * np.clip((age - 18) / 22, 0.1, 2.5)).astype(np.int64)


def died_of(holders: Keys, customers: Keys, who: Traits) -> Integers:
    """The day of death of contracts' holders, who are among these customers; far away for who is not."""
    died: Integers = np.append(who.died, NO_DEATH)[positions(holders, customers)]
    return died
