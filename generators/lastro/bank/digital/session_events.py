"""Session events: what happens in a session and around it, step by step; payments apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.choices import ActivityType
from lastro.bank.digital.sessions import STRANGERS, Purpose, Sessions, event_key
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY

LOGIN_STEP, LOGOUT_STEP = 0, 1  # steps are numbers of keys: never renumber them
VIEW_STEP, VIEWS = 2, 5  # the first thing looked at, and how many at most
PROFILE_STEP = 6  # in sessions that pay, which have fewer views: what is put right before the first payment
REGISTERED_STEP, REGISTERED_STEP_OF_LOOKS = 4, 16  # the device is registered: in sessions that pay, and in others
FAILED_STEP, FAILURES = 7, 9  # the last failed attempt, and how many at most

FORGOTTEN, FORGOTTEN_TRIES = 0.0008, (3, 7)  # of logins: after so many attempts with a forgotten password, ASSUMED
FAILED_SHARE = 0.03  # of logins that a failed attempt comes before; 2 to 5 % of attempts fail, ASSUMED
SECOND_FAILURE = 0.25  # of those, by another one, ASSUMED
GUESSING = 0.6  # of intruders, who fail up to six times; the others know the password, ASSUMED
LOGOUT_SHARE = 0.08  # ASSUMED: most people just close the app
LOOKED_AT = {
    ActivityType.BALANCE: 0.50, ActivityType.STATEMENT: 0.31, ActivityType.CARDS: 0.10, ActivityType.INVESTMENT: 0.08,
    ActivityType.PROFILE: 0.01,
}  # ASSUMED  # fmt: skip
_LOOKED_AT, _LOOK_SHARES = np.array(list(LOOKED_AT)), Weights(list(LOOKED_AT.values()))
VIEW_NUMBERS = Weights((0.38, 0.34, 0.17, 0.08, 0.03))  # of 1 to 5 looks, ASSUMED
AFTER_PAYING = Weights((0.86, 0.11, 0.03))  # of 0 to 2 looks after a payment, ASSUMED
PAUSE, RETRY, LOGOUT_AFTER = (6, 60), (7, 31), 5  # seconds between looks, between attempts, to the logout; ASSUMED


@dataclass(frozen=True)
class SessionEvents(Columnar):
    """Events of sessions as columns of one length."""

    session: Integers  # position of the session
    key: Keys
    activity: Integers
    moment: Integers
    place: Integers
    posting: Integers  # position of the payment among the postings, -1 for anything else


@dataclass(frozen=True)
class SessionOutlines:
    """How much happens in each session; one value a session."""

    login: Flags
    failed: Integers  # attempts before the login
    views: Integers
    logout: Flags
    stranger: Flags  # somebody who is not the customer
    lost: Flags  # the first session after a phone was lost


def session_outlines(sessions: Sessions, draws: Draws, intruder: Keys, lost: Flags) -> SessionOutlines:
    """What sessions consist of; draws are the sessions' own.

    intruder: the device of who has got hold of a password, or guesses it at first; 0 for none. lost: those on the
    phone that follows a lost one.
    """
    pays, fails, runs = (sessions.purpose == purpose for purpose in (Purpose.PAY, Purpose.FAIL, Purpose.RUN))
    stranger = runs & draws.chance("stranger", STRANGERS)
    slips = draws.chance("failed", FAILED_SHARE).astype(np.int64) * (1 + draws.chance("failed again", SECOND_FAILURE))
    forgot = draws.chance("forgotten", FORGOTTEN)
    slips = np.where(forgot | lost, draws.integer("forgotten tries", *FORGOTTEN_TRIES), slips)
    guesses = _breaks_in(sessions, intruder) & draws.chance("guesses", GUESSING)
    slips = np.where(intruder > 0, guesses * draws.integer("guessed", 1, FAILURES - 2), slips)
    failed = np.select([runs, fails], [draws.integer("attempts", 4, FAILURES + 1), 1], slips)
    views = np.where(pays, draws.choice("views", AFTER_PAYING), 1 + draws.choice("views", VIEW_NUMBERS))
    login = ~fails & ~stranger
    views = np.select([~login, runs], [0, 1], views)
    return SessionOutlines(login, failed, views, login & draws.chance("logout", LOGOUT_SHARE), stranger, lost)


def _breaks_in(sessions: Sessions, intruder: Keys) -> Flags:
    """The first session on each intruder's device: who is in knows the password from then on."""
    theirs = np.flatnonzero(intruder > 0)
    early = theirs[np.argsort(sessions.start[theirs], kind="stable")]
    first = np.zeros(len(intruder), np.bool_)
    first[early[np.unique(intruder[early], return_index=True)[1]]] = True
    return first


def in_order(parts: list[SessionEvents], sessions: Sessions) -> SessionEvents:
    """Events by customer and time; in one second they keep the order of the parts."""
    events = SessionEvents.together(parts)
    return events.take(np.argsort((sessions.owner[events.session] << 34) + events.moment, kind="stable"))


@dataclass(frozen=True)
class _Stage:
    """What the steps of sessions need to become events."""

    sessions: Sessions
    customers: Keys
    place: Integers
    draws: Draws

    def events(self, at: Integers, step: int, activity: Integers | int, moment: Integers) -> SessionEvents:
        key = event_key(self.sessions.take(at), self.customers, step)
        activities, nothing = np.broadcast_to(np.asarray(activity), len(at)), np.full(len(at), -1)
        return SessionEvents(at, key, activities, moment[at], self.place[at], nothing)


def events_around_payments(
    sessions: Sessions, customers: Keys, place: Integers, draws: Draws, outlines: SessionOutlines
) -> list[SessionEvents]:
    """All that happens in sessions but payments: failed attempts before, logins, looks and logouts after."""
    stage, login = _Stage(sessions, customers, place, draws), np.flatnonzero(outlines.login)
    before = sessions.start + sessions.lead // 2
    return [
        *_failures(stage, outlines),
        stage.events(login, LOGIN_STEP, ActivityType.LOGIN, sessions.start),
        stage.events(np.flatnonzero(outlines.lost), PROFILE_STEP, ActivityType.PROFILE, before),
        *_views(stage, outlines),
    ]


def _failures(stage: _Stage, outlines: SessionOutlines) -> list[SessionEvents]:
    """Failed attempts, the earliest first, though drawn from the last one back."""
    found, moment = [], stage.sessions.start.copy()
    for number in range(FAILURES):
        at = np.flatnonzero(outlines.failed > number)
        moment[at] -= stage.draws.at(at).integer("retry", *RETRY, index=number)
        found.append(stage.events(at, FAILED_STEP + number, ActivityType.LOGIN_FAILED, moment))
    return found[::-1]


def registration_events(
    sessions: Sessions, customers: Keys, place: Integers, at: Integers, moment: Integers
) -> SessionEvents:
    """The registrations of devices in sessions (positions) at a moment each; place is one a session."""
    held = sessions.take(at)
    step = np.where(held.purpose == Purpose.PAY, REGISTERED_STEP, REGISTERED_STEP_OF_LOOKS)
    nothing = np.zeros(len(at), np.int64)
    activity = nothing + ActivityType.REGISTRATION
    return SessionEvents(at, event_key(held, customers, step), activity, moment, place[at], nothing - 1)


def _views(stage: _Stage, outlines: SessionOutlines) -> list[SessionEvents]:
    """What is looked at after the login or the first payment, and the logout."""
    sessions = stage.sessions
    found, moment = [], sessions.start + sessions.lead
    for number in range(VIEWS):
        at = np.flatnonzero(outlines.views > number)
        of_these = stage.draws.at(at)
        moment[at] += of_these.integer("pause", *PAUSE, index=number)
        looked_at = _LOOKED_AT[of_these.choice("look", _LOOK_SHARES, index=number)]
        activity = np.where(sessions.purpose[at] == Purpose.RUN, ActivityType.PROFILE, looked_at)  # a new password
        found.append(stage.events(at, VIEW_STEP + number, activity, moment))
    closed = sessions.start + sessions.lead + sessions.length
    end = np.where(sessions.purpose == Purpose.PAY, closed, moment + LOGOUT_AFTER)
    return [*found, stage.events(np.flatnonzero(outlines.logout), LOGOUT_STEP, ActivityType.LOGOUT, end)]


def by_night(draws: Draws, moment: Integers) -> Integers:
    """The moments moved into the small hours of their day, when strangers try."""
    return moment // DAY * DAY + draws.integer("small hours", 0, 5 * 3600)
