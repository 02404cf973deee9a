"""Service fees: what is charged for each TED and withdrawal beyond an account's package, and for card copies."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.bills import has_bill
from lastro.bank.ledger.charges.packages import PACKAGES, WITHOUT, packages
from lastro.bank.ledger.postings import Postings, keys_beside, monthly_keys, postings
from lastro.bank.ledger.sources import BillKind, Everyday, ServiceFee, Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.rhythm import at
from lastro.brazil.calendar import first_day, month_index, next_business_day
from lastro.brazil.levels.fees import Fees
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.moments import DAY

WAIVED = 0.55  # ASSUMED: accounts without a package that pay for no TED either, as digital ones
CARD_COPIES = 0.0035  # a month and main account in use, ASSUMED
CHARGED = {ServiceFee.TED: (Everyday.TED_OUT, "ted"), ServiceFee.WITHDRAWAL: (Everyday.CASH_OUT, "withdrawal")}


def service_fees(block: AccountBlock, daily: Postings) -> list[Postings]:
    """The fees of everyday postings, each in the second of what it is charged for, and of second card copies."""
    row_of = np.full(len(block.accounts), -1)
    row_of[block.main] = np.arange(len(block.main))
    included, waived = _included(block)
    parts = []
    for fee, (kind, name) in CHARGED.items():
        used = daily.take(np.flatnonzero(daily.detail == kind))
        row = row_of[used.account]
        free = waived[row] if fee is ServiceFee.TED else np.zeros(len(used), np.bool_)
        charged = used.take((_number_in_month(used) >= included[fee][row]) & ~free)
        amount = block.run.once(Fees).on(name, charged.moment // DAY)
        keys = keys_beside(Source.SERVICE_FEE, charged.key)
        parts.append(postings(Source.SERVICE_FEE, charged.account, charged.moment, -amount, keys, detail=int(fee)))
    return [*parts, _card_copies(block)]


def _included(block: AccountBlock) -> tuple[list[Integers], Flags]:
    """How much of each a month is included in what each main account has; and who pays for no TED."""
    package = np.where(has_bill(block, BillKind.TARIFF), packages(block), len(PACKAGES))
    every = (*PACKAGES, WITHOUT)
    included = ServiceFee.by_code(TED=[p.teds for p in every], WITHDRAWAL=[p.withdrawals for p in every])
    waived = (package == len(PACKAGES)) & block.draws.chance("no fee for TED", WAIVED)
    return [np.array(numbers)[package] for numbers in included], waived


def _number_in_month(used: Postings) -> Integers:
    """Which of its account's month each is, from 0, in the order of time."""
    cell = used.account * 100_000 + month_index(used.moment // DAY)
    order = np.lexsort((used.key, used.moment, cell))
    first = np.diff(cell[order], prepend=-1) != 0
    place = np.arange(len(order))
    number = np.empty(len(order), np.int64)
    number[order] = place - np.maximum.accumulate(np.where(first, place, 0))
    return number


def _card_copies(block: AccountBlock) -> Postings:
    """Second copies of lost debit cards, charged the next business morning."""
    who = np.repeat(np.arange(len(block.main)), block.months.count)
    months = np.tile(block.months.numbers, len(block.main))
    draws = block.draws.at(who)
    lost = np.flatnonzero(draws.uniform("card copy", months) < CARD_COPIES * np.minimum(block.who.activity[who], 1.0))
    who, months, draws = who[lost], months[lost], draws.at(lost)
    day = next_business_day(first_day(months) + draws.integer("card copy day", 0, 28, months))
    moment = at(day, 3600 + draws.integer("card copy second", 0, 3 * 3600, months))
    account = block.main[who]
    amount = block.run.once(Fees).on("card_copy", day)
    key = monthly_keys(Source.CARD_COPY, block.accounts.account_id[account], months)
    return postings(Source.CARD_COPY, account, moment, -amount, key)
