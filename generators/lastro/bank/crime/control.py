"""Control: what accounts of cases have without their cases, at any moment: the bank in which nobody is cheated.

No other posting depends on a balance; these do, on what came before them on the same account, so that a later day
changes none and no case moves another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.ledger.balances import ArrangedPostings, run_balances, settle
from lastro.bank.ledger.sources import Everyday, Source
from lastro.bank.people.account_block import AccountBlock
from lastro.engine.arrays import Cents, Integers
from lastro.engine.rows.moments import DAY

_MOMENT_BITS = 34  # seconds since 1970 stay below 2**34


@dataclass(frozen=True)
class Control:
    """The accounts of some members without their cases, in the order of accounts and moments."""

    block: AccountBlock
    packed: Integers  # account and moment of each posting
    after: Cents
    drawn_on: Integers  # account and day of what was drawn at machines, packed in the same way
    drawn: Cents

    @classmethod
    def of(cls, block: AccountBlock, arranged: ArrangedPostings, accounts: Integers) -> Control:
        """Of these accounts, from the postings of all."""
        some = np.zeros(len(block.accounts), np.bool_)
        some[accounts] = True
        at = np.flatnonzero(some[arranged.rows.account])
        own = ArrangedPostings(arranged.rows.take(at), arranged.segment[at], arranged.running[at])
        ledger = settle(block, own, run_balances(block, own))
        rows = ledger.postings
        cash = np.flatnonzero((rows.source == Source.EVERYDAY) & (rows.detail == Everyday.CASH_OUT))
        return cls(
            block,
            rows.account << _MOMENT_BITS | rows.moment,
            ledger.balance_after,
            rows.account[cash] << _MOMENT_BITS | rows.moment[cash] // DAY,
            -rows.amount[cash],
        )

    def available(self, account: Integers, moment: Integers) -> Cents:
        """What each account can pay at a moment: its balance and its overdraft limit."""
        at = np.searchsorted(self.packed, account << _MOMENT_BITS | moment, side="right") - 1
        known = np.append(self.packed, -1)[at] >> _MOMENT_BITS == account
        balance = np.where(known, np.append(self.after, 0)[at], self.block.accounts.opening_balance[account])
        found: Cents = balance + self.block.accounts.overdraft_limit[account]
        return found

    def drawn_that_day(self, account: Integers, moment: Integers) -> Cents:
        """What was drawn at machines on the same day, before or after; nothing of it is known to the case but this."""
        day = account << _MOMENT_BITS | moment // DAY
        total = np.append(0, np.cumsum(self.drawn))
        first, behind = (np.searchsorted(self.drawn_on, day, side=side) for side in ("left", "right"))
        found: Cents = total[behind] - total[first]
        return found
