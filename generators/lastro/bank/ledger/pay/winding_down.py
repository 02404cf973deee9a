"""Winding down: before customers leave, their pay goes elsewhere and bills are paid from there, one after the other."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.postings import Postings
from lastro.bank.people.account_block import AccountBlock
from lastro.brazil import calendar
from lastro.engine.rows.moments import DAY

_DETAILS = 4096


def kept(block: AccountBlock, part: Postings) -> Postings:
    """Postings of main accounts that recur, without those that have been moved to another bank by then.

    What is of one source and detail moves at once, sooner or later as the use of the account falls.
    """
    row_of = np.full(len(block.accounts) + 1, -1)
    row_of[block.main] = np.arange(len(block.main))
    row = row_of[part.account]
    month = calendar.month_index(part.moment // DAY) - block.months.first
    left = block.use_left[row, month.clip(0, block.months.count - 1)]
    leaving = np.flatnonzero((left < 1) & (row >= 0))
    stream = part.source[leaving] * _DETAILS + part.detail[leaving]
    stays = np.ones(len(part), dtype=np.bool_)
    stays[leaving] = block.draws.at(row[leaving]).uniform("moves away", stream) < left[leaving]
    return part.take(stays)
