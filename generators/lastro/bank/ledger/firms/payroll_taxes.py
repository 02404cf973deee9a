"""Payroll taxes: what companies pay over each month for their staff: FGTS; INSS and income tax that they keep back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.ledger.pay.net_pay import withheld
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import PayrollTax, Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.rhythm import at
from lastro.brazil import calendar
from lastro.brazil.levels.simples import MOST
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.rows.columnar import Columnar

FUND = 0.08  # of a wage, and of a 13th with each of its halves (Lei 8.036/1990)
# Of wages, of who is not in the Simples: INSS 20 % (Lei 8.212/1991, art. 22), accidents and others' funds, 7.8 ASSUMED
OF_EMPLOYER, OF_OWN_PAY = 0.278, 0.20
DUE = 20  # day of the month after; the business day before where that is none
FUND_DUE_BEFORE, FUND_DIGITAL = 7, 2024 * 12 + 3  # until the FGTS Digital: first paid in April 2024, ASSUMED


@dataclass(frozen=True)
class StaffPay(Columnar):
    """What companies pay before tax, one value a person and payday."""

    row: Integers  # of the company, among the main accounts
    month: Integers  # in which it is paid; of a 13th, its first half
    gross: Integers  # cents; of a 13th the whole
    thirteenth: Flags


@dataclass(frozen=True)
class OwnPay:
    """What owners draw of companies by month, before tax; one value a payment."""

    row: Integers
    month: Integers
    gross: Floats
    inss: Floats  # kept back of it


def payroll_taxes(block: AccountBlock, staff: StaffPay, own: OwnPay) -> list[Postings]:
    """The guides of each company and month, paid by Pix or boleto on the last day."""
    fund, social = _fund(block, staff), _social(block, staff, own)
    digital = block.months.numbers >= FUND_DIGITAL
    old = np.where(digital, 0, fund), PayrollTax.FUND_BY_BOLETO, FUND_DUE_BEFORE
    new = np.where(digital, fund, 0), PayrollTax.FUND, DUE
    return [_guides(block, *guide) for guide in (new, (social, PayrollTax.SOCIAL, DUE), old)]


def _fund(block: AccountBlock, staff: StaffPay) -> Floats:
    wage = ~staff.thirteenth
    half = FUND * staff.gross / 2
    later = (_by_month(block, staff, np.where(wage, 0.0, half), months) for months in (1, 2))
    return _by_month(block, staff, np.where(wage, 2 * half, 0.0), 0) + sum(later)


def _social(block: AccountBlock, staff: StaffPay, own: OwnPay) -> Floats:
    """INSS of wages in the month in which they are paid, of a 13th by its second half; the tax a month later."""
    contribution, tax = withheld(block.run, staff.gross, staff.month)
    simple = block.who.income * 12 <= MOST
    inss = contribution + np.where(simple[staff.row], 0.0, OF_EMPLOYER * staff.gross)
    wage = ~staff.thirteenth
    of_staff = (
        (np.where(wage, inss, 0), 0), (np.where(wage, tax, inss), 1), (np.where(wage, 0, tax), 2),
    )  # fmt: skip
    drawn = own.inss + np.where(simple[own.row], 0.0, OF_OWN_PAY * own.gross)
    return sum((_by_month(block, staff, cents, later) for cents, later in of_staff), _by_month(block, own, drawn, 1))


def _by_month(block: AccountBlock, paid: StaffPay | OwnPay, cents: Floats, later: int) -> Floats:
    """Sums by company and month, so many months after they are paid, (main accounts, months)."""
    shape = len(block.main), block.months.count
    column = paid.month - block.months.first + later
    known = np.flatnonzero(column < shape[1])
    cell = paid.row[known] * shape[1] + column[known]
    return np.bincount(cell, cents[known], shape[0] * shape[1]).astype(np.float64).reshape(shape)


def _guides(block: AccountBlock, due: Floats, kind: PayrollTax, day: int) -> Postings:
    row, column = np.nonzero(due >= 1)
    month, account = column + block.months.first, block.main[row]
    paid_on = calendar.previous_business_day(calendar.first_day(month) + day - 1)
    moment = at(paid_on, 9 * 3600 + block.draws.at(row).integer(f"payroll tax {int(kind)}", 0, 8 * 3600, month))
    key = monthly_keys(Source.PAYROLL_TAX, block.accounts.account_id[account], month, int(kind))
    cents = due[row, column].astype(np.int64)
    return postings(Source.PAYROLL_TAX, account, moment, -cents, key, detail=int(kind))
