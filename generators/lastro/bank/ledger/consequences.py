"""Consequences: postings that follow on other postings: refunds, returned Pix and debits, sales taken back.

Each is keyed on the posting that it follows, so a later day adds some and changes none. What never was posted has none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.ledger.postings import Postings, following_instalments, following_keys, postings
from lastro.bank.ledger.sources import (
    DIRECT_DEBITS,
    Everyday,
    Refund,
    Sale,
    Source,
    bill_kind,
    retried_loan,
)
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.target_balance import overdrawn
from lastro.brazil import calendar
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.rows.moments import DAY

REFUNDED = 0.008  # of purchases, ASSUMED
PARTLY = 0.2  # of refunds: of a part of what was bought, ASSUMED
SMALLEST_REFUND = 15_00  # cents of the purchase, ASSUMED
REFUND_DAYS = (1, 26)  # ASSUMED
WRONG_KEY = 0.003  # of Pix to people: sent back by who should not have had it, ASSUMED
RETURN_TIME = (180, 26 * 3600)  # seconds until then, ASSUMED
BOUNCED, BOUNCED_POOR = 0.004, 0.05  # of direct debits, and of those of who lives on the limit; ASSUMED
BOUNCE_TIME = (1_200, 14 * 3600)  # seconds until a direct debit is given back, on the same day mostly; ASSUMED
LATE_SHARE = 0.4  # of that, of loan instalments; ASSUMED
RETRY_DAYS, RETRY_SECOND = (2, 6), (5 * 3600, 7 * 3600)  # ASSUMED
CHARGED_BACK = 0.004  # of settlements of card sales, ASSUMED
CHARGEBACK_DAYS = (10, 61)  # ASSUMED


@dataclass(frozen=True)
class _Followed:
    """Postings that have consequences, with their draws."""

    rows: Postings
    draws: Draws

    def __len__(self) -> int:
        return len(self.rows)

    def post(
        self, source: Source, moment: Integers, amount: Integers, detail: Integers | int, step: int = 0
    ) -> Postings:
        """What follows, of the same accounts."""
        key = following_keys(source, self.rows.key, step)
        return postings(source, self.rows.account, moment, amount, key, detail=detail, contract=self.rows.key)


def consequences(block: AccountBlock, made: list[Postings]) -> list[Postings]:
    """What follows on everyday postings, bills, instalments and what companies sell, among all that were made."""
    daily, bills, parts, sales = (
        _of(made, source) for source in (Source.EVERYDAY, Source.BILL, Source.INSTALMENT, Source.REVENUE)
    )
    returned = [*_bills_returned(block, bills), *_instalments_returned(block, parts)]
    return [_refunds(block, daily), _wrong_keys(block, daily), *returned, _charged_back(block, sales)]


def _of(made: list[Postings], source: Source) -> Postings:
    """The postings of a source, which is a part's only one."""
    nothing = made[0].take(np.zeros(0, np.int64))
    return next((part for part in made if len(part) and part.source[0] == source), nothing)


def _some(block: AccountBlock, rows: Postings, able: Flags, name: str, share: float | Floats) -> _Followed:
    """The postings that something follows on: of the able, as many as the share says, and posted themselves."""
    draws = block.run.draws("consequences", rows.key)
    at = np.flatnonzero(able & draws.chance(name, share))
    at = at[block.open_at(rows.account[at], rows.moment[at])]
    return _Followed(rows.take(at), draws.at(at))


def _refunds(block: AccountBlock, daily: Postings) -> Postings:
    """Shops give back what was paid, or a part of it."""
    bought = np.isin(daily.detail, (Everyday.DEBIT_CARD, Everyday.PIX_PURCHASE)) & (-daily.amount >= SMALLEST_REFUND)
    found = _some(block, daily, bought, "refunded", REFUNDED)
    paid, draws = -found.rows.amount, found.draws
    share = np.where(draws.chance("partly", PARTLY), 0.2 + 0.7 * draws.uniform("part"), 1.0)
    day = found.rows.moment // DAY + draws.integer("refund days", *REFUND_DAYS)
    moment = day * DAY + draws.integer("refund second", 9 * 3600, 20 * 3600)
    kind = np.where(found.rows.detail == Everyday.DEBIT_CARD, Refund.CARD, Refund.PIX)
    return found.post(Source.REFUND, moment, np.maximum((paid * share).astype(np.int64), 1_00), kind)


def _wrong_keys(block: AccountBlock, daily: Postings) -> Postings:
    """People send back Pix that was not meant for them."""
    found = _some(block, daily, daily.detail == Everyday.PIX_OUT, "wrong key", WRONG_KEY)
    moment = found.rows.moment + found.draws.integer("return time", *RETURN_TIME)
    return found.post(Source.REFUND, moment, -found.rows.amount, Refund.WRONG_KEY, 1)


def _bills_returned(block: AccountBlock, bills: Postings) -> list[Postings]:
    """Direct debits are given back for want of funds, and tried again some days later."""
    able = np.isin(bills.detail, DIRECT_DEBITS)
    found = _some(block, bills, able, "bounced", _bounces(block, bills))
    back, again = _returns(found)
    return [
        found.post(Source.RETURNED_DEBIT, back, -found.rows.amount, 0),
        found.post(Source.RETRIED_DEBIT, again, found.rows.amount, bill_kind(found.rows.detail)),
    ]


def _instalments_returned(block: AccountBlock, parts: Postings) -> list[Postings]:
    """The same of loan instalments; the loan counts them as paid on the day of the first debit.

    What is given back names the debit that it gives back, and what is debited again the loan.
    """
    found = _some(block, parts, np.ones(len(parts), np.bool_), "bounced", LATE_SHARE * _bounces(block, parts))
    (back, again), rows = _returns(found), found.rows
    return [
        postings(
            source, rows.account, moment, amount, following_instalments(source, rows.key), detail=of, contract=named
        )
        for source, moment, amount, of, named in (
            (Source.RETURNED_DEBIT, back, -rows.amount, 0, rows.key),
            (Source.RETRIED_DEBIT, again, rows.amount, retried_loan(rows.detail), rows.contract),
        )
    ]


def _bounces(block: AccountBlock, debits: Postings) -> Floats:
    """How often direct debits of each posting's account are given back."""
    row_of = np.zeros(len(block.accounts) + 1, np.int64)
    row_of[block.main] = np.arange(len(block.main))
    poor = overdrawn(block.who, block.accounts.overdraft_limit[block.main])[row_of[debits.account]]
    return np.where(poor, BOUNCED_POOR, BOUNCED)


def _returns(found: _Followed) -> tuple[Integers, Integers]:
    """When debits are given back, and when they are tried again."""
    back = found.rows.moment + found.draws.integer("bounce time", *BOUNCE_TIME)
    day = calendar.next_business_day(back // DAY + found.draws.integer("retry days", *RETRY_DAYS))
    return back, day * DAY + found.draws.integer("retry second", *RETRY_SECOND)


def _charged_back(block: AccountBlock, sales: Postings) -> Postings:
    """Card sales that buyers dispute are taken back from the shop."""
    found = _some(block, sales, sales.detail == Sale.CARD, "charged back", CHARGED_BACK)
    day = found.rows.moment // DAY + found.draws.integer("chargeback days", *CHARGEBACK_DAYS)
    moment = calendar.next_business_day(day) * DAY + found.rows.moment % DAY
    return found.post(Source.CHARGEBACK, moment, -found.rows.amount, 0)
