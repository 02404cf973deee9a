"""Firms: the main accounts of companies with their sectors, and what each sells in a month through this bank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.people.account_block import AccountBlock
from lastro.brazil.sectors import SEASONS, Sectors
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.random.quantiles import EXP, NORMAL

MEI_MOST = 6_750_00  # cents a month: the most that a MEI sells (LC 123/2006, art. 18-A)
SELLS_BY_PIX = 0.012  # of the smallest: sells to many by Pix alone, ASSUMED
GROWTH, GROWS = 2.2, 48  # how much more such a one sells after so many months than it has declared, ASSUMED
MONTH_SIGMA = 0.10  # how far a month's sales lie from the usual, ASSUMED
# By month, January first, against the mean month. Retail: IBGE, PMC 2014-2019; fashion: CNC 2012, ASSUMED between.
_RETAIL = (0.989, 0.905, 0.98, 0.95, 0.984, 0.947, 0.967, 0.985, 0.951, 1.002, 1.051, 1.289)
_FASHION = (0.82, 0.78, 0.86, 0.90, 1.07, 1.02, 0.95, 0.92, 0.88, 0.95, 1.05, 1.80)
_SEASON = np.array([{"retail": _RETAIL, "fashion": _FASHION, "even": (1.0,) * 12}[name] for name in SEASONS])


@dataclass(frozen=True)
class Firms:
    """Companies of a block; one value each, sales (companies, months) in cents."""

    row: Integers  # of the main accounts
    draws: Draws  # of those accounts
    sector: Integers
    mei: Flags
    by_pix: Flags  # sells to many, who all pay by Pix, and more than it has declared
    here: Floats  # share of its business that this bank sees
    usual: Floats  # what it sells a month here in money of base_date, cents
    sales: Integers


def firms_of(block: AccountBlock) -> Firms:
    """The companies of a block."""
    row = np.flatnonzero(block.who.business)
    draws, who = block.draws.at(row), block.who.take(row)
    sector = block.run.once(Sectors).of(block.customers.occupation.gather(block.owner[row]))
    season = _SEASON[block.run.once(Sectors).season[sector]][:, block.months.numbers % 12]
    every = draws.at(np.repeat(np.arange(len(row)), block.months.count))
    luck = NORMAL(every.uniform("sales of month", np.tile(block.months.numbers, len(row)))).reshape(season.shape)
    here = who.seen_here
    left = block.path.income[row]
    mei = who.income <= MEI_MOST
    by_pix = mei & who.primary & draws.chance("sells by Pix", SELLS_BY_PIX)
    since = (block.months.numbers + draws.integer("sells more", 0, GROWS)[:, None]) % GROWS
    grown = np.where(by_pix[:, None], 1.0 + GROWTH * since / GROWS, 1.0)
    sales = (block.income[row] * here[:, None] * season * EXP(MONTH_SIGMA * luck) * left * grown).astype(np.int64)
    return Firms(row, draws, sector, mei, by_pix, here, who.income * here, sales)
