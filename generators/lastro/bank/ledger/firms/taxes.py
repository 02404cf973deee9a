"""Taxes of companies: the month's DAS, by what was sold the month before, and by the minimum wage for a MEI."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.firms.firms import firms_of
from lastro.bank.people.account_block import AccountBlock
from lastro.brazil.levels.simples import Simples
from lastro.brazil.levels.wages import Wages
from lastro.brazil.sectors import Sectors
from lastro.engine.arrays import Integers

MEI_SHARE = 0.05  # of the minimum wage, with R$ 1 (ICMS), 5 (ISS) or both (LC 123/2006, art. 18-A)
LEAST = 10_00  # cents: a smaller DAS waits for the next month's (Resolução CGSN 140/2018, art. 43)


def taxes_due(block: AccountBlock) -> Integers:
    """What each main account's company owes in each month, (main accounts, months) in cents; nought for people."""
    firms, table = firms_of(block), block.run.once(Sectors)
    sold = np.concatenate([firms.sales[:, :1], firms.sales[:, :-1]], axis=1)  # the month before
    yearly = (block.income[firms.row] * 12).astype(np.float64)
    annex = np.repeat(table.annex[firms.sector], block.months.count)
    rate = block.run.once(Simples).rate(annex, yearly.ravel()).reshape(yearly.shape)
    fixed = block.run.once(Wages).minimum(block.months.numbers) * MEI_SHARE + table.mei_due[firms.sector][:, None]
    due = np.zeros(block.income.shape, np.int64)
    due[firms.row] = np.maximum(np.where(firms.mei[:, None], fixed, sold * rate), LEAST).astype(np.int64)
    return due
