"""Surplus: what comes in and goes out by month, what is left to spend, and money brought for single debits.

Everything here follows from the month's postings as they were drawn, never from a balance: the past stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.incomes import spare
from lastro.bank.people.period import history_start
from lastro.bank.people.target_balance import overdrawn
from lastro.brazil import calendar
from lastro.engine.arrays import Floats, Integers, Keys
from lastro.engine.rows.moments import DAY

FIRST_DEPOSIT = (
    150_00,
    1_500_00,
)  # cents: the first deposit of a new account, before what income adds, ASSUMED
PETTY = 0.03  # of a company's sales: what it spends from day to day beside its suppliers, ASSUMED
PROVISION_ABOVE = 0.9  # share of monthly income above which money is brought for a single instalment or bill, ASSUMED
BREAD = 0.15  # of a month's income: people spend so much whatever is left, ASSUMED
SPENT = (0.97, 0.22)  # share of what comes in that is spent at no thrift, and how much less at most, ASSUMED
LEAST_SPARE = 0.15  # of that thrift, what even the poorest have, ASSUMED


def month_flows(block: AccountBlock, parts: list[Postings]) -> tuple[Floats, Floats]:
    """What comes into and leaves each main account by month from its opening on, in cents, (accounts, months)."""
    row_of = np.full(len(block.accounts) + 1, -1)
    row_of[block.main] = np.arange(len(block.main))
    inflow, outflow = (np.zeros(len(block.main) * block.months.count) for _ in range(2))
    for part in parts:
        row, month = row_of[part.account], calendar.month_index(part.moment // DAY) - block.months.first
        known = (row >= 0) & (month >= 0) & (month < block.months.count) & (part.moment >= block.opens[part.account])
        cell = (row * block.months.count + month)[known]
        amount = part.amount[known]
        inflow += np.bincount(cell, np.maximum(amount, 0), len(inflow))
        outflow += np.bincount(cell, np.maximum(-amount, 0), len(inflow))
    shape = (len(block.main), block.months.count)
    return inflow.reshape(shape), outflow.reshape(shape)


def rest_of_month(block: AccountBlock, parts: list[Postings], moments: Sequence[Integers]) -> list[Floats]:
    """What comes in less what goes out from a moment of each month to its end, for each of several tables of moments;
    all (accounts, months), in cents."""
    row_of = np.full(len(block.accounts) + 1, -1)
    row_of[block.main] = np.arange(len(block.main))
    found = [np.zeros(moments[0].size) for _ in moments]
    for part in parts:
        row, month = row_of[part.account], calendar.month_index(part.moment // DAY) - block.months.first
        known = np.flatnonzero((row >= 0) & (month >= 0) & (month < block.months.count))
        cell, moment, amount = (row * block.months.count + month)[known], part.moment[known], part.amount[known]
        for sums, table in zip(found, moments, strict=True):
            sums += np.bincount(cell, np.where(moment > table.ravel()[cell], amount, 0), len(sums))
    return [sums.reshape(moments[0].shape) for sums in found]


def budget(block: AccountBlock, inflow: Floats, outflow: Floats) -> Floats:
    """What each month has left for everyday postings: income less thrift and what is committed, or, where income goes
    elsewhere, what such a customer spends from here."""
    income = block.income.astype(np.float64)
    less = SPENT[1] * np.maximum(spare(block.run, block.who), LEAST_SPARE)
    spend = SPENT[0] - (less * block.who.thrift)[:, None]
    spend = np.where(overdrawn(block.who, block.accounts.overdraft_limit[block.main])[:, None], 1.0, spend)
    used = np.minimum(block.who.activity, 1.0)
    bread = np.where(block.who.business, 0.0, BREAD * used)[:, None] * income
    left = np.maximum(inflow * spend - outflow, np.maximum(0.08 * np.minimum(income, inflow), bread))
    elsewhere = 0.55 * income * np.minimum(block.who.activity, 2.0)[:, None]
    found = np.where(block.who.primary[:, None], left, np.broadcast_to(elsewhere, inflow.shape))
    petty = PETTY * income * block.who.seen_here[:, None]
    return np.where(block.who.business[:, None], petty, found)


def first_deposits(block: AccountBlock) -> Postings:
    """The first deposit of main accounts that are opened within the history."""
    created = block.accounts.created_at[block.main]
    fresh = np.flatnonzero(created >= history_start(block.run) * DAY)
    draws = block.draws.at(fresh)
    share = np.minimum(block.who.activity[fresh], 1.5) * (0.15 + 0.5 * draws.uniform("opening.share"))
    amount = draws.integer("opening.sum", *FIRST_DEPOSIT) + (block.who.income[fresh] * share).astype(np.int64)
    amount = (amount * block.prices(calendar.month_index(created[fresh] // DAY))).astype(np.int64)
    moment = created[fresh] + draws.integer("opening.second", 60, 7200)
    account = block.main[fresh]
    key = monthly_keys(Source.OPENING, block.accounts.account_id[account], calendar.month_index(moment // DAY))
    return postings(Source.OPENING, account, moment, amount // 50_00 * 50_00 + 50_00, key)


def provisions(block: AccountBlock, source: Source, debits: Postings, keys: Keys) -> Postings:
    """Money brought from another bank some time before a debit that a month's income would not bear."""
    row_of = np.full(len(block.accounts) + 1, -1)
    row_of[block.main] = np.arange(len(block.main))
    row = row_of[debits.account]
    month = calendar.month_index(debits.moment // DAY)
    known = month.clip(block.months.first, block.months.first + block.months.count - 1)  # the others are cut
    large = -debits.amount > PROVISION_ABOVE * block.income_in(row, known)
    wanted = (row >= 0) & (debits.amount < 0) & large
    some = debits.take(wanted)
    before = block.run.draws("provisions", keys[wanted]).integer("before", 300, 6 * 3600)
    cents = -(some.amount // 10_00) * 10_00
    return postings(source, some.account, some.moment - before, cents, keys[wanted], contract=some.contract)
