"""Stopping: what is taken out of the postings of accounts that the bank has stopped, and how these end."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.balances import closing_rows
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.sources import Refund, Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.stopped import LATEST
from lastro.engine.arrays import Flags


def as_allowed(block: AccountBlock, rows: Postings) -> Postings:
    """Postings without those that stopped accounts, or who would pay them, can no longer make, and with the closings.

    Interest is booked until the closing, and the bank takes back what a victim has paid.
    """
    stopped = block.stopped
    if not stopped.some:
        return rows
    taken_back = (rows.source == Source.REFUND) & (rows.detail == Refund.TAKEN_BACK)
    by_bank = taken_back | (rows.source == Source.INTEREST)
    still = by_bank & (rows.moment <= stopped.closes[rows.account])
    kept: Flags = (rows.moment < stopped.since[rows.account]) | still
    kept &= (rows.other < 0) | (rows.moment < stopped.since[rows.other]) | taken_back
    closed = np.flatnonzero(stopped.closes != LATEST)
    return Postings.together([rows.take(kept), closing_rows(block, closed, stopped.closes[closed])])
