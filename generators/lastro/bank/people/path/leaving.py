"""Leaving: who may close all accounts one day, when and why, and how the account is used less and less until then.

Days of leaving are drawn by customer alone, from the bank's opening on, so that whatever begins between two of them
knows when it has to be over: neither as_of nor any other record moves them.
"""

from __future__ import annotations

import numpy as np

from lastro.bank.people.months import Span
from lastro.bank.people.traits import LEAVER_SHARE
from lastro.brazil.calendar import month_index
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.random.quantiles import exponential
from lastro.engine.rows.moments import DAY, day

NEVER = np.iinfo(np.int64).max // 2
STAY = exponential(1_000.0)  # days until a leaver leaves, or one who has come instead; ASSUMED: 2 to 6 % leave a year
BY_USE, BY_STRESS = (0.35, 1.30), (1.35, -0.70)  # factors of the stay: by how much the account is used, and frailty
SHORTEST_LIFE = 120  # days from the opening of the main account, ASSUMED
WINDING = (2, 7)  # months of winding down before the closing, from and below, ASSUMED
COOLING, COOLED = 12, 0.5  # months before the winding down in which so much of the use is lost, ASSUMED
# Why leavers leave, other than by using the account less and less; ASSUMED. Some have their pay sent on to another bank
# first (portability of wages), and use the account less from then on; some are in over their heads for months before
BY_PORTABILITY, BY_HARDSHIP = 0.45, 0.20
PAY_MOVES = (2, 6)  # months before the winding down from which on pay is sent on, from and below, ASSUMED
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
    pace, moment = _pace(some), _opening(some)
    number = 0
    while len(early := np.flatnonzero(moment <= after)):
        moment[early] += _stay(some.at(early), number, pace[early])
        number += 1
    found[able] = moment
    return found


def all_leavings(draws: Draws, until: int) -> tuple[Integers, Integers]:
    """All months before a given one in which leavers leave or, had they come instead of one, would: positions among the
    draws, and months."""
    rows, found = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    pace, moment = _pace(draws), _opening(draws)
    at, number = np.arange(len(draws)), 0
    while len(at):
        moment[at] += _stay(draws.at(at), number, pace[at])
        month = month_index(np.minimum(moment[at], _FAR) // DAY)
        at, month = at[month < until], month[month < until]
        rows.append(at)
        found.append(month)
        number += 1
    return np.concatenate(rows), np.concatenate(found)


def _pace(draws: Draws) -> Floats:
    """How long stays are against others: who uses the account little, or is frail, leaves sooner; from the draws that
    traits make of activity and frailty."""
    by_use = BY_USE[0] + BY_USE[1] * draws.uniform("activity")
    pace: Floats = by_use * (BY_STRESS[0] + BY_STRESS[1] * draws.uniform("frailty"))
    return pace


def _opening(draws: Draws) -> Integers:
    return _FIRST * DAY + draws.integer("leaving second", *_OFFICE)


def _stay(draws: Draws, number: int, pace: Floats) -> Integers:
    """Seconds until the next leaving."""
    days: Integers = 1 + (STAY(draws.uniform("stay", number)) * pace).astype(np.int64)
    return days * DAY


def use_left(draws: Draws, leaves: Integers, months: Span) -> Floats:
    """How much of the usual use is left in each month, (customers, months): all of it at first; some is lost in the
    year before the winding down, and nearly all in it."""
    length, before = _winding_down(draws)[:, None], _months_left(leaves, months)
    cooling = np.where(leaves_by_portability(draws), _pay_moves(draws), COOLING)[:, None]
    cooled = 1 - COOLED * np.clip((length + cooling - before) / cooling, 0.0, 1.0)
    left: Floats = cooled * np.clip(before / length, LAST_USE, 1.0)
    return left


def pay_moved(draws: Draws, leaves: Integers, months: Span) -> Flags:
    """Whether pay is sent on to another bank in each month, (customers, months), by who is about to leave for it."""
    from_on = _winding_down(draws) + _pay_moves(draws)
    moved: Flags = leaves_by_portability(draws)[:, None] & (_months_left(leaves, months) <= from_on[:, None])
    return moved


def leaves_by_portability(draws: Draws) -> Flags:
    """Which customers, should they ever leave, have their pay sent to another bank first."""
    found: Flags = draws.uniform("leaves by") < BY_PORTABILITY
    return found


def leaves_in_hardship(draws: Draws) -> Flags:
    """Which customers leave in hardship."""
    found: Flags = draws.chance("leaver", LEAVER_SHARE) & (draws.uniform("leaves by") >= 1 - BY_HARDSHIP)
    return found


def _winding_down(draws: Draws) -> Integers:
    return draws.integer("winding down", *WINDING)


def _pay_moves(draws: Draws) -> Integers:
    return draws.integer("pay moves", *PAY_MOVES)


def _months_left(leaves: Integers, months: Span) -> Integers:
    """Months until the closing, (customers, months)."""
    left: Integers = month_index(np.minimum(leaves, _FAR) // DAY)[:, None] - months.numbers
    return left
