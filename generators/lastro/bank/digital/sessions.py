"""Sessions: when customers open the bank's app or site, to pay or to look.

A session that pays is opened by its first payment: the payments of one channel that follow within its length
belong to it. So a payment's session depends on what came before it only, and a longer history changes none.
Other sessions are drawn by absolute month.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from lastro.bank.people.event_keys import event_keys
from lastro.bank.people.months import MonthlyEvents, Span
from lastro.bank.people.path.path import path_of
from lastro.bank.people.traits import Traits
from lastro.bank.settings import FIRST_DAY
from lastro.engine.arrays import Flags, Floats, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.random.keys import fitting
from lastro.engine.random.quantiles import Poisson
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY, day

PAYING_FAMILY, LOOKING_FAMILY = 40, 55  # parts of ids; events of sessions that pay: 40 + their step
SHORTEST, LONGEST = 180, 600  # seconds for which a session that pays stays open, ASSUMED
LEAD = (20, 91)  # seconds from login to the first payment, ASSUMED
LOOKS_A_MONTH = 0.35  # sessions without a payment of a fully digital usual customer, ASSUMED for the file's size
AWAY, AWAY_ANALOGUE, AWAY_SECONDARY = 0.04, 0.45, 0.12  # ASSUMED: chance of a year without looking in; additions
WORRY, LOOKING_AWAY = 2.2, 2.8  # how hardship and its square move looks: 1.4 times at 0.4, 0.4 times at 1, ASSUMED
NEVER = 0.6  # ASSUMED: share, at no digital bent at all, of those who never look in
LONE_FAILURES = 0.012  # a month: failed attempts that no login follows, ASSUMED
RUNS = 0.0010  # a month: runs of more than three failed attempts within five minutes, ASSUMED
STRANGERS = 0.6  # ASSUMED: share of the runs that somebody else is behind

_FIRST_SECOND = day(str(FIRST_DAY)) * DAY  # part of ids, as it is what sessions are numbered from
_FIRST_MONTH = 2000 * 12
_COUNT = Poisson(16)


class Purpose(IntEnum):
    """Why a session was opened; numbers of keys, never renumber them."""

    PAY = 0
    LOOK = 1
    FAIL = 2  # an attempt that no login follows
    RUN = 3  # several of them


@dataclass(frozen=True)
class Sessions(Columnar):
    """Sessions as columns of one length."""

    owner: Integers  # position of the customer
    number: Integers  # what tells it apart among the customer's sessions (32 bits)
    purpose: Integers  # Purpose
    key: Keys
    start: Integers  # moment of the login, or when it would have been
    lead: Integers  # seconds from the login to the first payment
    length: Integers  # seconds from the first payment to the end
    web: Flags  # on the site rather than in the app
    payment: Integers  # position of the first payment among the payments, -1 for none


def event_key(sessions: Sessions, customers: Keys, step: Integers | int) -> Keys:
    """Keys of the sessions' events; step 0 is the login, whose key is the session's too."""
    number = np.where(sessions.purpose == Purpose.PAY, sessions.number, sessions.number | fitting(step, 5))
    family = np.where(sessions.purpose == Purpose.PAY, PAYING_FAMILY + step, LOOKING_FAMILY)
    return event_keys(family, customers[sessions.owner], number, 32, "sessions")


def paying(
    seed: int, customers: Keys, since: Integers, owner: Integers, moment: Integers, web: Flags, intruder: Flags
) -> tuple[Sessions, Integers]:
    """The sessions of payments (owner's position, moment, channel), and the session of each payment.

    since says from when on each customer may be seen; intruder: not the customer pays, in sessions apart.
    """
    number = ((moment - _FIRST_SECOND) << 1) | web
    key = event_keys(PAYING_FAMILY, customers[owner], number, 32, "sessions")
    draws = Draws(seed, "sessions", key)
    length = draws.integer("length", SHORTEST, LONGEST)
    place = (((owner << 2) | (intruder << 1) | web) << 34) + moment
    order = np.argsort(place, kind="stable")
    opens = _openings(place[order], length[order])
    session = np.empty(len(owner), dtype=np.int64)
    session[order] = np.cumsum(opens) - 1
    first = order[opens]
    start = np.maximum(moment[first] - draws.at(first).integer("lead", *LEAD), since[owner[first]])
    opened = Sessions(
        owner[first], number[first], np.full(len(first), Purpose.PAY), key[first],
        start, moment[first] - start, length[first], web[first], first,
    )  # fmt: skip
    return opened, session


def _openings(places: Integers, lengths: Integers) -> Flags:
    """Which payments open a session: each session takes in the payments within its first one's length."""
    opens = np.ones(len(places), dtype=np.bool_)
    opens[1:] = np.diff(places) > LONGEST  # so much later, or another customer: certainly
    beyond = np.searchsorted(places, places + lengths, side="right")
    frontier = beyond[opens]
    while len(frontier):
        frontier = frontier[frontier < len(places)]
        frontier = frontier[~opens[frontier]]
        opens[frontier] = True
        frontier = beyond[frontier]
    return opens


def looking(customers: Keys, events: MonthlyEvents, purpose: Purpose, moment: Integers, web: Flags) -> Sessions:
    """The sessions of events drawn by month, with the moment of their login."""
    number = ((((events.month - _FIRST_MONTH) << 2) | purpose) << 15) | (fitting(events.number, 10) << 5)
    key = event_keys(LOOKING_FAMILY, customers[events.owner], number, 32, "sessions")
    nothing = np.zeros(len(events), dtype=np.int64)
    return Sessions(events.owner, number, nothing + purpose, key, moment, nothing, nothing, web, nothing - 1)


def looks(traits: Traits, months: Span) -> Integers:
    """How many sessions without a payment each customer opens each month, (customers, months).

    Who gets into trouble looks more often at first, and who is over his head looks away.
    """
    usual = LOOKS_A_MONTH * traits.digital * np.clip(0.25 + 0.75 * traits.activity, 0.0, 4.0)
    hardship = path_of(traits, months).hardship
    usual = usual[:, None] * (1 + hardship * (WORRY - LOOKING_AWAY * hardship))
    return _COUNT(*_of_months(traits, months, "looks", usual))


def lone_failures(traits: Traits, months: Span) -> Integers:
    """How many failed attempts without a login each customer makes each month, (customers, months)."""
    return _COUNT(*_of_months(traits, months, "lone failures", LONE_FAILURES * traits.digital[:, None] * 1.5))


def runs(traits: Traits, months: Span) -> Integers:
    """Whether somebody keeps trying to get in, (customers, months)."""
    means, uniforms = _of_months(traits, months, "runs", np.full((len(traits.digital), 1), RUNS))
    return (uniforms < means).astype(np.int64)


def _of_months(traits: Traits, months: Span, name: str, usual: Floats) -> tuple[Floats, Floats]:
    """Means, 0 in the months in which a customer stays away, and uniforms; (customers x months).

    usual: (customers, months or 1).
    """
    present = _present(traits, months)
    index = np.tile(months.numbers, len(usual))
    uniforms = traits.draws.at(np.repeat(np.arange(len(usual)), months.count)).uniform(name, index=index)
    return np.where(present, usual, 0.0).ravel(), uniforms


def _present(traits: Traits, months: Span) -> Flags:
    """Whether customers look in at all in each month: some never do, some stay away for whole years."""
    draws, bent = traits.draws, traits.digital
    never = draws.chance("never looks in", NEVER * (1 - bent) * (1 - bent))
    chance = AWAY + AWAY_ANALOGUE * (1 - bent) + np.where(traits.primary, 0.0, AWAY_SECONDARY)
    year = (months.numbers[None, :] + draws.integer("year begins", 0, 12)[:, None]) // 12
    everyone = np.repeat(np.arange(len(bent)), months.count)
    away = draws.at(everyone).chance("away", chance[everyone], index=year.ravel()).reshape(year.shape)
    return ~away & ~never[:, None]
