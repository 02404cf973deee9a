"""Paying twice: two Pix within the hour to somebody new, as half before the work and half behind it, or a trial first.

No posting is added and no sum changes: of what an account sends to others in a month anyway, two go to one person.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.sources import Everyday
from lastro.bank.people.account_block import AccountBlock
from lastro.brazil import calendar
from lastro.engine.arrays import Integers
from lastro.engine.rows.moments import DAY

TWICE = 0.15  # of an account's months with two Pix to others or more, those in which two are a pair; ASSUMED
PAUSE = (60, 3000)  # seconds from one to the other, ASSUMED


def paid_twice(block: AccountBlock, daily: Postings) -> Postings:
    """Everyday postings, some Pix to others among them paired: the second soon after the first, to the same person.

    A pair is drawn by account and month alone. `contract` holds the key by which the statement knows who is paid,
    whom nobody else is likely to have paid before: a stranger.
    """
    first, second = _pairs(block, daily)
    pause = block.run.draws("transactions", daily.key[first]).integer("pause", *PAUSE)
    same_day = np.flatnonzero(daily.moment[first] % DAY + pause < DAY)
    first, second, pause = first[same_day], second[same_day], pause[same_day]
    moment, contract = daily.moment.copy(), daily.contract.copy()
    moment[second] = moment[first] + pause
    contract[first] = contract[second] = daily.key[first]
    return replace(daily, moment=moment, contract=contract)


def _pairs(block: AccountBlock, daily: Postings) -> tuple[Integers, Integers]:
    """Two Pix to others of each month in which somebody is paid twice, whichever of them is the larger."""
    rows = np.flatnonzero(daily.detail == Everyday.PIX_OUT)
    account, month = daily.account[rows], calendar.month_index(daily.moment[rows] // DAY)
    place = block.run.draws("transactions", daily.key[rows]).uniform("paid twice")
    order = np.lexsort((place, month, account))
    rows, account, month = rows[order], account[order], month[order]
    begins = (np.diff(account, prepend=-1) != 0) | (np.diff(month, prepend=-1) != 0)
    goes_on = np.append(~begins[1:], False)
    at = np.flatnonzero(begins & goes_on)
    of_main = np.full(len(block.accounts), -1)
    of_main[block.main] = np.arange(len(block.main))
    at = at[block.draws.at(of_main[account[at]]).chance("pays twice", TWICE, month[at])]
    return rows[at], rows[at + 1]
