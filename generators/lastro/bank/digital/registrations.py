"""Registrations: when customers register a device, without which Pix are small (Res. BCB 403).

The app asks for it as somebody first logs in on a device, and the bank confirms it at once (ASSUMED). Who puts it off
is asked again by the first Pix that goes beyond the limits. A device that was used for Pix before the limits stays
registered, and so does whatever may have been in use before the history, of which nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.digital.devices import Devices
from lastro.bank.digital.sessions import Purpose, Sessions
from lastro.bank.people.lives import Lives
from lastro.engine.arrays import Cents, Flags, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.rows.moments import DAY, day

LIMITED_SINCE = day("2024-11-01") * DAY  # Res. BCB 403
MOST_EACH, MOST_A_DAY = 200_00, 1_000_00  # cents by Pix on a device that is not registered
AT_ONCE = 0.8  # of devices are registered in the first session that somebody holds on them, ASSUMED
CONFIRMED = (5, 11)  # seconds that a registration takes, ASSUMED


@dataclass(frozen=True)
class SentByPix:
    """Pix that are sent in sessions, one value each."""

    session: Integers
    moment: Integers
    cents: Cents


@dataclass(frozen=True)
class Registrations:
    """Sessions (positions) in which a device is registered, and the moments."""

    session: Integers
    moment: Integers


def registrations(
    sessions: Sessions, used: Devices, draws: Draws, login: Flags, seen: Lives, sent: SentByPix, history: int
) -> Registrations:
    """The registrations in sessions; draws and login (whether it succeeds) are the sessions', seen the customers'.

    history: the first day of the bank's history.
    """
    pair = _pairs(sessions, used)
    exempt = _exempt(sessions, used, pair, seen, sent, history * DAY)
    takes = draws.integer("confirmed", *CONFIRMED)
    at_once = sessions.start + np.where(sessions.purpose == Purpose.PAY, np.minimum(takes, sessions.lead), takes)
    held = login & (sessions.start >= np.maximum(seen.first[sessions.owner], LIMITED_SINCE)) & ~exempt[pair]
    first = _first(pair, sessions.start, np.flatnonzero(held))
    first = first[draws.at(first).chance("registered at once", AT_ONCE)]
    late = _first(pair[sent.session], sent.moment, _beyond(pair[sent.session], sent, exempt))
    due = sent.moment[late]
    asked = np.maximum(
        due - takes[sent.session[late]], np.maximum(sessions.start[sent.session[late]], due // DAY * DAY)
    )
    session, moment = np.append(first, sent.session[late]), np.append(at_once[first], asked)
    earliest = _first(pair[session], moment, np.arange(len(session)))
    return Registrations(session[earliest], moment[earliest])


def _pairs(sessions: Sessions, used: Devices) -> Integers:
    """The number of each session's pair of a customer and a device: who shares a device registers it for himself."""
    order = np.lexsort((used.key, sessions.owner))
    owner, key = sessions.owner[order], used.key[order]
    pair = np.empty(len(order), np.int64)
    pair[order[:1]] = 0
    pair[order[1:]] = np.cumsum((owner[1:] != owner[:-1]) | (key[1:] != key[:-1]))
    return pair


def _exempt(sessions: Sessions, used: Devices, pair: Integers, seen: Lives, sent: SentByPix, begins: int) -> Flags:
    """The pairs that need no registration; seen.first is the history's beginning for who came before it."""
    exempt = np.zeros(len(sessions), np.bool_)
    exempt[pair[(used.since * DAY < begins) & (seen.first[sessions.owner] <= begins)]] = True
    exempt[pair[sent.session[sent.moment < LIMITED_SINCE]]] = True
    return exempt


def _beyond(pair: Integers, sent: SentByPix, exempt: Flags) -> Integers:
    """The Pix (positions) that a device which is not registered does not send; pair is theirs."""
    rows = np.flatnonzero((sent.moment >= LIMITED_SINCE) & ~exempt[pair])
    rows = rows[np.lexsort((sent.moment[rows], pair[rows]))]
    cents, period = sent.cents[rows], sent.moment[rows] // DAY
    starts = np.ones(len(rows), np.bool_)
    starts[1:] = (np.diff(pair[rows]) != 0) | (np.diff(period) != 0)
    total = np.cumsum(cents)
    before = (total - cents)[starts]
    total = total - np.repeat(before, np.diff(np.append(np.flatnonzero(starts), len(rows))))
    return np.asarray(rows[(cents > MOST_EACH) | (total > MOST_A_DAY)])


def _first(pair: Integers, moment: Integers, rows: Integers) -> Integers:
    """Of some rows (positions), the earliest of each pair."""
    rows = rows[np.lexsort((moment[rows], pair[rows]))]
    starts = np.ones(len(rows), np.bool_)
    starts[1:] = np.diff(pair[rows]) != 0
    return np.asarray(rows[starts])
