"""Target balance: how much a customer likes to have on the main account, lives around, and does with in trouble."""

from __future__ import annotations

import numpy as np

from lastro.bank.people.path.path import Path
from lastro.bank.people.traits import Traits
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.quantiles import EXP, NORMAL

MAIN_BANK, ELSEWHERE, OF_BUSINESS = 0.45, 0.16, 0.25  # median in monthly incomes (revenues), ASSUMED
PEOPLE_SIGMA, BUSINESS_SIGMA = 0.8, 0.5  # ASSUMED
LEAST = 0.12  # monthly incomes: less would not last from one payday to the next, ASSUMED
IN_OVERDRAFT = 0.24  # ASSUMED: of those with an overdraft limit and nothing put by, how many live on it
NOTHING_PUT_BY = 1.2  # monthly incomes of wealth below which that is so, ASSUMED
DEEPEST, SHALLOWEST = 0.75, 0.10  # of the limit, ASSUMED
IN_TROUBLE = 0.9  # share of the way from the usual balance to the deepest that hardship of 1 goes, ASSUMED
SPREAD = 0.35  # how far the balance of one month's beginning lies from it: sigma, ASSUMED


def target_balances(who: Traits, limit: Integers) -> Floats:
    """The usual balance in cents at a month's turn; below zero for those who live on their overdraft limit."""
    elsewhere = ELSEWHERE * np.minimum(who.activity, 1.5) + 0.01
    share = np.select([who.business, who.primary], [OF_BUSINESS, MAIN_BANK], elsewhere)
    spread = EXP(np.where(who.business, BUSINESS_SIGMA, PEOPLE_SIGMA) * NORMAL(who.draws.uniform("cushion")))
    least = np.where(who.business | who.primary, LEAST, 0.0)
    usual = who.income * np.where(who.business, who.seen_here, 1.0) * np.maximum(share * spread, least)
    depth = SHALLOWEST + (DEEPEST - SHALLOWEST) * who.draws.uniform("overdrawn.share")
    return np.where(overdrawn(who, limit), -limit * depth, usual)


def monthly_targets(who: Traits, limit: Integers, path: Path, prices: Floats) -> Floats:
    """The balance in cents that customers live around in each month's money, (customers, months).

    Trouble takes it down towards nothing, and into the overdraft limit where there is one. prices: of each month
    against those of base_date; what is owed does not rise with them.
    """
    usual = target_balances(who, limit)[:, None]
    nominal = np.where(usual > 0, usual * prices, usual)
    deepest = -DEEPEST * limit[:, None]
    targets: Floats = nominal + np.minimum(deepest - nominal, 0.0) * IN_TROUBLE * path.hardship
    return targets


def overdrawn(who: Traits, limit: Integers) -> Flags:
    """Who lives on the overdraft limit."""
    poor = who.wealth < NOTHING_PUT_BY * who.income
    return who.draws.chance("overdrawn", IN_OVERDRAFT) & (limit > 0) & poor
