"""Leaving: who may close all accounts one day, when, and how the account is used less and less until then.

In each month customers who may leave do so with a chance that follows from their own path until the month before: debts
over the head, pay that has been moved to another bank, an account that is used less and less or never was used much. It
reads of the path what follows from the customer's key alone, so that whatever begins between two closings knows when it
has to be over: neither as_of nor any other record moves them.
"""

from __future__ import annotations

import numpy as np

from lastro.bank.people.months import Span
from lastro.bank.people.path.troubles import in_debt
from lastro.bank.people.traits import LEAVER_SHARE
from lastro.bank.relations.cohorts import is_business
from lastro.brazil.calendar import first_day, month_index
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.rows.moments import DAY, day

NEVER = np.iinfo(np.int64).max // 2
SHORTEST_LIFE = 120  # days from the opening of the main account, ASSUMED
WINDING = (2, 7)  # months of winding down before the closing, from and below, ASSUMED
LAST_USE = 0.06  # of the usual, in the month of closing, ASSUMED
# Chance a month that who may leave begins to wind down, at the usual use and with no reason; and how much each reason
# adds to it, in times; ASSUMED, so that 2 to 6 % of all customers leave a year
CHANCE, BY_DRIFT, BY_PAY, BY_DEBT = 0.022, 4.0, 5.0, 3.0
OF_BUSINESSES = 0.4  # times the chance: payroll, suppliers and card sales are tied to the account, ASSUMED
BY_USE = (0.35, 1.30)  # factor of the stay at the least use, and how much more at the most, ASSUMED
# Drifting to another bank: the chance a month that it begins, of who may leave and of others, for how many months, in
# how many of them so much of the use is lost; ASSUMED. Most come back
DRIFTS, DRIFTS_OF_OTHERS, DRIFT, DRIFTED_IN, DRIFTED = 0.020, 0.003, (8, 21), 8, 0.5
# Pay sent on to another bank (portability of wages), for how many months, and the use that goes with it; ASSUMED
MOVES, MOVES_OF_OTHERS, AWAY, AWAY_IN, LESS_WHILE_AWAY = 0.006, 0.0008, (8, 25), 3, 0.45
_CHUNK = 48  # months that are looked at in one go
_FAR = day("2130-01-01")  # beyond which nobody looks; the calendar ends ten years later
_OFFICE = (9 * 3600, 18 * 3600)


def leaving_on(draws: Draws, opened: Integers) -> Integers:
    """The moment at which customers close all accounts whose main one was opened at a moment."""
    return leaving(draws, opened + SHORTEST_LIFE * DAY)


def leaving(draws: Draws, since: Integers) -> Integers:
    """The first moment of leaving after a given one; NEVER for customers who stay. draws: the customers' own."""
    found = np.full(len(draws), NEVER)
    known = np.abs(since) < _FAR * DAY  # far in the past are those who have no account
    at = np.flatnonzero(draws.chance("leaver", LEAVER_SHARE) & known)
    month = month_index(since[at] // DAY) - WINDING[1]
    last = int(month_index(np.array([_FAR]))[0])
    while len(at):
        moment = _first_closing(draws.at(at), month, since[at])
        found[at] = moment
        month = month + _CHUNK
        left = (moment == NEVER) & (month < last)
        at, month = at[left], month[left]
    return found


def _first_closing(draws: Draws, first: Integers, after: Integers) -> Integers:
    """The first moment after a given one of a winding down that begins within a chunk of months, or NEVER."""
    months = first[:, None] + np.arange(_CHUNK)
    begins = _each(draws, months).uniform("leaves", months.ravel()).reshape(months.shape) < chances(draws, first)
    closing = months + _winding_down(draws)[:, None]
    days = _each(draws, months).integer("leaving day", 0, 28, closing.ravel()).reshape(months.shape)
    moments = (first_day(closing.ravel()).reshape(months.shape) + days) * DAY + _second(draws)[:, None]
    later = begins & (moments > after[:, None])
    earliest = np.argmax(later, axis=1)
    rows = np.arange(len(first))
    return np.where(later[rows, earliest], moments[rows, earliest], NEVER)


def chances(draws: Draws, first: Integers) -> Floats:
    """The chance that customers begin to wind down, (customers, _CHUNK) months from a first one each, by the month
    before: disuse, stress and pay that is sent on."""
    before, reasons = first - 1, np.ones((len(first), _CHUNK))
    reasons += BY_DRIFT * (_drift(draws, before, _CHUNK) > 0)
    reasons += BY_PAY * (_away(draws, before, _CHUNK) > 0)
    reasons += BY_DEBT * in_debt(draws, before, _CHUNK)
    use = BY_USE[0] + BY_USE[1] * draws.uniform("activity")
    usual = CHANCE * np.where(is_business(draws), OF_BUSINESSES, 1.0)
    chance: Floats = (usual / use)[:, None] * reasons
    return chance


def use_left(draws: Draws, leaves: Integers, months: Span) -> Floats:
    """How much of the usual use is left in each month, (customers, months): some is lost by drifting and where pay is
    sent on, and nearly all in the winding down."""
    first = np.full(len(draws), months.first)
    drifted = 1 - DRIFTED * np.minimum(_drift(draws, first, months.count) / DRIFTED_IN, 1.0)
    away = 1 - LESS_WHILE_AWAY * np.minimum(_away(draws, first, months.count) / AWAY_IN, 1.0)
    before = _months_left(leaves, months)
    left: Floats = drifted * away * np.clip(before / _winding_down(draws)[:, None], LAST_USE, 1.0)
    return left


def pay_moved(draws: Draws, months: Span) -> Flags:
    """Whether pay is sent on to another bank in each month, (customers, months)."""
    moved: Flags = _away(draws, np.full(len(draws), months.first), months.count) > 0
    return moved


def _drift(draws: Draws, first: Integers, count: int) -> Integers:
    """For how many months customers have been drifting, in months from a first one each; 0 where they are not."""
    chance = np.where(draws.chance("leaver", LEAVER_SHARE), DRIFTS, DRIFTS_OF_OTHERS)
    return _since(draws, "drifts", chance, DRIFT, first, count)


def _away(draws: Draws, first: Integers, count: int) -> Integers:
    """The same of pay that is sent on to another bank."""
    chance = np.where(draws.chance("leaver", LEAVER_SHARE), MOVES, MOVES_OF_OTHERS)
    return _since(draws, "pay moves", chance, AWAY, first, count)


def _since(draws: Draws, name: str, chance: Floats, lasts: tuple[int, int], first: Integers, count: int) -> Integers:
    """For how many months a spell that may begin in any month has been going on, (customers, count)."""
    months = first[:, None] + np.arange(1 - lasts[1], count)
    begins = _each(draws, months).uniform(name, months.ravel()).reshape(months.shape) < chance[:, None]
    row, column = np.nonzero(begins)
    length = draws.at(row).integer(f"{name} for", *lasts, months[row, column])
    found = np.zeros((len(first), count), np.int64)
    for number in range(lasts[1]):
        place = column + number + 1 - lasts[1]
        some = (number < length) & (place >= 0) & (place < count)
        np.maximum.at(found, (row[some], place[some]), number + 1)
    return found


def _each(draws: Draws, months: Integers) -> Draws:
    return draws.at(np.repeat(np.arange(len(months)), months.shape[1]))


def _winding_down(draws: Draws) -> Integers:
    return draws.integer("winding down", *WINDING)


def _second(draws: Draws) -> Integers:
    return draws.integer("leaving second", *_OFFICE)


def _months_left(leaves: Integers, months: Span) -> Integers:
    """Months until the closing, (customers, months)."""
    left: Integers = month_index(np.minimum(leaves, _FAR * DAY) // DAY)[:, None] - months.numbers
    return left
