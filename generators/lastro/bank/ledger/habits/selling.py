"""Selling: phones, cars and homes that people sell, and what becomes of the money within three days."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Sold, Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.months import MonthlyEvents, monthly
from lastro.bank.people.rhythm import at, by_day
from lastro.engine.arrays import Integers
from lastro.engine.random.draws import Weights
from lastro.engine.random.quantiles import lognormal
from lastro.engine.rows.moments import DAY

SALES = 0.08  # a year of somebody who uses the account as a main one, ASSUMED
WHAT = Weights(Sold.by_code(0, PHONE=76, CAR=23, HOUSE=1))  # ASSUMED
PHONE, CAR, HOUSE = lognormal(1_100_00, 0.6), lognormal(9.0, 0.6), lognormal(45.0, 0.5)  # cents; incomes; ASSUMED
CHEAPEST = np.array(Sold.by_code(0, PHONE=200_00, CAR=8_000_00, HOUSE=90_000_00))
DEAREST = np.array(Sold.by_code(0, PHONE=6_000_00, CAR=110_000_00, HOUSE=400_000_00))
HOURS = (9 * 3600, 16 * 3600)  # seconds of the day
AWAY, REPLACED = 0.45, 0.35  # of what was sold: the money goes to another bank, or buys another; ASSUMED
AFTER, SOON, SOON_AFTER = (3_600, 3 * DAY), 0.3, (240, 3_300)  # seconds until then, and how often soon; ASSUMED
PART = (0.55, 1.0)  # of the money, ASSUMED


class Selling(NamedTuple):
    """What is sold and bought, and what is to go to another bank as far as it is there."""

    postings: Postings
    away: Postings


def selling(block: AccountBlock) -> Selling:
    """Sales of one's own, at most one a month."""
    who = block.who
    rate = np.where(who.business, 0.0, SALES / 12 * np.minimum(who.activity, 1.0))
    count = block.months.count
    every = block.draws.at(np.repeat(np.arange(len(rate)), count))
    sells = every.chance("sells", np.repeat(rate, count), np.tile(block.months.numbers, len(rate)))
    events = monthly(block.draws, "sale", sells.reshape(-1, count).astype(np.int64), block.months)
    what = events.draws.choice("what", WHAT)
    cents = _cents(block, events, what)
    day = block.calendar.business.choose(events.month, events.draws.uniform("day"))
    moment, account = at(day, events.draws.integer("second", *HOURS)), block.main[events.owner]
    owner = block.accounts.account_id[account]
    came = postings(Source.SOLD, account, moment, cents, monthly_keys(Source.SOLD, owner, events.month, 0), detail=what)
    wait = np.where(
        events.draws.chance("soon", SOON), events.draws.integer("soon after", *SOON_AFTER),
        events.draws.integer("after", *AFTER),
    )  # fmt: skip
    then, share = by_day(moment + wait), events.draws.uniform("becomes")
    share = np.where(what == Sold.HOUSE, share * (AWAY + REPLACED), share)
    part = (cents * (PART[0] + (PART[1] - PART[0]) * events.draws.uniform("part"))).astype(np.int64) // 10_00 * 10_00
    there = block.open_at(account, moment)
    gone = postings(Source.SWEEP, account, then, -part, monthly_keys(Source.SWEEP, owner, events.month, 1))
    spent = postings(
        Source.SOLD, account, then, -part, monthly_keys(Source.SOLD, owner, events.month, 1), detail=Sold.SPENT
    )
    bought = spent.take(there & (share >= AWAY) & (share < AWAY + REPLACED))
    return Selling(Postings.together([came, bought]), gone.take(there & (share < AWAY)))


def _cents(block: AccountBlock, events: MonthlyEvents, what: Integers) -> Integers:
    """What is paid, in whole R$ 50."""
    income, size = block.income_in(events.owner, events.month), events.draws.uniform("size")
    usual = np.select(
        [what == Sold.PHONE, what == Sold.CAR],
        [PHONE(size) * block.prices(events.month), CAR(size) * income],
        HOUSE(size) * income,
    )
    found: Integers = np.clip(usual, CHEAPEST[what], DEAREST[what]).astype(np.int64) // 50_00 * 50_00
    return found
