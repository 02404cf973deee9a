"""Pensions: benefits of the INSS by its calendar, what states pay above its ceiling, and the 13th of both."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.pay.net_pay import net_pension
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Job, Pension, Source, Thirteenth
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.levels import base_month
from lastro.bank.people.rhythm import at
from lastro.brazil import calendar
from lastro.brazil.levels.pension_days import ThirteenthOfPensions, pay_day
from lastro.brazil.levels.social_security import SocialSecurity
from lastro.brazil.levels.wages import Wages
from lastro.brazil.work import IncomeSource
from lastro.engine.arrays import Flags, Integers

BESIDE_JOBS = len(Job)  # the number of a pension's 13th in its month, as some work on: behind those of jobs
AGED = 65  # years from which part of a pension is free of tax


def draws_pension(block: AccountBlock) -> Flags:
    """Main accounts whose owner draws a pension in some month."""
    found: Flags = block.who.stages.pension < block.months.first + block.months.count
    return found


def pensions(block: AccountBlock, retired: Integers) -> list[Postings]:
    """Monthly pensions of main accounts (rows) from the first on, each keyed on its month, and the halves of the
    13th."""
    row, column = np.nonzero(block.who.stages.is_retired(block.months)[retired])
    with_13th = retired[block.who.source[retired] != IncomeSource.WELFARE]
    return [_monthly(block, retired[row], column + block.months.first), _thirteenths(block, with_13th)]


def is_public(block: AccountBlock) -> Flags:
    """Whose pension lies above the ceiling of the INSS, so that a state pays it (Proventos); of all main accounts."""
    ceiling = block.run.once(SocialSecurity).ceiling(base_month(block.run))
    of_inss = np.isin(block.who.stages.source, (IncomeSource.SALARY, IncomeSource.SELF))
    found: Flags = ~of_inss & (block.stated.benefit > ceiling)
    return found


def _monthly(block: AccountBlock, who: Integers, months: Integers) -> Postings:
    public, account = is_public(block)[who], block.main[who]
    amount = _pension(block, who, months)
    key = monthly_keys(Source.PENSION, block.accounts.account_id[account], months)
    detail = np.where(public, Pension.PUBLIC, Pension.INSS)
    moment = _moment(block, who, months, amount)
    net = net_pension(block.run, amount, months, block.age_in(who, months) >= AGED)
    return postings(Source.PENSION, account, moment, net, key, detail=detail)


def _pension(block: AccountBlock, who: Integers, months: Integers) -> Integers:
    """What a month's pension comes to before tax: of the INSS never more than its ceiling."""
    income = block.benefit_in(who, months)
    ceiling = block.run.once(SocialSecurity).ceiling(months)
    return np.where(is_public(block)[who], income, np.minimum(income, ceiling))


def _moment(block: AccountBlock, who: Integers, months: Integers, amount: Integers) -> Integers:
    """The INSS pays by the last digit of the benefit's number, states on the fifth business day."""
    at_floor = amount <= block.run.once(Wages).minimum(months)
    draws = block.draws.at(who)
    by_digit = pay_day(months, draws.integer("benefit digit", 0, 10), at_floor)
    day = np.where(is_public(block)[who], calendar.fifth_business_day(months), by_digit)
    return at(day, 4 * 3600 + draws.integer("pay.second", 0, 3 * 3600, months))


def _thirteenths(block: AccountBlock, retired: Integers) -> Postings:
    """Half of the 13th with the benefit of each month that a decree names, states' in November and December; the second
    less income tax. Who draws no benefit yet by the first gets the whole with the second, and who draws none by then
    with November's; of a pension that begins within the year only as much as its months are of a year."""
    years = np.unique(block.months.numbers // 12)
    first, second = block.run.once(ThirteenthOfPensions).halves(years)
    who, year = np.repeat(retired, len(years)), np.tile(np.arange(len(years)), len(retired))
    public, begins = is_public(block)[who], block.who.stages.pension[who]
    november = years[year] * 12 + 10
    early, late = np.where(public, november, first[year]), np.where(public, november + 1, second[year])
    late = np.where(begins > late, november, late)
    parts = []
    for half, month in enumerate((early, late)):
        known = (month >= block.months.first) & (month < block.months.first + block.months.count) & (month >= begins)
        at = np.flatnonzero(known)
        parts.append(_half(block, who[at], month[at], half, begins[at] <= early[at]))
    return Postings.together(parts)


def _half(block: AccountBlock, who: Integers, month: Integers, half: int, both: Flags) -> Postings:
    """both: whether there is a first half as well."""
    begins, public = block.who.stages.pension[who], is_public(block)[who]
    full = _pension(block, who, month) * np.minimum(month // 12 * 12 + 12 - begins, 12) // 12
    net = net_pension(block.run, full, month, block.age_in(who, month) >= AGED)
    amount = full // 2 if half == 0 else np.maximum(net - np.where(both, full // 2, 0), 0)
    account = block.main[who]
    key = monthly_keys(Source.THIRTEENTH, block.accounts.account_id[account], month, BESIDE_JOBS)
    of_inss = (Thirteenth.PENSION_FIRST, Thirteenth.PENSION_SECOND)[half]
    of_states = (Thirteenth.PUBLIC_FIRST, Thirteenth.PUBLIC_SECOND)[half]
    moment = _moment(block, who, month, _pension(block, who, month)) + 1
    return postings(Source.THIRTEENTH, account, moment, amount, key, detail=np.where(public, of_states, of_inss))
