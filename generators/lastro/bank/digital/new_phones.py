"""New phones: phones that are replaced early, on the day of a large payment, some of them since they were lost.

A large Pix is at times the first thing that somebody does on a new phone: so the phone follows from the payments up to
then, and what a later day brings changes no device.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.digital.sessions import Sessions
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.draws import Draws

LARGE = 500_00  # cents from which a Pix may be the first on a new phone, ASSUMED
NEW = 0.012  # of those, ASSUMED
LOST = 0.25  # of new phones: the one before was lost, and its owner gets in with some trouble; ASSUMED
MOST = 255  # new phones of a customer that count
_MOMENT_BITS = 34


@dataclass(frozen=True)
class NewPhones:
    """One value a session: how many phones its owner has bought early by then, and whether it is the first after a
    loss."""

    number: Integers
    lost: Flags


def new_phones(seed: int, sessions: Sessions, session: Integers, payments: Keys, large: Flags) -> NewPhones:
    """The new phones of sessions; payments (transactions' keys) belong to `session` each, some of them large."""
    draws = Draws(seed, "new phones", payments)
    first = np.flatnonzero(large & draws.chance("new", NEW))
    bought = session[first]
    lost = np.zeros(len(sessions), np.bool_)
    lost[bought[draws.at(first).chance("lost", LOST)]] = True
    since = np.sort((sessions.owner[bought] << _MOMENT_BITS) + sessions.start[bought])
    owner = sessions.owner << _MOMENT_BITS
    number = np.searchsorted(since, owner + sessions.start, side="right") - np.searchsorted(since, owner)
    return NewPhones(np.minimum(number, MOST), lost)
