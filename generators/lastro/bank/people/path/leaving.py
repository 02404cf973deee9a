"""Leaving: who may close all accounts one day, when, and how the account is used less and less until then.

Days of leaving are drawn by customer alone, from the bank's opening on, so that whatever begins between two of them
knows when it has to be over: neither as_of nor any other record moves them.
"""

from __future__ import annotations

import numpy as np

from lastro.bank.people.months import Span
from lastro.bank.people.traits import LEAVER_SHARE
from lastro.brazil.calendar import month_index
from lastro.engine.arrays import Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.random.quantiles import exponential
from lastro.engine.rows.moments import DAY, day

NEVER = np.iinfo(np.int64).max // 2
STAY = exponential(1_000.0)  # days until a leaver leaves, or one who has come instead; ASSUMED: 2 to 6 % leave a year
BY_USE, BY_STRESS = (0.35, 1.30), (1.35, -0.70)  # factors of the stay: by how much the account is used, and frailty
SHORTEST_LIFE = 120  # days from the opening of the main account, ASSUMED
WINDING = (2, 7)  # months of winding down before the closing, from and below, ASSUMED
COOLING, COOLED = 12, 0.5  # months before the winding down in which so much of the use is lost, ASSUMED
LAST_USE = 0.06  # of the usual, in the month of closing, ASSUMED
_FIRST = day("2012-03-01")  # the bank's opening
_FAR = day("2140-01-01") * DAY  # what the calendar knows
_OFFICE = (9 * 3600, 18 * 3600)


def leaving_on(draws: Draws, opened: Integers) -> Integers:
    """The moment at which customers close all accounts whose main one was opened at a moment."""
    return leaving(draws, opened + SHORTEST_LIFE * DAY)


def leaving(draws: Draws, since: Integers) -> Integers:
    """The first moment of leaving after a given one; NEVER for customers who stay. draws: the customers' own."""
    found = np.full(len(draws), NEVER)
    able = np.flatnonzero(draws.chance("leaver", LEAVER_SHARE))
    some, after = draws.at(able), since[able]
    # the draws that traits make of activity and frailty: who uses the account little, or is frail, leaves sooner
    pace = (BY_USE[0] + BY_USE[1] * some.uniform("activity")) * (BY_STRESS[0] + BY_STRESS[1] * some.uniform("frailty"))
    moment = _FIRST * DAY + some.integer("leaving second", *_OFFICE)
    number = 0
    while len(early := np.flatnonzero(moment <= after)):
        wait = 1 + (STAY(some.at(early).uniform("stay", number)) * pace[early]).astype(np.int64)
        moment[early] += wait * DAY
        number += 1
    found[able] = moment
    return found


def use_left(draws: Draws, leaves: Integers, months: Span) -> Floats:
    """How much of the usual use is left in each month, (customers, months): all of it at first; some is lost in the
    year before the winding down, and nearly all in it."""
    last = month_index(np.minimum(leaves, _FAR) // DAY)[:, None]
    length = draws.integer("winding down", *WINDING)[:, None]
    before = last - months.numbers  # months until the closing
    cooled = 1 - COOLED * np.clip((length + COOLING - before) / COOLING, 0.0, 1.0)
    left: Floats = cooled * np.clip(before / length, LAST_USE, 1.0)
    return left
