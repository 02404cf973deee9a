"""Surplus: what moves between the customer's own accounts, so that money that comes in and goes out stays in step.

Everything here follows from the month's other postings as they were drawn, never from a balance: the past stays as it is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bank.desk import Desk
from bank.postings import FIRST_MONTH, Integers, Keys, Postings, Source, monthly_keys, postings
from bank.rhythm import at, second_of_day
from bank.transfers import legs
from brazil import calendar
from engine.draws import Draws
from engine.keys import child
from engine.moments import DAY

Floats = NDArray[np.float64]

SAVERS_FROM = 0.55  # thrift above which a customer puts money aside every month, ASSUMED
SAVED = 0.45  # share of a month's surplus that a saver moves to savings, ASSUMED
SPENT_ELSEWHERE = 0.75  # share of what is then left that goes to accounts at other banks, at most, ASSUMED
SENDS_A_MONTH = 0.55  # ASSUMED: how often a surplus is sent on at all
SMALLEST = 60_00  # cents; less is not worth a transfer
FIRST_DEPOSIT = (
    150_00,
    1_500_00,
)  # cents: the first deposit of a new account, before what income adds, ASSUMED
PROVISION_ABOVE = 0.22  # share of monthly income above which a main bank's customer brings money for a single debit


def month_flows(desk: Desk, parts: list[Postings]) -> tuple[Floats, Floats]:
    """What comes into and leaves each main account by month, (accounts, months) in cents, both positive."""
    row_of = np.full(len(desk.accounts) + 1, -1)
    row_of[desk.main] = np.arange(len(desk.main))
    inflow, outflow = (np.zeros(len(desk.main) * desk.months.count) for _ in range(2))
    for part in parts:
        row, month = row_of[part.account], calendar.month_index(part.moment // DAY) - desk.months.first
        known = (row >= 0) & (month >= 0) & (month < desk.months.count)
        cell = (row * desk.months.count + month)[known]
        amount = part.amount[known]
        inflow += np.bincount(cell, np.maximum(amount, 0), len(inflow))
        outflow += np.bincount(cell, np.maximum(-amount, 0), len(inflow))
    shape = (len(desk.main), desk.months.count)
    return inflow.reshape(shape), outflow.reshape(shape)


def budget(desk: Desk, inflow: Floats, outflow: Floats) -> Floats:
    """What each month has left for everyday postings: income less thrift and what is committed, or, where income goes
    elsewhere, what such a customer spends from here."""
    income = desk.who.income[:, None].astype(np.float64)
    spend = 0.97 - 0.22 * desk.who.thrift[:, None]
    left = np.maximum(inflow * spend - outflow, 0.08 * np.minimum(income, inflow))
    elsewhere = 0.55 * income * np.minimum(desk.who.activity, 2.0)[:, None]
    settled = desk.who.primary | desk.who.business
    return np.where(settled[:, None], left, np.broadcast_to(elsewhere, inflow.shape))


def own_money(desk: Desk, inflow: Floats, outflow: Floats) -> list[Postings]:
    """Transfers from and to the customer's accounts at other banks, and to savings."""
    rows, columns = (a.ravel() for a in np.indices(inflow.shape))
    month = columns + desk.months.first
    draws = desk.draws.at(rows)
    net = (inflow - outflow).ravel()
    return [_brought_in(desk, rows, month, net, draws), *_put_aside(desk, rows, month, net, draws)]


def _brought_in(desk: Desk, rows: Integers, month: Integers, net: Floats, draws: Draws) -> Postings:
    """Where a month spends more than comes in, money comes from another bank in its first days."""
    settled = (desk.who.primary | desk.who.business)[rows]
    tolerated = np.where(settled, 0.10 * desk.who.income[rows], 0.0)
    wanted = -net * (0.97 + 0.25 * draws.uniform("own.share", month))
    some = -net > tolerated + 10_00
    rows, month, wanted, draws = rows[some], month[some], wanted[some], draws.at(some)
    cents = np.ceil(wanted / 50_00).astype(np.int64) * 50_00
    day = calendar.first_day(month) + draws.integer("own.day", 0, 4, month)
    account = desk.main[rows]
    return postings(
        Source.OWN_IN,
        account,
        at(day, second_of_day(draws.each("own", month), "pix")),
        cents,
        monthly_keys(Source.OWN_IN, desk.accounts.account_id[account], month),
    )


def _put_aside(desk: Desk, rows: Integers, month: Integers, net: Floats, draws: Draws) -> list[Postings]:
    """Where something is left, savers save it, and part of the rest goes to other banks."""
    since = desk.held.savings_created[desk.owner]
    saver = (desk.who.thrift > SAVERS_FROM) & (desk.savings >= 0)
    known = calendar.first_day(month) * DAY > since[rows]  # an account opened this month must change nothing before it
    saved = np.where(saver[rows] & known, net * SAVED * (0.8 + 0.4 * draws.uniform("save.share", month)), 0.0)
    sent = (net - saved) * SPENT_ELSEWHERE * draws.uniform("out.share", month)
    day = calendar.first_day(month) + draws.integer("out.day", 8, 27, month)
    moment = at(day, second_of_day(draws.each("out", month), "pix"))
    account = desk.main[rows]
    ids = desk.accounts.account_id[account]
    save, send = saved > SMALLEST, (sent > SMALLEST) & draws.chance("out", SENDS_A_MONTH, month)
    return [
        legs(
            desk, Source.SAVING, account[save], desk.savings[rows[save]], moment[save] - 600, _even(saved[save]),
            monthly_payload(ids, month)[save],
        ),
        postings(
            Source.OWN_OUT, account[send], moment[send], -_even(sent[send]), monthly_keys(Source.OWN_OUT, ids, month)[send]
        ),
    ]  # fmt: skip


def _even(cents: Floats) -> Integers:
    """A sum as people move it: whole tens of reais."""
    return np.asarray(cents // 10_00, dtype=np.int64) * 10_00


def monthly_payload(accounts: Keys, month: Integers) -> Keys:
    """A transfer's key from its account and month."""
    return child(accounts, (month - FIRST_MONTH), 10, "saving")


def first_deposits(desk: Desk) -> Postings:
    """The first deposit of main accounts that are opened within the history."""
    created = desk.accounts.created_at[desk.main]
    fresh = np.flatnonzero(created >= desk.run.history_start * DAY)
    draws = desk.draws.at(fresh)
    share = np.minimum(desk.who.activity[fresh], 1.5) * (0.15 + 0.5 * draws.uniform("opening.share"))
    amount = draws.integer("opening.sum", *FIRST_DEPOSIT) + (desk.who.income[fresh] * share).astype(np.int64)
    moment = created[fresh] + draws.integer("opening.second", 60, 7200)
    account = desk.main[fresh]
    key = monthly_keys(Source.OPENING, desk.accounts.account_id[account], calendar.month_index(moment // DAY))
    return postings(Source.OPENING, account, moment, amount // 50_00 * 50_00 + 50_00, key)


def provisions(desk: Desk, source: Source, debits: Postings, keys: Keys) -> Postings:
    """Money brought from another bank some minutes before a debit that a month's income would not bear."""
    row_of = np.full(len(desk.accounts) + 1, -1)
    row_of[desk.main] = np.arange(len(desk.main))
    row = row_of[debits.account]
    large = -debits.amount > PROVISION_ABOVE * desk.who.income[row]
    settled = (desk.who.primary | desk.who.business)[row]
    wanted = (row >= 0) & (debits.amount < 0) & (large | ~settled)
    some = debits.take(wanted)
    before = desk.run.draws("provisions", keys[wanted]).integer("before", 300, 6 * 3600)
    cents = -(some.amount // 10_00) * 10_00
    return postings(source, some.account, some.moment - before, cents, keys[wanted], contract=some.contract)
