"""Contacts: whom customers of this bank pay again and again, as a function of their ordinals alone.

A contact is an ordinal of the same cohort, whether or not somebody has it: so contacts do not depend on how many
customers there are, nor on who has joined yet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.relations.cohorts import members
from lastro.bank.relations.homes import homes_of
from lastro.bank.relations.households import housemate
from lastro.bank.relations.newcomers import place_of
from lastro.bank.sizes import COHORT
from lastro.engine.arrays import Floats, Integers, Keys
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.random.keys import NULL_KEY
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import positions

FEWEST, MOST = 3, 12  # contacts in the same cohort, ASSUMED
RETURNS = Weights([34, 19, 13, 9, 7, 5, 4, 3, 2, 2, 1, 1])  # how often people pay the contacts they know best, ASSUMED
NEARBY = 0.60  # ASSUMED: share of contacts who live in the same city, where there are others


@dataclass(frozen=True)
class Contacts:
    """The contacts of all members of some cohorts; `of` is (members, MOST) ordinals, the housemate first."""

    members: Keys
    of: Keys
    housemate: Keys  # NULL_KEY for who lives alone
    draws: Draws  # of the members

    def row(self, customers: Keys) -> Integers:
        """The rows of customers, -1 for those of no cohort; newcomers know whom those know behind whom they stand."""
        return positions(place_of(customers), self.members)


def contacts(run: Run, cohorts: Keys) -> Contacts:
    """The contacts of the members of cohorts."""
    everyone = members(cohorts)
    draws, mate = run.draws("customers", everyone), housemate(run, everyone)
    home = homes_of(run, everyone)
    cohort = (everyone // np.uint64(COHORT)).astype(np.int64)
    city, all_of_them = _Areas.of(everyone, cohort << 16 | home, draws), _Areas.of(everyone, cohort, draws)
    drawn = np.stack([_drawn(city, all_of_them, draws, number) for number in range(MOST)], axis=1)
    count = FEWEST + ((MOST + 1 - FEWEST) * draws.uniform("contacts of this bank") ** 2).astype(np.int64)
    drawn = drawn[np.arange(len(everyone))[:, None], np.arange(MOST) % count[:, None]]
    drawn[:, 0] = np.where(mate == NULL_KEY, drawn[:, 0], mate)
    return Contacts(everyone, drawn, mate, draws)


def _drawn(city: _Areas, cohort: _Areas, draws: Draws, number: int) -> Keys:
    """One contact of everybody: of the same city mostly, else of anywhere in the cohort."""
    uniforms = _skewed(draws.uniform("contact of this bank", number))
    nearby = draws.chance("nearby contact", NEARBY, number) & (city.count > 1)
    return np.where(nearby, city.other(uniforms), cohort.other(uniforms))


@dataclass(frozen=True)
class _Areas:
    """Everybody by area: where each area begins in their order, who is in which place of it; some are known to many."""

    members: Keys
    order: Integers
    place: Integers
    first: Integers
    count: Integers

    @classmethod
    def of(cls, everyone: Keys, area: Integers, draws: Draws) -> _Areas:
        """The areas with these numbers."""
        order = np.lexsort((draws.uniform("sociable"), area))
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        first, behind = (np.searchsorted(area[order], area, side=side) for side in ("left", "right"))
        return cls(everyone, order, place, first, behind - first)

    def other(self, uniforms: Floats) -> Keys:
        """Somebody else of everybody's area; oneself where there is nobody else."""
        pick = self.first + (self.count * uniforms).astype(np.int64)
        behind = self.first + (self.place - self.first + 1) % self.count
        return self.members[self.order[np.where(pick == self.place, behind, pick)]]


def _skewed(uniforms: Floats) -> Floats:
    """Uniforms moved towards 0: so some (the treasurer, the landlady) are everybody's contact."""
    skewed: Floats = uniforms * uniforms
    return skewed
