"""Trials: small purchases on the internet of what is tried, and the full price of it days later."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.everyday import ticket
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Everyday, Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.months import monthly
from lastro.bank.people.rhythm import at, second_of_day
from lastro.engine.random.draws import Weights

TRIALS = 0.03  # a year of somebody who uses the account as a main one, ASSUMED
TRIED = Weights([45, 35, 20])  # one to three small purchases, ASSUMED
SMALL = (1, 15)  # reais less ten cents, ASSUMED
DAYS, LATER = 3, (4, 20)  # days from one to the next, and to the full price; ASSUMED
FULL = (4.0, 22.0)  # usual tickets, ASSUMED
_FIRST_NUMBER = 16_000  # of a month's everyday postings, far behind the others


def trials(block: AccountBlock) -> Postings:
    """Purchases by debit card, at most one such series begun in a month."""
    who = block.who
    rate = np.where(who.business, 0.0, TRIALS / 12 * np.minimum(who.activity, 1.0) * who.digital)
    count = block.months.count
    every = block.draws.at(np.repeat(np.arange(len(rate)), count))
    tries = every.chance("tries", np.repeat(rate, count), np.tile(block.months.numbers, len(rate)))
    events = monthly(block.draws, "trial", tries.reshape(-1, count).astype(np.int64), block.months)
    draws, account = events.draws, block.main[events.owner]
    first, small = block.calendar.pix.choose(events.month, draws.uniform("day")), 1 + draws.choice("tried", TRIED)
    full = ticket(who.income)[events.owner] * (FULL[0] + (FULL[1] - FULL[0]) * draws.uniform("full"))
    parts = []
    for number in range(4):
        price = draws.integer("small", *SMALL, number) * 100 - 10
        cents = np.where(number < small, price, full.astype(np.int64) // 100 * 100 + 90)
        day = first + number * DAYS + np.where(number < small, 0, draws.integer("later", *LATER))
        key = monthly_keys(Source.EVERYDAY, block.accounts.account_id[account], events.month, _FIRST_NUMBER + number)
        moment = at(day, second_of_day(draws, "pix", f"second {number}"))
        part = postings(Source.EVERYDAY, account, moment, -cents, key, detail=Everyday.TRIAL)
        parts.append(part.take(number <= small))
    return Postings.together(parts)
