"""Limits: what people may send by Pix at night, and what cash machines give a day and a night."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lastro.bank.choices import Category, PaymentMethod
from lastro.bank.ledger.own_money.sizing import SIZED
from lastro.bank.ledger.posting_kinds import POSTING_KINDS, kinds_of
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.sources import Everyday, Source
from lastro.bank.people.account_block import AccountBlock
from lastro.engine.arrays import Cents, Flags, Integers
from lastro.engine.rows.moments import DAY

NIGHT = (20, 6)  # hours (Res. BCB 142/2021)
SENT_A_NIGHT = 1_000_00  # cents, by people to others (Res. BCB 142/2021)
RAISED = 0.15  # of people have had it raised, ASSUMED
CASH_A_DAY, CASH_A_NIGHT = 3_000_00, 300_00  # cents a card; the day ASSUMED, the night by Febraban's circular of 2011
NOTE, LEAST_CASH = 10_00, 20_00  # cents
BY_DAY = (8 * 3600, 20 * 3600)  # seconds of the day to which payments from before dawn are put off
SAME_DAY = (12 * 3600, 20 * 3600)  # and at which those of the evening are made instead
AFTER_PAYOUT = (16 * 3600 + 1800, 20 * 3600)  # the same of what loans are spent on, which are paid out until 16 h
_LIMITED = np.array([k.method is PaymentMethod.PIX and k.category is not Category.OWN_TRANSFER for k in POSTING_KINDS])


def is_night(moment: Integers) -> Flags:
    """Which moments lie between 20 and 6 h."""
    hour = moment % DAY // 3600
    night: Flags = (hour >= NIGHT[0]) | (hour < NIGHT[1])
    return night


def night_of(moment: Integers) -> Integers:
    """The day on which each moment's night began."""
    night: Integers = (moment - NIGHT[1] * 3600) // DAY
    return night


def withdrawals_within_limits(daily: Postings) -> Postings:
    """Everyday postings whose withdrawals are what machines still give: the rest of the day's, and of the night's."""
    cash = np.flatnonzero(daily.detail == Everyday.CASH_OUT)
    account, moment, asked = daily.account[cash], daily.moment[cash], -daily.amount[cash]
    given = _rest(account, moment // DAY, moment, asked, CASH_A_DAY)
    night = np.flatnonzero(is_night(moment))
    given[night] = _rest(account[night], night_of(moment[night]), moment[night], given[night], CASH_A_NIGHT)
    given = given // NOTE * NOTE
    amount = daily.amount.copy()
    amount[cash] = -np.where(given >= LEAST_CASH, given, 0)
    return replace(daily, amount=amount).take(np.flatnonzero(amount))


def transfers_within_limits(block: AccountBlock, transfers: Postings) -> Postings:
    """Transfers between customers, no more of them at night than the payer may send; both legs alike."""
    debits, credits = np.flatnonzero(transfers.amount < 0), np.flatnonzero(transfers.amount > 0)
    debits, credits = (legs[np.argsort(transfers.link[legs])] for legs in (debits, credits))
    some = np.flatnonzero(is_night(transfers.moment[debits]) & limited(block, transfers.account[debits]))
    debits, credits = debits[some], credits[some]
    account, moment = transfers.account[debits], transfers.moment[debits]
    sent = _rest(account, night_of(moment), moment, -transfers.amount[debits], SENT_A_NIGHT)
    amount = transfers.amount.copy()
    amount[debits], amount[credits] = -sent, sent
    return replace(transfers, amount=amount).take(np.flatnonzero(amount))


def payments_by_day(block: AccountBlock, parts: list[Postings]) -> list[Postings]:
    """All postings; Pix of people beyond the limit of their night are made by day, before or after it."""
    found = [sent_at_night(block, part) for part in parts]
    part = np.repeat(np.arange(len(parts)), [len(rows) for rows in found])
    place = np.concatenate(found)
    rows = Postings.together([each.take(at) for each, at in zip(parts, found, strict=True)])
    late = np.flatnonzero(_beyond(rows))
    moved = _by_day(block, rows.take(late))
    moments = [each.moment.copy() for each in parts]
    for number in range(len(parts)):
        here = part[late] == number
        moments[number][place[late[here]]] = moved[here]
    return [replace(each, moment=moment) for each, moment in zip(parts, moments, strict=True)]


def sent_at_night(block: AccountBlock, part: Postings) -> Integers:
    """The rows of a part that count against the limit of a night; moves of own money have no sums yet."""
    counted = (part.amount < 0) & is_night(part.moment) & ~SIZED[part.source]
    rows = np.flatnonzero(counted & limited(block, part.account))
    found: Integers = rows[_LIMITED[kinds_of(part.take(rows))]]
    return found


def limited(block: AccountBlock, account: Integers) -> Flags:
    """Accounts of people who have not had the limit raised."""
    found = np.zeros(len(block.accounts), np.bool_)
    found[block.main] = ~block.who.business & ~block.who.draws.chance("night limit raised", RAISED)
    of_accounts: Flags = found[account]
    return of_accounts


def _beyond(rows: Postings) -> Flags:
    """What does not fit into the limit of its night; transfers, which have two legs, stay where they are."""
    amount, fixed = -rows.amount, rows.source == Source.TRANSFER
    counted = np.where(amount > SENT_A_NIGHT, 0, amount)
    order = np.lexsort((rows.key, rows.moment, ~fixed, night_of(rows.moment), rows.account))
    total = np.empty(len(rows), np.int64)
    group = rows.account[order] * 100_000 + night_of(rows.moment[order])
    total[order] = _running(group, counted[order])
    late: Flags = ~fixed & ((amount > SENT_A_NIGHT) | (total > SENT_A_NIGHT))
    return late


def _by_day(block: AccountBlock, rows: Postings) -> Integers:
    draws = block.run.draws("transactions", rows.key)
    morning, evening, later = (draws.integer("by day", *hours) for hours in (BY_DAY, SAME_DAY, AFTER_PAYOUT))
    evening = np.where(rows.source == Source.LOAN_SPENT, later, evening)
    second = np.where(rows.moment % DAY < NIGHT[1] * 3600, morning, evening)
    moved: Integers = rows.moment // DAY * DAY + second
    return moved


def _rest(account: Integers, period: Integers, moment: Integers, asked: Cents, limit: int) -> Cents:
    """What of each sum fits into its account's limit of a period, in the order of time."""
    order = np.lexsort((moment, period, account))
    before = np.empty(len(order), np.int64)
    before[order] = _running(account[order] * 100_000 + period[order], asked[order]) - asked[order]
    return np.clip(limit - before, 0, asked)


def _running(group: Integers, cents: Cents) -> Cents:
    """Running totals within groups that stand together."""
    total = np.cumsum(cents)
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    before = total[starts] - cents[starts]
    found: Cents = total - np.repeat(before, np.diff(starts, append=len(group)))
    return found
