"""Care: what the sophistication of a case changes in its payments; all ASSUMED, by sophistication from 1 on.

Clumsy criminals split into few even parts, pass nearly everything on, and go to just below a round limit. Careful ones
split into more and uneven parts, leave more behind, and stay well away from limits.
"""

from __future__ import annotations

import numpy as np

from lastro.bank.crime.choices import CaseLeg, CaseRole
from lastro.bank.crime.steps import A_PAYER, MOST, Money, Step
from lastro.engine.arrays import Cents, Floats, Integers
from lastro.engine.random.draws import Draws

MORE_PAYMENTS = np.array([0, -1, 0, 2])  # of those that pass money on or take it out
EVENNESS = np.array([0.0, 0.85, 0.3, 0.05])  # the smallest part of several, before they are scaled to the whole
KEPT = np.array([0.0, -0.5, 0.0, 0.7])  # by how much of its span the least share that is passed on goes down
LIMITS = (1_000_00, 5_000_00)  # cents: a night's, and what many have set for themselves by day
ABOVE = 1.3  # what comes to so much of a limit is brought below it
BELOW = np.array([0.0, 0.94, 1.0, 0.55]), np.array([0.0, 0.9999, 1.0, 0.99])  # to so much of it; middling do not care


def payments(times: Integers, step: Step, skill: Integers) -> Integers:
    """How often somebody pays who would pay so often: who passes money on splits it, or does not."""
    splits = step.money == Money.PASSED and step.times is not None and step.leg in (CaseLeg.LAYERING, CaseLeg.CASH_OUT)
    if not splits or step.payer is CaseRole.VICTIM or step.ring:
        return times
    found: Integers = np.clip(times + MORE_PAYMENTS[skill], 1, A_PAYER)
    return found


def parts(draws: Draws, first: int, count: Integers, skill: Integers, rising: bool = False) -> Floats:
    """Shares of so many payments that add up to 1, (cases, MOST); first: the number of the first in draws."""
    least = EVENNESS[skill]
    weight = np.stack([least + (2 - 2 * least) * draws.uniform("part", first + turn) for turn in range(MOST)], axis=1)
    weight = weight * (1.0 + rising * np.arange(MOST)) * (np.arange(MOST) < count[:, None])
    total = np.zeros(len(count))
    for turn in range(MOST):  # one by one: a sum over an axis may add in another order beside other cases
        total += weight[:, turn]
    found: Floats = weight / np.maximum(total, 1e-9)[:, None]
    return found


def share_passed(draws: Draws, index: int, step: Step, skill: Integers) -> Floats:
    """The share of what a payer has, or was paid, that goes on."""
    low, high = step.share
    least = low - KEPT[skill] * (high - low) * (step.money == Money.PASSED and step.payer is not CaseRole.VICTIM)
    found: Floats = least + (high - least) * draws.uniform("share", index)
    return found


def beside_limits(draws: Draws, index: int, cents: Cents, skill: Integers) -> Cents:
    """Sums that come to a limit, just below or well below it; never more than they were."""
    low, high = (ends[skill] for ends in BELOW)
    part = low + (high - low) * draws.uniform("below a limit", index)
    for limit in LIMITS:
        near = (cents >= limit) & (cents < ABOVE * limit) & (part < 1)
        cents = np.where(near, (limit * part).astype(np.int64), cents)
    return cents
