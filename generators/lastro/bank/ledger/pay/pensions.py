"""Pensions: benefits of the INSS by its calendar, what states pay above its ceiling, and the 13th of both."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.pay.net_pay import net_pension
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Pension, Source, Thirteenth
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.levels import base_month
from lastro.bank.people.rhythm import at
from lastro.brazil import calendar
from lastro.brazil.levels.pension_days import ThirteenthOfPensions, pay_day
from lastro.brazil.levels.social_security import SocialSecurity
from lastro.brazil.levels.wages import Wages
from lastro.brazil.work import IncomeSource
from lastro.engine.arrays import Flags, Integers

AGED = 65  # years from which part of a pension is free of tax


def pensions(block: AccountBlock, retired: Integers) -> list[Postings]:
    """Monthly pensions of main accounts (rows), each keyed on the month that it is for, and the halves of the 13th."""
    months = np.tile(block.months.numbers, len(retired))
    who = np.repeat(retired, block.months.count)
    with_13th = retired[block.who.source[retired] != IncomeSource.WELFARE]
    return [_monthly(block, who, months), _thirteenths(block, with_13th)]


def is_public(block: AccountBlock) -> Flags:
    """Whose pension lies above the ceiling of the INSS, so that a state pays it (Proventos); of all main accounts."""
    ceiling = block.run.once(SocialSecurity).ceiling(base_month(block.run))
    found: Flags = block.who.income > ceiling
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
    income = block.income_in(who, months)
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
    less income tax."""
    years = np.unique(block.months.numbers // 12)
    first, second = block.run.once(ThirteenthOfPensions).halves(years)
    who, year = np.repeat(retired, len(years)), np.tile(np.arange(len(years)), len(retired))
    parts = []
    for half, (of_inss, of_states) in enumerate(((first, years * 12 + 10), (second, years * 12 + 11))):
        public = is_public(block)[who]
        month = np.where(public, of_states[year], of_inss[year])
        known = np.flatnonzero((month >= block.months.first) & (month < block.months.first + block.months.count))
        parts.append(_half(block, who[known], month[known], half))
    return Postings.together(parts)


def _half(block: AccountBlock, who: Integers, month: Integers, half: int) -> Postings:
    full, public = _pension(block, who, month), is_public(block)[who]
    net = net_pension(block.run, full, month, block.age_in(who, month) >= AGED)
    amount = full // 2 if half == 0 else np.maximum(net - full // 2, 0)
    account = block.main[who]
    key = monthly_keys(Source.THIRTEENTH, block.accounts.account_id[account], month)
    of_inss = (Thirteenth.PENSION_FIRST, Thirteenth.PENSION_SECOND)[half]
    of_states = (Thirteenth.PUBLIC_FIRST, Thirteenth.PUBLIC_SECOND)[half]
    moment = _moment(block, who, month, full) + 1
    return postings(Source.THIRTEENTH, account, moment, amount, key, detail=np.where(public, of_states, of_inss))
