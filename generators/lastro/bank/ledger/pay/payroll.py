"""Payroll: what businesses pay their people, net of INSS and tax, the same people on every payday."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.firms.firms import firms_of
from lastro.bank.ledger.firms.payroll_taxes import StaffPay
from lastro.bank.ledger.pay.net_pay import net_of, second_half
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.levels import base_month
from lastro.bank.people.rhythm import at
from lastro.bank.relations.companies import employs
from lastro.brazil import calendar
from lastro.brazil.levels.wages import Wages
from lastro.brazil.sectors import Sectors
from lastro.engine.arrays import Floats, Integers
from lastro.engine.random.quantiles import lognormal

LEAN = (0.7, 2.0)  # times the sector's share: companies without employees are made up for by the others, ASSUMED
MEAN_PAY = 2_300_00  # cents a month, ASSUMED
PAY = lognormal(2_150.0, 0.45)  # reais a month before tax, ASSUMED
NOVEMBER = 10  # by month from 0
FIRST_OF_13TH = 128  # number of its payments among a month's
MOST_PEOPLE = 60  # paid from here; larger businesses leave their payroll to a service, ASSUMED


def payroll(block: AccountBlock, here: Integers) -> tuple[Postings, StaffPay]:
    """Pay by Pix on the fifth business day, and the 13th, detail = the number of the employee; and what it is of.

    here: how many employees have their account in this bank and are paid there, (main accounts, months).
    """
    who = block.who.draws
    firms = firms_of(block)
    share = block.run.once(Sectors).costs[firms.sector, 1]
    share = share * (LEAN[0] + (LEAN[1] - LEAN[0]) * who.uniform("payroll.share")[firms.row])
    budget: Floats = np.zeros(len(block.main))
    budget[firms.row] = np.where(firms.mei | ~employs(who)[firms.row], 0.0, firms.usual * share)
    people = np.minimum(budget // MEAN_PAY, MOST_PEOPLE).astype(np.int64)
    row = np.repeat(np.arange(len(people)), people)
    number = np.arange(len(row)) - np.repeat(np.cumsum(people) - people, people)
    pay = PAY(block.draws.at(row).uniform("pay", number)) * 100
    month = np.tile(block.months.numbers, len(row))
    row, number = (np.repeat(a, block.months.count) for a in (row, number))
    pay = np.repeat(pay, block.months.count)
    outside = number >= here[row, month - block.months.first]
    row, number, pay, month = row[outside], number[outside], pay[outside], month[outside]
    gross = _risen(block, row, month, pay)
    cents = net_of(block.run, gross, month)
    second = 9 * 3600 + block.draws.at(row).integer("pay.second", 0, 2 * 3600, month * 64 + number)
    key = monthly_keys(Source.PAYROLL, block.accounts.account_id[block.main[row]], month, number)
    moment = at(calendar.fifth_business_day(month), second)
    monthly = postings(Source.PAYROLL, block.main[row], moment, -cents, key, detail=number)
    half = np.flatnonzero(month % 12 >= NOVEMBER)
    paid = [monthly, _thirteenth(block, row[half], number[half], month[half], gross[half])]
    first = np.flatnonzero(month % 12 == NOVEMBER)
    staff = StaffPay(row, month, gross, np.zeros(len(row), np.bool_))
    of_13th = StaffPay(row[first], month[first], gross[first], np.ones(len(first), np.bool_))
    return Postings.together(paid), StaffPay.together([staff, of_13th])


def _thirteenth(block: AccountBlock, row: Integers, number: Integers, month: Integers, pay: Integers) -> Postings:
    """The 13th in two halves: November's whole, December's less INSS and income tax."""
    november, december = calendar.thirteenth_salary_days(month // 12)
    second = month % 12 > NOVEMBER
    day, cents = np.where(second, december, november), np.where(second, second_half(block.run, pay, month), pay // 2)
    moment = at(day, 9 * 3600 + block.draws.at(row).integer("pay.second", 0, 2 * 3600, month * 64 + number))
    key = monthly_keys(Source.PAYROLL, block.accounts.account_id[block.main[row]], month, number + FIRST_OF_13TH)
    return postings(Source.PAYROLL, block.main[row], moment, -cents, key, detail=number)


def _risen(block: AccountBlock, row: Integers, month: Integers, pay: Floats) -> Integers:
    """Pay in money of base_date as it comes to in a month: it rises in the business's base month."""
    wages, base = block.run.once(Wages), base_month(block.run)
    own = wages.base_month(block.draws)[row]
    level = wages.level(month, own) / wages.level(base, own)
    return np.maximum((pay * level).astype(np.int64), wages.minimum(month))
