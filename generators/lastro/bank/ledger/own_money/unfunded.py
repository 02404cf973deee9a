"""Unfunded: transfers of own money that are not made, as a crime has taken what they would have sent.

Their sums follow from what accounts would hold without crime. Nobody borrows to save, nor fetches money from another
bank in order to move own money, so what would leave an account overdrawn is left away, the first of each account at a
time: what is left away never brings anything back, so a later end of the history changes nothing before it.
"""

from __future__ import annotations

import numpy as np

from lastro.bank.crime.case_keys import is_crime
from lastro.bank.crime.cases import rates
from lastro.bank.ledger.balances import ArrangedPostings, Balances, in_order, left, run_balances
from lastro.bank.ledger.sources import Source, among
from lastro.bank.people.account_block import AccountBlock
from lastro.engine.arrays import Integers

_OWN = among(Source.SAVING, Source.OWN_OUT, Source.PROFIT)


def funded(block: AccountBlock, arranged: ArrangedPostings) -> tuple[ArrangedPostings, Balances]:
    """The postings of a block without own transfers that have no money, both legs of each, and the balances."""
    while True:
        balances = run_balances(block, arranged)
        gone = _unfunded(block, arranged, balances)
        if not len(gone):
            return arranged, balances
        rows = arranged.rows
        both = (rows.source == int(Source.SAVING)) & np.isin(rows.link, rows.link[gone])
        both[gone] = True
        arranged = in_order(block, rows.take(~both))


def _unfunded(block: AccountBlock, arranged: ArrangedPostings, balances: Balances) -> Integers:
    """The first row of each account that moves own money and leaves less than none; without crime there is none."""
    rows = arranged.rows
    if not any(rates(block.run).values()):
        return np.zeros(0, np.int64)
    own = np.flatnonzero(_OWN[rows.source] & (rows.amount < 0) & ~is_crime(rows.key))
    needy = own[left(block, arranged, balances)[own] < 0]
    _, first = np.unique(rows.account[needy], return_index=True)
    return needy[first]
