"""Lives: from when to when customers have an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from lastro.engine.arrays import Integers
from lastro.engine.rows.tables import NULL

STILL_HERE = 1 << 40  # a moment after all others


class AccountLives(Protocol):
    """The columns of accounts that say how long they were kept."""

    created_at: Any
    closed_at: Any


@dataclass(frozen=True)
class Lives:
    """Moments, one a customer."""

    first: Integers  # the first account's opening, STILL_HERE for somebody without an account
    last: Integers  # the last account's closing, STILL_HERE while one is open


def lives(customers: int, holder: Integers, accounts: AccountLives) -> Lives:
    """The lives of so many customers; holder is the position of each account's."""
    first, last = np.full(customers, STILL_HERE), np.zeros(customers, dtype=np.int64)
    np.minimum.at(first, holder, accounts.created_at)
    np.maximum.at(last, holder, np.where(accounts.closed_at == NULL, STILL_HERE, accounts.closed_at))
    return Lives(first, np.where(last == 0, STILL_HERE, last))
