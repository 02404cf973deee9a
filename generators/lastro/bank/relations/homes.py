"""Homes: in which place the members of cohorts live, and who lives near whom, as functions of ordinals alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.relations.cohorts import members
from lastro.bank.relations.households import HUNDRED, households
from lastro.bank.relations.newcomers import place_of
from lastro.bank.sizes import COHORT
from lastro.brazil.markets import Markets
from lastro.brazil.places import Positions
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.keys import NULL_KEY
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import positions


def homes_of(run: Run, ordinals: Keys) -> Positions:
    """The places where customers live: of a household, where its head does."""
    head = households(run, ordinals).head
    return run.once(Markets).homes(run.draws("customers", head), place_of(head))


def in_home_market(run: Run, ordinals: Keys) -> Flags:
    """Who lives in the market of the hundred, and so not far from most others of it."""
    markets = run.once(Markets)
    found: Flags = markets.of[homes_of(run, ordinals)] == markets.of_hundreds(place_of(ordinals) // HUNDRED)
    return found


@dataclass(frozen=True)
class Neighbours:
    """The members of cohorts, each hundred in a circle in which those of one place stand together."""

    cohorts: Keys
    circles: Keys  # ordinals: (cohorts, hundreds of a cohort, a hundred)
    places: Integers  # of each ordinal in its circle: (cohorts, a thousand)

    @classmethod
    def of(cls, run: Run, cohorts: Keys) -> Neighbours:
        """The neighbours in some cohorts, which are sorted and different."""
        everyone = members(cohorts)
        mixed = run.draws("customers", everyone).bits("neighbours")
        order = np.lexsort((mixed, homes_of(run, everyone), everyone // HUNDRED))
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order)) % int(HUNDRED)
        shape = len(cohorts), COHORT // int(HUNDRED), int(HUNDRED)
        return cls(cohorts, everyone[order].reshape(shape), places.reshape(len(cohorts), COHORT))

    def at(self, cohorts: Keys, hundred: Integers, place: Integers) -> Keys:
        """Who stands at a place (any number) of the circle of a hundred of a cohort."""
        found: Keys = self.circles[np.searchsorted(self.cohorts, cohorts), hundred, place % int(HUNDRED)]
        return found

    def beside(self, ordinals: Keys, steps: Integers) -> Keys:
        """Who stands so many steps further on; NULL_KEY for who is of no cohort."""
        cohorts, within = ordinals // np.uint64(COHORT), (ordinals % np.uint64(COHORT)).astype(np.int64)
        row, found = positions(cohorts, self.cohorts), np.full(len(ordinals), NULL_KEY)
        some = np.flatnonzero(row >= 0)
        place = self.places[row[some], within[some]] + steps[some]
        found[some] = self.at(cohorts[some], within[some] // int(HUNDRED), place)
        return found
