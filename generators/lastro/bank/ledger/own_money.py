"""Own money: moves between the accounts of one customer, so that the main one stays near its target for years.

Month after month, from what came in and went out: where the balance would end too low, money comes from the savings
account or from another bank in the month's first days; where too much would be left, savers save, and the rest goes to
another bank.
Nothing here looks at a month that is not over, save for what was foreseen of it, so the past stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.ledger.postings import Postings, in_month, monthly_keys, postings
from lastro.bank.ledger.sources import Source
from lastro.bank.ledger.transfers import legs
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.rhythm import at, second_of_day
from lastro.bank.people.target_balance import monthly_targets
from lastro.brazil import calendar
from lastro.engine.arrays import Flags, Floats, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.random.keys import child
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

SAVERS_FROM = 0.55  # thrift above which a customer puts money aside in good months, ASSUMED
SAVED = 0.45  # share of a month's surplus that a saver moves to savings, ASSUMED
SAVES_A_MONTH = 0.75  # ASSUMED: how often a saver does so when there is something left
SENDS_A_MONTH = (0.65, 0.85)  # ASSUMED: how often what is too much is sent on, by people and by businesses
FROM_SAVINGS = 0.35  # ASSUMED: how often a lack is made up from savings, where they suffice; always in deep trouble
LOWEST, HIGHEST = 0.35, 1.6  # shares of the target balance between which nothing needs to move, ASSUMED
DEEPER = 1.6  # the lower bound of those who live on their overdraft limit, ASSUMED
SLACK = 0.12  # of a month's outgoings, added to the upper bound, ASSUMED
MONTHS_AHEAD = 2.2  # ASSUMED: somebody who brings money for a lack brings for so many months at most
UNSEEN = 0.97  # as if less had been sent: makes up for top-ups, which no month reckons with, ASSUMED
SMALLEST = 60_00  # cents; less is not worth a transfer
LUCKS = ("own.ahead", "own.savings", "save", "save.share", "out", "out.share")  # draws of each account's month
STEP_IN, STEP_OUT = 50_00, 10_00  # cents: sums as people move them


@dataclass(frozen=True)
class OwnMoves:
    """Sums in cents, (main accounts, months)."""

    brought: Floats  # from another bank
    drawn: Floats  # from savings
    saved: Floats  # to savings
    sent: Floats  # to another bank


@dataclass(frozen=True)
class MoveTimes:
    """When own money would move, and with which draws; one value a main account and month, flat."""

    row: Integers
    month: Integers
    draws: Draws
    early: Integers  # moments
    late: Integers


def own_money(block: AccountBlock, inflow: Floats, outflow: Floats, surprise: Floats) -> list[Postings]:
    """Transfers from and to accounts at other banks and savings; surprise is what a month could not foresee."""
    row, column = (a.ravel() for a in np.indices(inflow.shape))
    month = column + block.months.first
    draws = block.draws.at(row)
    first, early, late = calendar.first_day(month), draws.each("own", month), draws.each("out", month)
    times = MoveTimes(
        row,
        month,
        draws,
        at(first + draws.integer("own.day", 0, 4, month), second_of_day(early, "pix")),
        at(first + draws.integer("out.day", 8, 27, month), second_of_day(late, "pix")),
    )
    return _posted(block, times, _moves(block, times, inflow, outflow, surprise))


class _Course:
    """What the moves of all main accounts follow from, month by month; `balance` and `kept` run along."""

    def __init__(self, block: AccountBlock, times: MoveTimes, shape: tuple[int, ...]) -> None:
        limit = block.accounts.overdraft_limit[block.main]
        self.limit = limit
        self.targets = monthly_targets(block.who, limit, block.path, block.calendar.prices)
        self.from_savings = FROM_SAVINGS + (1 - FROM_SAVINGS) * block.path.hardship
        self.balance = block.accounts.opening_balance[block.main].astype(np.float64)
        self.kept = np.where(block.savings >= 0, block.accounts.opening_balance[block.savings], 0).astype(np.float64)
        self.overdraft = float(block.run.section("ledger")["overdraft_rate"]) / 100
        self.unseen = np.where(limit > 0, 1.0, UNSEEN)  # an overdraft limit would hide what is missing
        self.saver = block.who.thrift > SAVERS_FROM
        self.sends = np.where(block.who.business, SENDS_A_MONTH[1], SENDS_A_MONTH[0])
        self.saving = _savings_open(block, times).reshape(shape)
        opens = block.opens[block.main][times.row]
        self.early, self.late = ((moment >= opens).reshape(shape) for moment in (times.early, times.late))
        self.luck = {name: times.draws.uniform(name, times.month).reshape(shape) for name in LUCKS}

    def coming(self, m: int, net: Floats) -> tuple[Floats, Floats]:
        """What is brought from another bank, and what is drawn from savings, where a month would end too low."""
        end, target = self.balance + net, self.targets[:, m]
        lowest = np.where(target > 0, LOWEST * target, np.maximum(target * DEEPER, -0.9 * self.limit))
        lack = np.where(self.early[:, m] & (end < lowest), target - end, 0.0)
        ahead = MONTHS_AHEAD * self.luck["own.ahead"][:, m] * np.maximum(-net, 0.0)
        at_home = (
            self.saving[:, m]
            & (self.luck["own.savings"][:, m] < self.from_savings[:, m])
            & (self.kept > lack + STEP_IN)
        )
        brought = np.where((lack > 0) & ~at_home, _steps(lack + ahead), 0.0)
        return brought, np.where(at_home, _steps(lack), 0.0)

    def going(self, m: int, net: Floats, outflow: Floats) -> tuple[Floats, Floats]:
        """What is saved, and what is sent to another bank, where a month would leave too much."""
        end, target = self.balance + net, self.targets[:, m]
        highest = np.maximum(target * HIGHEST, target + SLACK * outflow)
        over = np.where(self.late[:, m] & (end > highest), end - target, 0.0)
        share = SAVED * (0.8 + 0.4 * self.luck["save.share"][:, m])
        saves = self.saver & self.saving[:, m] & (self.luck["save"][:, m] < SAVES_A_MONTH)
        saved = np.where(saves, _worth(np.minimum(over, np.maximum(net, 0.0)) * share), 0.0)
        out = _worth((over - saved) * (0.6 + 0.4 * self.luck["out.share"][:, m]))
        return saved, np.where(self.luck["out"][:, m] < self.sends, out, 0.0)


def _moves(block: AccountBlock, times: MoveTimes, inflow: Floats, outflow: Floats, surprise: Floats) -> OwnMoves:
    """Month by month, with the balance that all main accounts would have by then."""
    course = _Course(block, times, inflow.shape)
    moves = OwnMoves(*(np.zeros(inflow.shape) for _ in range(4)))
    for m in range(inflow.shape[1]):
        net = inflow[:, m] - outflow[:, m]
        brought, drawn = course.coming(m, net)
        saved, sent = course.going(m, net, outflow[:, m])
        moves.brought[:, m], moves.drawn[:, m], moves.saved[:, m], moves.sent[:, m] = brought, drawn, saved, sent
        balance = course.balance + net + surprise[:, m] + brought + drawn - saved - course.unseen * sent
        course.balance = balance + course.overdraft * np.minimum(balance, 0.0)  # what the ledger will book, nearly
        course.kept += saved - drawn
    return moves


def _steps(cents: Floats) -> Floats:
    """Whole steps that suffice."""
    steps: Floats = np.ceil(cents / STEP_IN) * STEP_IN
    return steps


def _worth(cents: Floats) -> Floats:
    """Whole tens of reais, nothing where it is not worth a transfer."""
    return np.where(cents > SMALLEST, np.floor(cents / STEP_OUT) * STEP_OUT, 0.0)


def _savings_open(block: AccountBlock, times: MoveTimes) -> Flags:
    """Whether the savings account was open before a month; one opened in it must change nothing before its opening."""
    begin = calendar.first_day(times.month) * DAY
    closed = block.accounts.closed_at[block.savings]
    closes = np.where((closed == NULL) | (block.savings < 0), np.iinfo(np.int64).max, closed)
    since = np.where(block.savings >= 0, block.accounts.created_at[block.savings], np.iinfo(np.int64).max)
    opens: Flags = (since[times.row] < begin) & (closes[times.row] > begin)
    return opens


def _posted(block: AccountBlock, times: MoveTimes, moves: OwnMoves) -> list[Postings]:
    account, savings = block.main[times.row], block.savings[times.row]
    ids = block.accounts.account_id[account]
    cents = {name: values.ravel().astype(np.int64) for name, values in vars(moves).items()}
    parts = []
    for source, sum_of, moment, sign in (
        (Source.OWN_IN, cents["brought"], times.early, 1),
        (Source.OWN_OUT, cents["sent"], times.late, -1),
    ):
        some = sum_of > 0
        keys = monthly_keys(source, ids, times.month)
        parts.append(postings(source, account[some], moment[some], sign * sum_of[some], keys[some]))
    drawn, saved = cents["drawn"] > 0, cents["saved"] > 0
    early, late = times.early[drawn], times.late[saved] - 600
    from_savings, to_savings = (_transfer_keys(ids, times.month, way) for way in (0, 1))
    return [
        *parts,
        legs(block, Source.SAVING, savings[drawn], account[drawn], early, cents["drawn"][drawn], from_savings[drawn]),
        legs(block, Source.SAVING, account[saved], savings[saved], late, cents["saved"][saved], to_savings[saved]),
    ]


def _transfer_keys(accounts: Keys, month: Integers, way: int) -> Keys:
    """A transfer's key from its account, month and direction."""
    return child(accounts, in_month(month, way, 1), 11, "saving")
