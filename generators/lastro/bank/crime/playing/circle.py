"""Circle: who elsewhere pays a ring, and is paid by it: the ring's own people, or whoever its members deal with anyway.

Clumsy rings use one account for all of their members, careful ones let each deal with people of whom the account's
statement has told before; all ASSUMED, by sophistication from 1 on.
"""

from __future__ import annotations

import numpy as np

from lastro.bank.crime.case_keys import AS_EVERY_DAY
from lastro.bank.crime.playing.purse import OUTSIDE
from lastro.bank.crime.steps import A_PAYER, MOST
from lastro.engine.arrays import Integers
from lastro.engine.random.draws import Draws

KNOWN = np.array([0.0, 0.05, 0.50, 0.80])  # share of payments with whoever the member deals with anyway
HUBS = np.array([0.0, 0.95, 0.45, 0.10])  # of the other payments, those with accounts that serve the whole ring


def of_a_ring(draws: Draws, index: int, place: int, turn: int, skill: Integers) -> Integers:
    """The outsider of each payment of a place; of those who serve one member, none does so twice in a step."""
    hub = draws.chance("serves all", HUBS[skill], index)
    found = np.where(hub, OUTSIDE + MOST * A_PAYER + turn * (skill > 1), OUTSIDE + place + MOST * turn)
    return np.where(draws.chance("acquainted", KNOWN[skill], index), AS_EVERY_DAY, found)
