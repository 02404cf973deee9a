"""Passing on: money that hardly stays: sent on for somebody else, at times in a circle that ends where it began."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.postings import Postings, following_keys, postings
from lastro.bank.ledger.sources import CustomerTransfer, Everyday, Source
from lastro.bank.ledger.transfers import legs, main_row
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.relations.cohorts import cohorts_of
from lastro.bank.relations.homes import Neighbours
from lastro.bank.relations.newcomers import place_of
from lastro.engine.arrays import Flags, Integers
from lastro.engine.random.keys import is_hand_made
from lastro.engine.rows.moments import DAY

PASSED_ON, SMALLEST = 0.06, 150_00  # of what comes by Pix from others, from so many cents; ASSUMED
NEAR = (1, 13)  # who gets it: one of the next dozen neighbours, ASSUMED
OUTSIDE = 0.08  # the same of what comes from other banks, ASSUMED
KEPT = (0.0, 0.12)  # share that stays, ASSUMED
SOON, LATER = (120, 3300), 0.7  # seconds until it is sent on, and how often so soon; ASSUMED
SAME_DAY = (3600, 5 * 3600)  # seconds otherwise, ASSUMED
RETURNED, RETURN_DAYS = 0.35, (2, 20)  # ASSUMED: how often who gets it pays who sent it first, and after how many days
BY_DAY = (7 * 3600, 19 * 3600)  # seconds of the day in which money comes that is sent on by day


def passed_on(block: AccountBlock, made: list[Postings]) -> list[Postings]:
    """What is sent on of transfers between customers and of Pix from elsewhere."""
    among = [part for part in made if len(part) and part.source[0] == Source.TRANSFER]
    daily = [part for part in made if len(part) and part.source[0] == Source.EVERYDAY]
    return [each for part in among for each in _inside(block, part)] + [_outside(block, part) for part in daily]


def _chosen(block: AccountBlock, part: Postings, able: Flags, share: float) -> Postings:
    second = part.moment % DAY
    able = able & (part.amount >= SMALLEST) & (second >= BY_DAY[0]) & (second < BY_DAY[1] - SAME_DAY[1])
    able &= block.run.draws("passing on", part.key).chance("passed on", share) & ~is_hand_made(part.key)
    return part.take(np.flatnonzero(able & block.open_at(part.account, part.moment)))


def _sums(block: AccountBlock, rows: Postings) -> tuple[Integers, Integers]:
    """When it is sent on, and how much."""
    draws = block.run.draws("passing on", rows.key)
    soon = draws.integer("soon", *SOON)
    wait = np.where(draws.chance("soon or later", LATER), soon, draws.integer("the same day", *SAME_DAY))
    share = 1 - KEPT[0] - (KEPT[1] - KEPT[0]) * draws.uniform("kept")
    return rows.moment + wait, np.maximum((rows.amount * share).astype(np.int64) // 1_00, 1) * 1_00


def _inside(block: AccountBlock, part: Postings) -> list[Postings]:
    """To somebody who lives nearby, who at times pays who sent it first."""
    rows = _chosen(block, part, part.amount > 0, PASSED_ON)
    draws, (moment, cents) = block.run.draws("passing on", rows.key), _sums(block, rows)
    near = Neighbours.of(block.run, cohorts_of(block.customers.customer_id))
    customers = place_of(block.accounts.customer_id[rows.account])
    row = main_row(block, near.beside(customers, draws.integer("to whom", *NEAR)))
    third = np.where((row >= 0) & (row < len(block.main)), block.main[np.maximum(row, 0)], -1)
    third = np.where(third == rows.other, -1, third)
    detail = np.full(len(rows), CustomerTransfer.PIX)
    keys = (rows.key & np.uint64((1 << 56) - 1)) >> np.uint64(1)  # the transfer's
    on = legs(block, Source.SENT_ON, rows.account, third, moment, cents, keys, detail=detail)
    back = np.flatnonzero(draws.chance("returned", RETURNED) & (third >= 0))
    later = (moment // DAY + draws.integer("return days", *RETURN_DAYS)) * DAY + 9 * 3600 + moment % 36_000
    return [on, legs(
        block, Source.SENT_BACK, third[back], rows.other[back], later[back], cents[back], keys[back],
        detail=detail[back],
    )]  # fmt: skip


def _outside(block: AccountBlock, part: Postings) -> Postings:
    """To somebody at another bank."""
    rows = _chosen(block, part, part.detail == Everyday.PIX_IN, OUTSIDE)
    moment, cents = _sums(block, rows)
    found = postings(
        Source.PASSED_ON, rows.account, moment, -cents, following_keys(Source.PASSED_ON, rows.key), detail=0
    )
    return found.take(block.open_at(found.account, found.moment))
