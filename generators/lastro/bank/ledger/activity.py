"""Activity: what has happened on accounts by the end of a day, from a ledger that was just run or from its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from lastro.bank.ledger.balances import ArrangedPostings, Balances
from lastro.bank.ledger.postings import sources_of
from lastro.bank.ledger.sources import Source, among
from lastro.bank.people.account_block import AccountBlock
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, positions

_AUTOMATIC = among(Source.INTEREST, Source.OVERDRAFT_TAX, Source.TOP_UP, Source.CLOSING, Source.ADJUSTMENT)
_MOMENT_BITS = 34  # seconds since 1970 stay below 2**34
_MOMENT_MASK = (1 << _MOMENT_BITS) - 1


@dataclass(frozen=True)
class Seen:
    """What has happened by the end of a day, one value an account."""

    balance: Integers  # cents
    posted_at: Integers  # moment of the last posting of any kind, NULL where there is none
    done_at: Integers  # moment at which somebody last did something, NULL where nobody did


class Activity(Protocol):
    """What has happened on some accounts."""

    def on(self, day: int) -> Seen:
        """By the end of a day."""
        ...


@dataclass(frozen=True)
class LedgerActivity:
    """The activity of a ledger that has been run up to as_of, which is the only day that it can tell."""

    block: AccountBlock
    arranged: ArrangedPostings
    balances: Balances

    def on(self, day: int) -> Seen:
        """By the end of as_of."""
        assert day == self.block.run.as_of
        source = self.arranged.rows.source
        done = ~_AUTOMATIC[source]
        return Seen(self.balances.close[:, -1], self._last(done | self._interest), self._last(done))

    @property
    def _interest(self) -> Flags:
        """The rows of interest that come to something."""
        booked = self.balances.interest.ravel()[self.arranged.segment] != 0
        found: Flags = booked & (self.arranged.rows.source == int(Source.INTEREST))
        return found

    def _last(self, chosen: Flags) -> Integers:
        last = np.full(len(self.block.accounts), NULL)
        rows = self.arranged.rows
        last[rows.account[chosen]] = rows.moment[chosen]  # rows are in order: the last one stays
        return last


@dataclass(frozen=True)
class FileActivity:
    """The activity of accounts by their postings in the file, for any day up to its last."""

    opening_balance: Integers  # one value an account, as in all of Seen
    known: Integers  # positions in the file of the postings of these accounts; one value a posting, as in the others
    packed: Integers  # account and moment of each posting, rising
    postings: Any  # those in the file; the balance after one is read only where it is asked for
    done: Integers  # when somebody last did something on the posting's account up to it; 0 where nobody did

    @classmethod
    def of(cls, accounts: Any, transactions: Any) -> FileActivity:
        """Of the postings of these accounts, which stand in the accounts' order and in that of time."""
        account = positions(transactions.account_id, accounts.account_id)
        known = np.flatnonzero(account >= 0)
        account, moment = account[known] << _MOMENT_BITS, transactions.transaction_date[known]
        by_somebody = ~_AUTOMATIC[sources_of(transactions.transaction_id[known])]
        done = np.maximum.accumulate(account | np.where(by_somebody, moment, 0)) & _MOMENT_MASK
        return cls(accounts.opening_balance, known, account | moment, transactions, done)

    def on(self, day: int) -> Seen:
        """By the end of a day."""
        every = np.arange(len(self.opening_balance)) << _MOMENT_BITS
        at = np.searchsorted(self.packed, every | (day * DAY + DAY - 1), side="right") - 1
        packed, done = (np.append(column, -1)[at] for column in (self.packed, self.done))
        there = packed >= every
        balance = self.opening_balance.copy()
        balance[there] = self._balance_after(at[there])
        return Seen(
            balance=balance,
            posted_at=np.where(there, packed & _MOMENT_MASK, NULL),
            done_at=np.where(there & (done > 0), done, NULL),
        )

    def after(self, postings: Integers) -> tuple[Integers, Seen]:
        """The account of each posting (by its position in the file), and what has happened on it right after."""
        at = np.searchsorted(self.known, postings)
        packed, done = self.packed[at], self.done[at]
        seen = Seen(self._balance_after(at), packed & _MOMENT_MASK, np.where(done > 0, done, NULL))
        return packed >> _MOMENT_BITS, seen

    def _balance_after(self, at: Integers) -> Integers:
        found: Integers = self.postings.column_at("balance_after", self.known[at])
        return found
