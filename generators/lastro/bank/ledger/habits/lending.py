"""Lending: loans among friends, given back in one sum or in parts, and at times by way of a third friend."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lastro.bank.ledger.habits.friends import friends, keys
from lastro.bank.ledger.postings import Postings, in_month
from lastro.bank.ledger.sources import CustomerTransfer, Source
from lastro.bank.ledger.transfers import both_open, legs, main_account, main_row
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.rhythm import by_day
from lastro.bank.relations.cohorts import cohorts_of
from lastro.bank.relations.homes import Neighbours
from lastro.brazil import calendar
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.moments import DAY

LOANS = 5  # a month of a thousand customers, ASSUMED
SUM, STEP, MOST = (0.06, 0.4), 50_00, 6_000_00  # of the lender's monthly income; cents; ASSUMED
PARTS = Weights([64, 18, 10, 8])  # of one to four payments, ASSUMED
SOON, SOON_DAYS, LATER_DAYS, A_PART = 0.5, (3, 26), (26, 61), 30  # when it is given back, ASSUMED
BY_A_THIRD = 0.35  # of what is given back at once, ASSUMED
WAIT = (600, 30 * 3600)  # seconds until the third hands it on, ASSUMED
BY_DAY = (8 * 3600, 19 * 3600)  # seconds of the day
_THIRD = 8  # the number of the third's payment, behind those of parts


def lending(block: AccountBlock) -> list[Postings]:
    """What is lent, and what comes back of what was lent."""
    cohorts = cohorts_of(block.customers.customer_id)
    slots: Keys = np.repeat(cohorts * np.uint64(LOANS), LOANS) + np.tile(
        np.arange(LOANS, dtype=np.uint64), len(cohorts)
    )
    count = block.months.count
    loan, month = np.repeat(slots, count), np.tile(block.months.numbers, len(slots))
    draws = block.run.draws("lending", slots).at(np.repeat(np.arange(len(slots)), count)).each("loan", month)
    near = Neighbours.of(block.run, cohorts)
    people = [friends(near, draws, loan // np.uint64(LOANS), number) for number in range(3)]
    lender, borrower, third = (main_account(block, each) for each in people)
    moment = (calendar.first_day(month) + draws.integer("day", 0, 28)) * DAY + draws.integer("second", *BY_DAY)
    lent = np.flatnonzero(both_open(block, lender, borrower, moment))
    sums = _sums(block, main_row(block, people[0][lent]), month[lent], draws.at(lent))
    parties = lender[lent], borrower[lent], third[lent]
    return list(_paid(block, draws.at(lent), (loan[lent], month[lent]), parties, moment[lent], sums))


def _sums(block: AccountBlock, row: Integers, month: Integers, draws: Draws) -> Integers:
    share = SUM[0] + (SUM[1] - SUM[0]) * draws.uniform("sum")
    cents = (block.income_in(row, month) * share).astype(np.int64)
    return np.clip(cents // STEP, 1, MOST // STEP) * STEP


def _paid(
    block: AccountBlock,
    draws: Draws,
    which: tuple[Keys, Integers],
    parties: tuple[Integers, Integers, Integers],
    moment: Integers,
    sums: Integers,
) -> Iterator[Postings]:
    """The loan, then its parts; the third hands on what has come, if it has."""
    lender, borrower, third = parties
    yield _transfers(block, which, 0, (lender, borrower), moment, sums)
    parts = 1 + draws.choice("parts", PARTS)
    by_third = (parts == 1) & draws.chance("by a third", BY_A_THIRD)
    soon = draws.chance("soon", SOON)
    wait = np.where(soon, draws.integer("soon days", *SOON_DAYS), draws.integer("later days", *LATER_DAYS))
    for number in range(4):
        day = moment // DAY + wait + number * A_PART
        at = day * DAY + draws.integer("second of part", *BY_DAY, number)
        some = np.flatnonzero(parts > number)
        each = sums // parts + np.where(number == 0, sums % parts, 0)
        to = np.where(by_third, third, lender)
        of_some = which[0][some], which[1][some]
        yield _transfers(block, of_some, 1 + number, (borrower[some], to[some]), at[some], each[some])
        if number == 0:
            some = np.flatnonzero(by_third & both_open(block, borrower, third, at))
            later = by_day(at + draws.integer("wait", *WAIT))
            of_some = which[0][some], which[1][some]
            yield _transfers(block, of_some, _THIRD, (third[some], lender[some]), later[some], each[some])


def _transfers(
    block: AccountBlock,
    which: tuple[Keys, Integers],
    number: int,
    between: tuple[Integers, Integers],
    moment: Integers,
    cents: Integers,
) -> Postings:
    key = keys(which[0], in_month(which[1], number, 4), 0)
    return legs(block, Source.AMONG_FRIENDS, *between, moment, cents, key, detail=CustomerTransfer.PIX)
