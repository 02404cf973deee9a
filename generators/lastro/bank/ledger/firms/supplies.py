"""Supplies: the goods and services that companies buy for what they sell, invoice by invoice."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.firms.firms import firms_of
from lastro.bank.ledger.firms.sales import SALES_AT, SIZES, split
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Source, Supply
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.levels import pays_by_pix
from lastro.bank.people.months import monthly
from lastro.bank.people.rhythm import at, second_of_day
from lastro.brazil.sectors import Sectors
from lastro.engine.random.quantiles import EXP, NORMAL, Poisson, lognormal

INVOICES = 1.6  # a month, times the size of the firm, ASSUMED
BY_MEI = 0.5  # of a MEI's share of costs: it works more by hand, ASSUMED
SPREAD = lognormal(1.0, 0.6)  # of one invoice against another, ASSUMED
STOCK_SIGMA = 0.10  # how far purchases of a month lie from what its sales need, ASSUMED
WAYS = Supply.by_code(BOLETO=0.38, PIX=0.62)  # shares, ASSUMED
_COUNTS = Poisson(96)


def supplies(block: AccountBlock) -> Postings:
    """What companies pay their suppliers."""
    firms = firms_of(block)
    share = block.run.once(Sectors).costs[firms.sector, 0] * np.where(firms.mei, BY_MEI, 1.0)
    months, numbers = block.months.count, np.tile(block.months.numbers, len(share))
    every = firms.draws.at(np.repeat(np.arange(len(share)), months))
    stock = EXP(STOCK_SIGMA * NORMAL(every.uniform("stock", numbers)))
    bought = firms.sales.ravel() * np.repeat(share, months) * stock
    mean = np.repeat(INVOICES * np.clip(np.sqrt(firms.usual / SALES_AT), *SIZES), months)
    counts = np.maximum(_COUNTS(mean, every.uniform("invoices", numbers)), 1).reshape(-1, months)
    events = monthly(firms.draws, "supplies", counts, block.months)
    cell = events.owner * months + events.month - block.months.first
    cents = split(bought, cell, SPREAD(events.draws.uniform("size")))
    day = block.calendar.business.choose(events.month, events.draws.uniform("day"))
    account = block.main[firms.row[events.owner]]
    by_pix = pays_by_pix(block.run, firms.draws.at(events.owner), events.month)
    way = np.where(by_pix, events.draws.choice("way", WAYS), int(Supply.BOLETO))
    key = monthly_keys(Source.SUPPLIES, block.accounts.account_id[account], events.month, events.number)
    moment = at(day, second_of_day(events.draws, "office"))
    return postings(Source.SUPPLIES, account, moment, -cents, key, detail=way).take(cents >= 5_00)
