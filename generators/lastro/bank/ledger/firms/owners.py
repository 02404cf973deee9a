"""Owners: the monthly pay that companies' owners draw (pró-labore), to the owner's account here where there is one."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.firms.firms import firms_of
from lastro.bank.ledger.firms.payroll_taxes import OwnPay
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import OwnerPay, Source
from lastro.bank.ledger.transfers import both_open, main_rows
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.levels import pays_by_pix
from lastro.bank.people.rhythm import at
from lastro.bank.relations.companies import owner_rows
from lastro.brazil import calendar
from lastro.brazil.levels.social_security import SocialSecurity
from lastro.brazil.levels.wages import Wages
from lastro.engine.arrays import Integers
from lastro.engine.random.keys import NULL_KEY

DRAWN = (0.02, 0.05)  # of a company's sales, between the minimum wage and the INSS's ceiling, ASSUMED
DAYS = (4, 20)  # of the month, from 0, each owner's own, ASSUMED
INSS = 0.11  # which the company keeps back (Lei 10.666/2003)


def pro_labore(block: AccountBlock) -> tuple[list[Postings], OwnPay]:
    """What owners draw each month from companies that are no MEI and bank here, and what it is of."""
    firms = firms_of(block)
    some = np.flatnonzero(~firms.mei & block.who.primary[firms.row])
    row = np.repeat(firms.row[some], block.months.count)
    month = np.tile(block.months.numbers, len(some))
    draws = block.draws.at(row)
    share = DRAWN[0] + (DRAWN[1] - DRAWN[0]) * draws.uniform("pro-labore")
    least = block.run.once(Wages).minimum(month)
    gross = np.clip(block.income_in(row, month) * share, least, block.run.once(SocialSecurity).ceiling(month))
    cents = (gross * (1 - INSS)).astype(np.int64)
    day = calendar.next_business_day(calendar.first_day(month) + block.draws.integer("pro-labore day", *DAYS)[row])
    moment = at(day, 10 * 3600 + draws.integer("pro-labore second", 0, 6 * 3600, month))
    return _to_owners(block, row, month, moment, cents), OwnPay(row, month, gross, gross * INSS)


def _to_owners(
    block: AccountBlock, row: Integers, month: Integers, moment: Integers, cents: Integers
) -> list[Postings]:
    """Payments to owners: with a second leg where the owner's account is open here, else to another bank."""
    owner = main_rows(block)[owner_rows(block.run, block.customers.customer_id, block.people)][block.owner[row]]
    payer, payee = block.main[row], np.where(owner >= 0, block.main[owner], -1)
    here = both_open(block, payer, payee, moment)
    ids = block.accounts.account_id[payer]
    out, back = (monthly_keys(Source.PRO_LABORE, ids, month, number) for number in (1, 2))
    other, link = np.where(here, payee, -1), np.where(here, out, NULL_KEY)
    way = np.where(pays_by_pix(block.run, block.draws.at(row), month), OwnerPay.PIX, OwnerPay.TED)
    debit = postings(Source.PRO_LABORE, payer, moment, -cents, out, detail=way, other=other, link=link)
    credit = postings(Source.PRO_LABORE, payee, moment, cents, back, detail=way, other=payer, link=link)
    return [debit, credit.take(here)]


def debits_of(parts: list[Postings]) -> list[Postings]:
    """What a company's month is planned with: it pays its owner whether or not that is somebody who banks here."""
    return [part.take(part.amount < 0) for part in parts]
