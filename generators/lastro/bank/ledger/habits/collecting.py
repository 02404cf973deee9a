"""Collecting: treasurers of condominiums, classes and churches, whom many pay at a time, and who pay for all.

A collection is a function of cohort and number: its treasurer and members are friends of one hundred.
"""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.habits.friends import friends
from lastro.bank.ledger.postings import Postings, event_keys, in_month, postings
from lastro.bank.ledger.sources import CustomerTransfer, Source
from lastro.bank.ledger.transfers import legs, main_row
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.relations.cohorts import cohorts_of
from lastro.bank.relations.homes import Neighbours
from lastro.brazil import calendar
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.rows.moments import DAY

COLLECTIONS = 8  # of a thousand customers: one in some 130 is a treasurer, ASSUMED
MEMBERS, MOST = (8, 21), 20  # ASSUMED
EVERY_MONTH = 0.5  # of collections; the others take money in four months of the year; ASSUMED
SHARE = (40_00, 350_00)  # cents of each member, ASSUMED
FROM_DAY, DAYS, BY_DAY = (2, 12), 8, (8 * 3600, 20 * 3600)  # of the month, days of paying, hours; ASSUMED
PAYS = 0.85  # of members, each time
SPENT = (0.8, 0.99)  # of what was collected, paid on for all some days later; ASSUMED
GIVEN_BACK = 0.1  # ASSUMED: of a share, to each member in December


def collections(block: AccountBlock) -> list[Postings]:
    """Members' payments, what treasurers pay for all, and what is left for each in December."""
    first = cohorts_of(block.customers.customer_id) * np.uint64(COLLECTIONS)
    clubs: Keys = np.repeat(first, COLLECTIONS) + np.tile(np.arange(COLLECTIONS, dtype=np.uint64), len(first))
    count = block.months.count
    every = np.repeat(np.arange(len(clubs)), count * MOST)
    month = np.tile(np.repeat(block.months.numbers, MOST), len(clubs))
    member = np.tile(np.arange(MOST), len(clubs) * count)
    draws = block.run.draws("collections", clubs)
    active = _active(draws, every, month) & (member < draws.integer("members", *MEMBERS)[every])
    every, month, member = every[active], month[active], member[active]
    near, cohorts = Neighbours.of(block.run, cohorts_of(block.customers.customer_id)), clubs // np.uint64(COLLECTIONS)
    each, treasurer = draws.at(every), main_row(block, friends(near, draws, cohorts, 0))[every]
    payer = main_row(block, friends(near, each, cohorts[every], 1 + member))
    known = (payer >= 0) & (treasurer >= 0) & each.chance("pays", PAYS, month * 32 + member)
    every, month, member, payer, treasurer = (a[known] for a in (every, month, member, payer, treasurer))
    return _posted(block, draws, clubs, (every, month, member), block.main[payer], block.main[treasurer])


def _posted(
    block: AccountBlock, draws: Draws, clubs: Keys, when: tuple[Integers, ...], payer: Integers, treasurer: Integers
) -> list[Postings]:
    every, month, member = when
    each, number = draws.at(every), month * 32 + member
    first = calendar.first_day(month) + draws.integer("day", *FROM_DAY)[every]
    moment = (first + each.integer("day of paying", 0, DAYS, number)) * DAY + each.integer("second", *BY_DAY, number)
    share = draws.integer("share", *SHARE)[every] // 10_00 * 10_00
    detail = np.full(len(every), CustomerTransfer.PIX)
    keys = (clubs[every] << np.uint64(16)) | in_month(month, member, 6).astype(np.uint64)
    paid = legs(block, Source.COLLECTED, payer, treasurer, moment, share, keys, detail=detail)
    december = np.flatnonzero(month % 12 == 11)
    later = (first[december] + DAYS + 4) * DAY + 10 * 3600 + member[december] * 40
    back = np.maximum((share[december] * GIVEN_BACK * 10).astype(np.int64) // 10_00 * 10_00, 10_00)
    given = legs(
        block, Source.GIVEN_BACK, treasurer[december], payer[december], later, back, keys[december],
        detail=detail[december],
    )  # fmt: skip
    return [paid, given, _spent(block, draws, clubs, (every, month), first, paid)]


def _spent(
    block: AccountBlock, draws: Draws, clubs: Keys, when: tuple[Integers, ...], first: Integers, paid: Postings
) -> Postings:
    """What is paid for all, of what has really come in."""
    every, month = when
    credit = np.flatnonzero(paid.amount > 0)
    club = ((paid.key[credit] >> np.uint64(17)) & np.uint64((1 << 39) - 1)).astype(np.int64)
    which, start = np.unique(every * 100_000 + month, return_index=True)
    of = {int(key): at for at, key in enumerate(clubs)}
    came = np.array([of[int(key)] for key in club], dtype=np.int64) * 100_000
    came += calendar.month_index(paid.moment[credit] // DAY)
    total = np.bincount(np.searchsorted(which, came), paid.amount[credit], len(which))
    account = np.full(len(which), -1)
    account[np.searchsorted(which, came)] = paid.account[credit]
    some = np.flatnonzero((total > 0) & (account >= 0))
    start, each = start[some], draws.at(every[start[some]])
    share = SPENT[0] + (SPENT[1] - SPENT[0]) * each.uniform("spent", month[start])
    day = calendar.next_business_day(first[start] + DAYS + each.integer("spent after", 0, 3, month[start]))
    moment = day * DAY + each.integer("spent second", *BY_DAY, month[start])
    packed = (clubs[every[start]] << np.uint64(10)) | in_month(month[start], 0, 0).astype(np.uint64)
    key = event_keys(Source.PAID_FOR_ALL, packed, np.zeros(len(start), np.int64), 1)
    found = postings(Source.PAID_FOR_ALL, account[some], moment, -(total[some] * share).astype(np.int64), key)
    return found.take(block.open_at(found.account, found.moment))


def _active(draws: Draws, every: Integers, month: Integers) -> np.ndarray:
    """In which months collections take money."""
    always = draws.chance("every month", EVERY_MONTH)[every]
    season = draws.integer("season", 0, 3)[every]
    active: np.ndarray = always | (month % 3 == season)
    return active
