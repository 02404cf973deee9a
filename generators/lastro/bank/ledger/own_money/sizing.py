"""Sizing: transfers of own money get their sums from what is really there, reckoned from the rows before them.

A move says at which balance it happens, and to which it is to lead. Its sum is known once all earlier rows of the
owner's main and savings accounts are: so each owner's rows are run through in order of time, those of all owners at
once, with a stop at each move. What is sent never leaves an account overdrawn, and what a later day brings changes
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lastro.bank.choices import AccountType
from lastro.bank.ledger.balances import (
    ArrangedPostings,
    debts_at_first,
    interest_of,
    interest_rates,
    night_days,
    order_of,
    within,
)
from lastro.bank.ledger.charges.daily_debt import Nights, top_ups
from lastro.bank.ledger.charges.overdraft_tax import OverdraftTax
from lastro.bank.ledger.sources import Source, among
from lastro.bank.people.account_block import AccountBlock
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.rows.choice import Code
from lastro.engine.rows.columnar import Columnar

STEP_IN = 50_00  # cents: sums as people bring them
SMALLEST = 60_00  # cents; less is not worth a transfer, ASSUMED
SIZED = among(
    Source.OWN_IN,
    Source.INVESTMENT_PROVISION,
    Source.SAVING,
    Source.OWN_OUT,
    Source.PROFIT,
    Source.SWEEP,
    Source.PORTABILITY,
    Source.SAVINGS_SPENT,
)
_NO_MOVE = -1


class How(Code):
    """What a move's sum follows from."""

    BRING = 0  # what the main account lacks, from another bank
    DRAW = 1  # the same, from savings, where they suffice
    SEND = 2  # what the paying account has too much


@dataclass(frozen=True)
class Moves(Columnar):
    """Moves of own money; a posting's detail is the position of its move. Sums in cents."""

    how: Integers
    beyond: Integers  # it happens where the balance is below this (what is brought and drawn) or above (what is sent)
    aim: Integers  # the balance that it leads to
    keep: Integers  # what stays on the paying account at least, not below zero
    share: Floats  # what is sent of what lies above the aim
    most: Integers
    step: Integers  # sums that are sent are multiples of it
    use: Integers  # the detail of the posting that is written


@dataclass(frozen=True)
class _Stretches(Columnar):
    """Rows between two stops on one account: a stop is a sized row, or the first of an account's month."""

    account: Integers
    owner: Integers  # row of the main account
    total: Integers  # of the rows that need no sizing
    lowest: Integers  # of their running sums, at most 0
    month: Integers  # place in the history of the month that begins with interest, -1 where none does
    move: Integers  # of the sized row that stands first, -1 where none does
    sign: Integers  # of that row, twice that where its sum is known from an earlier row of the move
    nights: Integers  # the place of its first among all nights
    next: Integers  # the place behind its last


def sized(block: AccountBlock, arranged: ArrangedPostings, moves: Moves) -> ArrangedPostings:
    """The postings with the sums of moves filled in, without those that come to nothing."""
    rows, stops = arranged.rows, np.flatnonzero(SIZED[arranged.rows.source])
    move = rows.detail[stops]
    found = _decided(block, arranged, moves)[move]
    amount, detail, kept = rows.amount.copy(), rows.detail.copy(), np.ones(len(rows), np.bool_)
    amount[stops], detail[stops], kept[stops] = np.sign(amount[stops]) * found, moves.use[move], found > 0
    left, segment = replace(rows, amount=amount, detail=detail).take(kept), arranged.segment[kept]
    return ArrangedPostings(left, segment, within(segment, np.cumsum(left.amount)))


def _decided(block: AccountBlock, arranged: ArrangedPostings, moves: Moves) -> Integers:
    """The sum of each move, 0 where nothing is moved."""
    stretches, turn, nights = _by_turn(block, arranged)
    course = _Course(block, arranged, moves, nights)
    ends = np.searchsorted(turn, np.arange(int(turn.max(initial=-1)) + 2))
    columns = vars(stretches).values()
    for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        course.run(_Stretches(*(column[start:end] for column in columns)))
    return course.decided


def _by_turn(block: AccountBlock, arranged: ArrangedPostings) -> tuple[_Stretches, Integers, Nights]:
    """Stretches by their place among those of their owner in time, and that place, from 0; and all their nights."""
    rows = arranged.rows
    owner_of = np.full(len(block.accounts) + 1, -1)
    owner_of[block.savings] = np.arange(len(block.main))
    owner_of[block.main], owner_of[-1] = np.arange(len(block.main)), -1
    stops = SIZED[rows.source]
    first = np.flatnonzero(stops | (rows.source == int(Source.INTEREST)) | (np.diff(rows.account, prepend=-1) != 0))
    nights = _nights(block, arranged, first, np.where(stops, 0, rows.amount))
    stretches = _stretches(block, arranged, first, owner_of, stops, nights)
    there = np.flatnonzero(stretches.owner >= 0)
    stretches, moment = stretches.take(there), rows.moment[first[there]]
    # of both legs, which share a moment, the one whose sum is known from the other stands second
    order = order_of(block, stretches.owner, moment * 2 + (np.abs(stretches.sign) == 2), units=2)
    owner = stretches.owner[order]
    begins = np.flatnonzero(np.diff(owner, prepend=-1))
    turn = np.arange(len(owner)) - np.repeat(begins, np.diff(begins, append=len(owner)))
    by_turn = np.argsort(turn, kind="stable")
    return stretches.take(order[by_turn]), turn[by_turn], nights


def _nights(block: AccountBlock, arranged: ArrangedPostings, first: Integers, fixed: Integers) -> Nights:
    """The nights of all rows, parts being the stretches that begin at some of them."""
    account, day = arranged.rows.account, night_days(block, arranged)
    days = np.where(
        np.append(account[1:] == account[:-1], False)[: len(day)], np.append(day[1:], 0)[: len(day)] - day, 0
    )
    days = np.where(block.accounts.overdraft_limit[account] > 0, days, 0)
    part = np.zeros(len(account), np.int64)
    part[first] = 1
    part = np.cumsum(part) - 1
    return Nights.of(part, days, within(part, np.cumsum(fixed)))


def _stretches(
    block: AccountBlock, arranged: ArrangedPostings, first: Integers, owner_of: Integers, stops: Flags, nights: Nights
) -> _Stretches:
    """The stretches that begin at some rows."""
    rows = arranged.rows
    fixed = np.where(stops, 0, rows.amount)
    total = np.cumsum(fixed)
    before = np.where(first > 0, total[first - 1], 0)
    last = np.append(first, len(total))[1:] - 1
    source, sign = rows.source[first], np.sign(rows.amount[first])
    interest, stop = source == int(Source.INTEREST), stops[first]
    follows = ((source == int(Source.SAVING)) & (sign > 0)) | (source == int(Source.SAVINGS_SPENT))
    return _Stretches(
        account=rows.account[first],
        owner=owner_of[rows.account[first]],
        total=total[last] - before,
        lowest=np.minimum(np.minimum.reduceat(total, first) - before, 0),
        month=np.where(interest, arranged.segment[first] % block.months.count, -1),
        move=np.where(stop, rows.detail[first], _NO_MOVE),
        sign=np.where(follows, 2, 1) * sign * stop,
        nights=np.searchsorted(nights.part, np.arange(len(first))),
        next=np.searchsorted(nights.part, np.arange(len(first)), side="right"),
    )


class _Course:
    """Balances of all accounts while stretches run, and what moves have come to so far."""

    def __init__(self, block: AccountBlock, arranged: ArrangedPostings, moves: Moves, nights: Nights) -> None:
        self.moves, self.main = moves, block.main
        self.decided = np.zeros(len(moves), np.int64)
        self.balance = block.accounts.opening_balance.astype(np.int64)
        self.limit = block.accounts.overdraft_limit
        self.saves = block.accounts.account_type == AccountType.SAVINGS
        self.bearing = self.balance.copy()  # of savings, the lowest balance of the month
        self.savings, self.overdraft = interest_rates(block)
        self.tax = OverdraftTax(block)
        self.nights, self.debts = nights, debts_at_first(block, arranged)

    def run(self, stretches: _Stretches) -> None:
        """The next stretch of each owner that has one."""
        account = stretches.account
        self._begin_months(account, stretches.month)
        balance = self.balance[account]
        stop = np.flatnonzero(stretches.move >= 0)
        if len(stop):
            balance[stop] += self._moved(stretches.take(stop), balance[stop])
        lowest = balance + stretches.lowest
        self.bearing[account] = np.minimum(self.bearing[account], lowest)
        self._owe(stretches, balance, lowest)
        self.balance[account] = balance + stretches.total + top_ups(-lowest - self.limit[account])

    def _owe(self, stretches: _Stretches, balance: Integers, lowest: Integers) -> None:
        """Count what is owed on the nights of stretches, by the balances with which they begin."""
        some = stretches.next > stretches.nights
        self.debts.last[stretches.account[some & (lowest >= 0)]] = 0
        owing = np.flatnonzero(some & (lowest < 0))
        if not len(owing):
            return
        begin, count = stretches.nights[owing], (stretches.next - stretches.nights)[owing]
        row = np.repeat(np.arange(len(owing)), count)
        night = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + begin[row]
        account = stretches.account[owing][row]
        debt = self.nights.debts(night, balance[owing][row], self.limit[account])
        self.debts.add(account, debt, self.nights.days[night])

    def _begin_months(self, account: Integers, month: Integers) -> None:
        """Interest of the month before, and the IOF on it, where one begins."""
        new = np.flatnonzero(month >= 0)
        if len(new):
            at = account[new]
            balance, saves = self.balance[at], self.saves[at]
            saved, place = np.where(saves, np.maximum(np.minimum(self.bearing[at], balance), 0), 0), month[new]
            owed, grown = self.debts.sums[at], self.debts.grown[at]
            interest = interest_of(saved, self.savings[place], owed, self.tax.lengths[place], self.overdraft)
            taxed = self.tax.booked(at, place, owed, grown)
            self.debts.reset(at)
            balance += interest - np.where(interest < 0, taxed, 0)
            self.balance[at], self.bearing[at] = balance, balance

    def _moved(self, stops: _Stretches, balance: Integers) -> Integers:
        """What each sized row brings or takes, and the sums of the moves that are decided here."""
        decide = np.flatnonzero(np.abs(stops.sign) == 1)
        if len(decide):
            move = stops.move[decide]
            self.decided[move] = _sums(
                self.moves.take(move), balance[decide], self.balance[self.main[stops.owner[decide]]]
            )
        moved: Integers = np.sign(stops.sign) * self.decided[stops.move]
        return moved


def _sums(moves: Moves, balance: Integers, of_main: Integers) -> Integers:
    """The sums of moves, from the balance of the row's account and of the main one, in cents."""
    lack = np.where(of_main < moves.beyond, -(-(moves.aim - of_main) // STEP_IN) * STEP_IN, 0)
    drawn = np.where(lack <= balance - moves.keep, lack, 0)
    over = np.minimum((moves.share * (balance - moves.aim)).astype(np.int64), balance - moves.keep)
    over = np.minimum(over, moves.most) // moves.step * moves.step
    sent = np.where((balance > moves.beyond) & (over >= SMALLEST), over, 0)
    found: Integers = np.select([moves.how == How.BRING, moves.how == How.DRAW], [lack, drawn], sent)
    return found.clip(0)
