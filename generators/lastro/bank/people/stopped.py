"""Stopped accounts: those that the bank blocks and closes for their part in a crime, and what they would be without.

The ledger is made as if nothing had been stopped; what the bank no longer lets happen is then taken out. So no posting
of anybody else depends on who is stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import AccountType
from lastro.bank.people.opening import all_end, savings_end
from lastro.bank.people.path.leaving import leaving_on
from lastro.engine.arrays import Days, Flags, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

LATEST = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Stopped(Columnar):
    """Moments, one of each an account; LATEST where it is not, or not yet, so far."""

    since: Integers  # the first on which only the bank itself posts
    closes: Integers

    @property
    def some(self) -> bool:
        """Whether any is stopped."""
        return bool((self.since != LATEST).any())


def stopped_of(accounts: Any, refused: Flags) -> Stopped:
    """Which accounts are stopped: those that are restricted though nobody has refused their owner (by account)."""
    rows = (accounts.restricted_on != NULL) & ~refused
    closed = rows & (accounts.closed_at != NULL)
    return Stopped(np.where(rows, accounts.restricted_on * DAY, LATEST), np.where(closed, accounts.closed_at, LATEST))


def as_if_not(accounts: Any, stopped: Stopped, owners: Draws, died: Days, main_opened: Integers, end: int) -> Any:
    """Accounts as they would be had none been stopped: open, or closed by the end as their owners close them.

    One value an account: the draws of its owner, on which day they die, and when their main account was opened.
    """
    if not stopped.some:
        return accounts
    rows = stopped.since != LATEST
    leaves = all_end(owners, died, leaving_on(owners, main_opened))
    saves = accounts.account_type == AccountType.SAVINGS
    leaves = np.where(saves, np.minimum(leaves, savings_end(owners, died, accounts.created_at)), leaves)
    return accounts.but(
        restricted_on=np.where(rows, NULL, accounts.restricted_on),
        closed_at=np.where(rows, np.where(leaves <= end, leaves, NULL), accounts.closed_at),
    )
