"""Cohorts: groups of consecutive customers who are always made together, and who live with and pay one another."""

from __future__ import annotations

import numpy as np

from lastro.bank.relations.newcomers import place_of
from lastro.bank.sizes import COHORT
from lastro.engine.arrays import Flags, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.random.keys import is_hand_made

BUSINESS_SHARE = 0.09  # 16.6 of 178.9 million Pix users in November 2025 were businesses (Banco Central)


def is_business(draws: Draws) -> Flags:
    """Which customers are businesses, by their draws alone: so of those who have not joined, too."""
    return draws.chance("business", BUSINESS_SHARE)


def cohorts_of(customers: Keys) -> Keys:
    """The cohorts of customers, each once; those made by hand belong to none."""
    return np.unique(place_of(customers[~is_hand_made(customers)]) // np.uint64(COHORT))


def members(cohorts: Keys) -> Keys:
    """The ordinals of all members of cohorts, whether or not somebody has them."""
    everyone = np.arange(COHORT, dtype=np.uint64)
    ordinals: Keys = (cohorts[:, None] * np.uint64(COHORT) + everyone).ravel()
    return ordinals
