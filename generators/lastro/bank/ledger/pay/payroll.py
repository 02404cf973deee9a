"""Payroll: what businesses pay their people, net of INSS and tax, the same people on every payday."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.firms.payroll_taxes import StaffPay
from lastro.bank.ledger.pay.net_pay import net_of, second_half
from lastro.bank.ledger.pay.staff import pay_of_sector, staff_of
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.levels import base_month, pays_by_pix
from lastro.bank.people.rhythm import at
from lastro.brazil import calendar
from lastro.brazil.levels.wages import Wages
from lastro.engine.arrays import Floats, Integers
from lastro.engine.random.quantiles import lognormal

PAY = lognormal(0.93, 0.45)  # of somebody before tax against the mean of the sector, ASSUMED
NOVEMBER = 10  # by month from 0
FIRST_OF_13TH = 128  # number of its payments among a month's


def payroll(block: AccountBlock, here: Integers) -> tuple[Postings, StaffPay]:
    """Pay by Pix on the fifth business day, and the 13th, detail = the number of the employee; and what it is of.

    here: how many employees have their account in this bank and are paid there, (main accounts, months).
    """
    people = staff_of(block)
    row = np.repeat(np.arange(len(people)), people)
    number = np.arange(len(row)) - np.repeat(np.cumsum(people) - people, people)
    pay = PAY(block.draws.at(row).uniform("pay", number)) * pay_of_sector(block, row)
    month = np.tile(block.months.numbers, len(row))
    row, number = (np.repeat(a, block.months.count) for a in (row, number))
    pay = np.repeat(pay, block.months.count)
    outside = number >= here[row, month - block.months.first]
    row, number, pay, month = row[outside], number[outside], pay[outside], month[outside]
    gross = _risen(block, row, month, pay)
    cents = net_of(block.run, gross, month)
    second = 9 * 3600 + block.draws.at(row).integer("pay.second", 0, 2 * 3600, month * 64 + number)
    moment = at(calendar.fifth_business_day(month), second)
    monthly = _payments(block, row, month, moment, cents, number, 0)
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
    return _payments(block, row, month, moment, cents, number, FIRST_OF_13TH)


def _payments(
    block: AccountBlock, row: Integers, month: Integers, moment: Integers, cents: Integers, number: Integers, first: int
) -> Postings:
    """Payments to employees, by TED as long as a company has no Pix; first: the number of its first among a month's."""
    by_pix, parts = pays_by_pix(block.run, block.draws.at(row), month), []
    for source, wanted in ((Source.PAYROLL, by_pix), (Source.PAYROLL_BY_TED, ~by_pix)):
        some = np.flatnonzero(wanted)
        account = block.main[row[some]]
        key = monthly_keys(source, block.accounts.account_id[account], month[some], number[some] + first)
        parts.append(postings(source, account, moment[some], -cents[some], key, detail=number[some]))
    return Postings.together(parts)


def _risen(block: AccountBlock, row: Integers, month: Integers, pay: Floats) -> Integers:
    """Pay in money of base_date as it comes to in a month: it rises in the business's base month."""
    wages, base = block.run.once(Wages), base_month(block.run)
    own = wages.base_month(block.draws)[row]
    level = wages.level(month, own) / wages.level(base, own)
    return np.maximum((pay * level).astype(np.int64), wages.minimum(month))
