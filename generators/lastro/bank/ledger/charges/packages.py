"""Packages of services: which of the standard ones an account has, what it costs, and what it includes a month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.ledger.firms.firms import MEI_MOST
from lastro.bank.people.account_block import AccountBlock
from lastro.brazil.levels.fees import Fees
from lastro.engine.arrays import Cents, Days, Flags, Integers
from lastro.engine.random.draws import Weights


@dataclass(frozen=True)
class Package:
    """A package of services: its fee in fees.csv, and how much of what it includes a month."""

    fee: str
    withdrawals: int
    teds: int


# What the standard packages include is ASSUMED to be near Res. CMN 3.919/2010
PACKAGES = (
    Package("package_1", 8, 0),
    Package("package_2", 10, 1),
    Package("package_3", 12, 2),
    Package("package_4", 16, 4),
)
WITHOUT = Package("", 4, 0)  # what every account has for nothing (Res. CMN 3.919/2010, art. 2)
PACKAGE_FROM = np.array([4_000_00, 12_000_00])  # incomes from which better packages are more usual, ASSUMED
_SHARES = [Weights(shares) for shares in ([60, 30, 10, 0], [22, 38, 28, 12], [6, 22, 34, 38])]  # by income, ASSUMED
OF_BUSINESSES = 2  # times what the same package costs people, ASSUMED


def packages(block: AccountBlock) -> Integers:
    """The place in PACKAGES of what each main account has, or would have if it had one."""
    uniform, band = block.draws.uniform("package"), np.searchsorted(PACKAGE_FROM, block.who.income, side="right")
    band = np.where(_is_mei(block), 0, band)
    found: Integers = np.select([band == place for place in range(len(_SHARES))], [w.choose(uniform) for w in _SHARES])
    return found


def package_fees(block: AccountBlock, who: Integers, due: Days) -> Cents:
    """What the packages of main accounts (rows) cost on days, in cents."""
    fees, package = block.run.once(Fees), packages(block)[who]
    cost = np.select([package == place for place in range(len(PACKAGES))], [fees.on(p.fee, due) for p in PACKAGES])
    found: Cents = np.where((block.who.business & ~_is_mei(block))[who], cost * OF_BUSINESSES, cost)
    return found


def _is_mei(block: AccountBlock) -> Flags:
    """The smallest firms, whom banks offer what people have."""
    mei: Flags = block.who.business & (block.who.income <= MEI_MOST)
    return mei
