"""Staff: how many people companies employ, by what their sector pays in wages of what it sells."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.firms.firms import MEI_MOST
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.relations.companies import employs
from lastro.brazil.sectors import Sectors
from lastro.engine.arrays import Integers

LEAN = (0.7, 1.7)  # times the sector's share: companies without employees are made up for by the others, ASSUMED
MOST_PEOPLE = 120  # paid from here; larger businesses leave their payroll to a service, ASSUMED


def staff_of(block: AccountBlock) -> Integers:
    """How many people each main account's company pays from here; nobody where it is no company that employs."""
    who, row = block.who, np.flatnonzero(block.who.business)
    sectors = block.run.once(Sectors)
    sector, some = sectors.of(block.customers.occupation.gather(block.owner[row])), who.take(row)
    lean = LEAN[0] + (LEAN[1] - LEAN[0]) * some.draws.uniform("payroll.share")
    budget = some.income * some.seen_here * sectors.costs[sector, 1] * lean
    able = (some.income > MEI_MOST) & employs(some.draws)
    found = np.zeros(len(block.main), np.int64)
    found[row] = np.where(able, np.minimum(budget // sectors.pay[sector], MOST_PEOPLE), 0).astype(np.int64)
    return found


def pay_of_sector(block: AccountBlock, row: Integers) -> Integers:
    """The mean pay a month in the sectors of companies (rows of main accounts), cents of base_date's money."""
    sectors = block.run.once(Sectors)
    pay: Integers = sectors.pay[sectors.of(block.customers.occupation.gather(block.owner[row]))]
    return pay
