"""Control: what accounts of cases have without their cases, at any moment: the bank in which nobody is cheated.

No other posting depends on a balance; these do, on what came before them on the same account, so that a later day
changes none and no case moves another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.ledger.balances import ArrangedPostings, run_balances, settle
from lastro.bank.ledger.limits import NIGHT, sent_at_night
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.sources import BillKind, BillPayment, Everyday, Source, bill_detail, bill_kind
from lastro.bank.people.account_block import AccountBlock
from lastro.engine.arrays import Cents, Integers
from lastro.engine.rows.moments import DAY

_MOMENT_BITS = 34  # seconds since 1970 stay below 2**34
_LATELY = 35 * DAY
_NO_BOLETO = (  # of the bank itself, to a person, and to the state
    BillKind.TARIFF, BillKind.HOME, BillKind.PROPERTY_TAX, BillKind.VEHICLE_TAX, BillKind.BUSINESS_TAX,
)  # fmt: skip


@dataclass(frozen=True)
class Control:
    """The accounts of some members without their cases, in the order of accounts and moments."""

    block: AccountBlock
    packed: Integers  # account and moment of each posting
    after: Cents
    drawn_on: Integers  # account and day of what was drawn at machines, packed in the same way
    drawn: Cents
    billed_on: Integers  # account and moment of bills that might have been swapped, packed in the same way
    billed: Cents
    bill: Integers  # details of the same by boleto
    sent_on: Integers  # account and day of what was sent by Pix from 20 h to midnight, where that is limited
    sent: Cents

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
            *_bills(rows),
            *_sent(block, rows),
        )

    def available(self, account: Integers, moment: Integers) -> Cents:
        """What each account can pay at a moment: its balance and its overdraft limit."""
        at = np.searchsorted(self.packed, account << _MOMENT_BITS | moment, side="right") - 1
        known = np.append(self.packed, -1)[at] >> _MOMENT_BITS == account
        balance = np.where(known, np.append(self.after, 0)[at], self.block.accounts.opening_balance[account])
        found: Cents = balance + self.block.accounts.overdraft_limit[account]
        return found

    def bill_before(self, account: Integers, moment: Integers) -> tuple[Cents, Integers]:
        """What the last bill of an account came to that it paid in the 35 days before, and its detail; 0 for none."""
        packed = account << _MOMENT_BITS | moment
        at = np.searchsorted(self.billed_on, packed, side="right") - 1
        recent = (at >= 0) & (np.append(self.billed_on, 0)[at] >= packed - _LATELY)
        return np.where(recent, np.append(self.billed, 0)[at], 0), np.where(recent, np.append(self.bill, 0)[at], 0)

    def drawn_that_day(self, account: Integers, moment: Integers) -> Cents:
        """What was drawn at machines on the same day, before or after; nothing of it is known to the case but this."""
        return _of_days(self.drawn_on, self.drawn, account, moment)

    def sent_that_night(self, account: Integers, moment: Integers) -> Cents:
        """What was sent by Pix on the same evening, before or after; what is sent behind midnight nobody knows yet."""
        return _of_days(self.sent_on, self.sent, account, moment)


def _of_days(on: Integers, cents: Cents, account: Integers, moment: Integers) -> Cents:
    """The sums of cents by account and day."""
    day = account << _MOMENT_BITS | moment // DAY
    total = np.append(0, np.cumsum(cents))
    first, behind = (np.searchsorted(on, day, side=side) for side in ("left", "right"))
    found: Cents = total[behind] - total[first]
    return found


def _sent(block: AccountBlock, rows: Postings) -> tuple[Integers, Cents]:
    """Account and day, and sum, of what people sent by Pix from 20 h on."""
    at = sent_at_night(block, rows)
    at = at[rows.moment[at] % DAY >= NIGHT[0] * 3600]
    return rows.account[at] << _MOMENT_BITS | rows.moment[at] // DAY, -rows.amount[at]


def watched(block: AccountBlock, main: Integers) -> Integers:
    """The accounts whose balances cases ask for: members' main ones, and their savings."""
    row_of = np.full(len(block.accounts), -1)
    row_of[block.main] = block.savings
    savings = row_of[main]
    return np.concatenate([main, savings[savings >= 0]])


def _bills(rows: Postings) -> tuple[Integers, Cents, Integers]:
    """Account and moment, sum and detail of the bills that people paid by hand."""
    kind = bill_kind(rows.detail)
    by_itself, boleto = (
        bill_detail(kind, np.full_like(kind, way)) for way in (BillPayment.DIRECT_DEBIT, BillPayment.BOLETO)
    )
    known = (rows.source == Source.BILL) & (rows.detail != by_itself) & ~np.isin(kind, _NO_BOLETO)
    at = np.flatnonzero(known)
    return rows.account[at] << _MOMENT_BITS | rows.moment[at], -rows.amount[at], boleto[at]
