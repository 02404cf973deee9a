"""Saving clubs: twelve friends who pay in every month, and of whom each takes what all have paid, once a year.

Members and turns are functions of cohort and number. Half of the clubs have an organiser, through whom all money goes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.ledger.habits.friends import friends, keys
from lastro.bank.ledger.postings import Postings, in_month
from lastro.bank.ledger.sources import CustomerTransfer, Source
from lastro.bank.ledger.transfers import both_open, legs, main_account
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.relations.cohorts import cohorts_of
from lastro.bank.relations.homes import Neighbours
from lastro.brazil import calendar
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY

CLUBS = 2  # of a thousand customers, ASSUMED
MEMBERS = 12
ORGANISED = 0.5  # ASSUMED: clubs in which one collects and hands on
SHARE = (50_00, 301_00)  # cents of each member a month, ASSUMED
FROM_DAY, DAYS, BY_DAY = (5, 13), 3, (8 * 3600, 20 * 3600)  # of the month, days of paying, hours; ASSUMED
POT = 15  # the number of what an organiser hands on, behind those of members


@dataclass(frozen=True)
class _Turns(Columnar):
    """Months of clubs, one value for each member's payment."""

    club: Integers  # position
    month: Integers
    member: Integers
    moment: Integers
    payer: Integers  # accounts, -1 for none
    payee: Integers
    taker: Integers  # whose turn it is
    organised: Integers  # 1 where it goes through the organiser


def saving_clubs(block: AccountBlock) -> list[Postings]:
    """What members pay, and what organisers hand on to whose turn it is."""
    first = cohorts_of(block.customers.customer_id) * np.uint64(CLUBS)
    clubs: Keys = np.repeat(first, CLUBS) + np.tile(np.arange(CLUBS, dtype=np.uint64), len(first))
    draws = block.run.draws("saving clubs", clubs)
    paid = _payments(block, clubs, draws)
    paid = paid.take(both_open(block, paid.payer, paid.payee, paid.moment))
    cents = draws.integer("share", *SHARE)[paid.club] // 10_00 * 10_00
    number = in_month(paid.month, paid.member, 4)
    return [
        legs(
            block, Source.AMONG_FRIENDS, paid.payer, paid.payee, paid.moment, cents, keys(clubs[paid.club], number, 1),
            detail=CustomerTransfer.PIX,
        ),
        _handed_on(block, clubs, draws, paid, cents),
    ]  # fmt: skip


def _payments(block: AccountBlock, clubs: Keys, draws: Draws) -> _Turns:
    """Every member's payment of every month, to whose turn it is or to the organiser."""
    club, month, member = (
        each.ravel()
        for each in np.meshgrid(np.arange(len(clubs)), block.months.numbers, np.arange(MEMBERS), indexing="ij")
    )
    near, cohorts = Neighbours.of(block.run, cohorts_of(block.customers.customer_id)), clubs // np.uint64(CLUBS)
    known = np.stack([main_account(block, friends(near, draws, cohorts, n)) for n in range(MEMBERS)])
    turn = (month + draws.integer("turn", 0, MEMBERS)[club]) % MEMBERS
    organised = draws.chance("organised", ORGANISED)[club]
    each, number = draws.at(club), month * MEMBERS + member
    day = calendar.first_day(month) + draws.integer("day", *FROM_DAY)[club] + each.integer("later", 0, DAYS, number)
    moment = day * DAY + each.integer("second", *BY_DAY, number)
    taker = known[turn, club]
    payee = np.where(organised, known[0, club], taker)
    return _Turns(club, month, member, moment, known[member, club], payee, taker, organised.astype(np.int64))


def _handed_on(block: AccountBlock, clubs: Keys, draws: Draws, paid: _Turns, cents: Integers) -> Postings:
    """What organisers hand on the day after all have paid: what has come in, and their own share."""
    some = np.flatnonzero(paid.organised == 1)
    cell = paid.club[some] * 100_000 + paid.month[some]
    which, first, came = np.unique(cell, return_index=True, return_inverse=True)
    last = paid.take(some[first])
    pot = np.bincount(came, cents[some], len(which)).astype(np.int64) + cents[some[first]]
    day = calendar.first_day(last.month) + draws.integer("day", *FROM_DAY)[last.club] + DAYS
    moment = day * DAY + draws.at(last.club).integer("handed on", *BY_DAY, last.month)
    key = keys(clubs[last.club], in_month(last.month, POT, 4), 1)
    return legs(
        block, Source.AMONG_FRIENDS, last.payee, last.taker, moment, pot, key, detail=CustomerTransfer.PIX
    )  # fmt: skip
