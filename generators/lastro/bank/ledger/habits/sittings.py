"""Sittings: several Pix to others that are made in one go, as on payday or behind a barbecue that is shared.

No posting is added and no sum changes: what an account sends to others in a month anyway is in part sent together. So
a burst of payments is nothing that only the cheated do.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.sources import Everyday
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.rhythm import at, second_of_day
from lastro.brazil import calendar
from lastro.engine.arrays import Flags, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.rows.moments import DAY

SITS, COMPANY_SITS = 0.08, 0.15  # of an account's months, those in which some payments are made together; ASSUMED
TOGETHER = 0.80  # of such a month's Pix to others, those that are made then; ASSUMED
LENGTH = (300, 3600)  # seconds from the first to the last, ASSUMED


def at_one_sitting(block: AccountBlock, daily: Postings) -> Postings:
    """Everyday postings, some Pix to others among them made in the sittings of their accounts' months."""
    row_of = np.full(len(block.accounts), -1)
    row_of[block.main] = np.arange(len(block.main))
    rows = np.flatnonzero(daily.detail == Everyday.PIX_OUT)
    moment = daily.moment.copy()
    draws = block.run.draws("transactions", daily.key[rows])
    moment[rows] = gathered(block, draws, row_of[daily.account[rows]], moment[rows])
    return replace(daily, moment=moment)


def gathered(block: AccountBlock, draws: Draws, payer: Integers, moment: Integers) -> Integers:
    """When payments are made: at their own moments, or in the sitting of the payer's month.

    draws: the payments'. payer: rows of main accounts. A sitting is drawn by account and month alone, so it is the
    same whatever else the month holds, and whoever is paid.
    """
    month = calendar.month_index(moment // DAY)
    chosen = np.flatnonzero(draws.chance("together", TOGETHER) & _sits(block, payer, month))
    found = moment.copy()
    found[chosen] = _within(block, draws.at(chosen), payer[chosen], month[chosen])
    return found


def _sits(block: AccountBlock, payer: Integers, month: Integers) -> Flags:
    share = np.where(block.who.business[payer], COMPANY_SITS, SITS)
    return block.draws.at(payer).chance("sits", share, month)


def _within(block: AccountBlock, draws: Draws, payer: Integers, month: Integers) -> Integers:
    """A moment of the sitting for each payment; a sitting ends on the day on which it begins."""
    sitting = block.draws.at(payer).each("sitting", month)
    day = block.calendar.pix.choose(month, sitting.uniform("day"))
    length = sitting.integer("length", *LENGTH)
    begins = np.minimum(second_of_day(sitting, "pix"), DAY - length)
    return at(day, begins + (length * draws.uniform("place")).astype(np.int64))
