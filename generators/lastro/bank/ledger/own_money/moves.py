"""Moves of own money: what customers send between their accounts, here and at other banks.

The main one stays near its target for years. In a month's first days money comes from savings or from another bank
where the month would end too low; some send a fixed sum to their savings elsewhere after payday; late in the month
savers save, and some send on what is too much. Savings are also spent, on a repair, a car, a holiday. Here stands what
each of these follows from: sums that the month has planned, never a later month's. What they come to follows from the
balances (sizing.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lastro.bank.ledger.own_money.sizing import SMALLEST, How, Moves
from lastro.bank.ledger.postings import Postings, in_month, monthly_keys, postings
from lastro.bank.ledger.settlements import Settlements
from lastro.bank.ledger.sources import OwnOut, SavingsUse, Source
from lastro.bank.ledger.surplus import rest_of_month
from lastro.bank.ledger.transfers import legs
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.incomes import spare
from lastro.bank.people.levels import pays_by_pix
from lastro.bank.people.rhythm import at, by_day, second_of_day
from lastro.bank.people.target_balance import monthly_targets
from lastro.brazil import calendar
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Weights
from lastro.engine.random.keys import child
from lastro.engine.random.quantiles import lognormal
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

SAVERS_FROM = 0.55  # thrift above which a customer puts money aside in good months, ASSUMED
SAVED = (0.15, 0.40)  # share of what is too much that a saver moves to savings, ASSUMED
SAVES_A_MONTH = 0.3  # ASSUMED: how often a saver does so when there is something left
SENDS_A_MONTH = 0.27  # ASSUMED: how often what is too much is sent on
SENDS_BEFORE_PIX = 0.4  # ASSUMED: share of that of who has no Pix yet, to whom a transfer costs a fee
DISTRIBUTES_A_MONTH = 0.7  # ASSUMED: how often a company's owner takes what is too much, as profit
SENT = (0.45, 0.85)  # share of it, ASSUMED
FROM_SAVINGS = 0.35  # ASSUMED: how often a lack is made up from savings, where they suffice
REGULAR = 0.20  # ASSUMED: people with a main account here who keep savings elsewhere
KEEP_ELSEWHERE = 0.15  # ASSUMED: people on a minimum wage who have money at another bank
REGULAR_SUM = (0.05, 0.18)  # of the month's income, ASSUMED
LOWEST, HIGHEST = 0.35, 1.45  # shares of the target balance between which nothing needs to move, ASSUMED
KEPT = 0.25  # share of the target balance that an own transfer leaves at least, ASSUMED
DEEPER = 1.6  # the lower bound of those who live on their overdraft limit, ASSUMED
SLACK = 0.12  # of a month's outgoings, added to the upper bound, ASSUMED
MONTHS_AHEAD = 1.6  # ASSUMED: people who bring money for a lack bring for so many months at most
SPENDS_A_MONTH = 0.08  # ASSUMED: how often somebody's savings are drawn for a purpose
SPENT_SHARE = 0.7  # of the savings, at most, ASSUMED
COST = lognormal(0.8, 0.8)  # of what they are spent on, in monthly incomes, ASSUMED
USES = Weights(SavingsUse.by_code(REPAIR=33, CAR=19, HOLIDAY=24, HEALTH=19, BUILDER=3, RELATIVE=2))  # ASSUMED
OLD, USES_OLD = 60.0, Weights(SavingsUse.by_code(REPAIR=20, CAR=8, HOLIDAY=14, HEALTH=28, BUILDER=15, RELATIVE=15))
ANY_SUM = 1 << 37  # cents: no limit of its own
STEP_OUT = 10_00  # cents: sums as people send them


@dataclass(frozen=True)
class OwnMoney:
    """Postings of own money, of nominal sums, and the moves that say what they come to."""

    postings: list[Postings]
    moves: Moves


class _Plan:
    """Months of all main accounts: what is planned in them, and when own money would move; (accounts, months)."""

    def __init__(self, block: AccountBlock, planned: list[Postings]) -> None:
        self.block = block
        self.row, column = np.indices((len(block.main), block.months.count))
        self.month = column + block.months.first
        self.draws = block.draws.at(self.row.ravel())
        first = calendar.first_day(self.month)
        self.early = at(first + self.integer("own.day", 0, 4), self._second("own"))
        self.late = at(first + self.integer("out.day", 8, 27), self._second("out"))
        payday = calendar.fifth_business_day(self.month)
        self.regular = at(payday + self.integer("regular.day", 0, 4), self._second("regular"))
        self.rest = rest_of_month(block, planned, (self.early, self.late, self.regular))
        limit = block.accounts.overdraft_limit[block.main]
        self.target = monthly_targets(block.who, limit, block.path, block.calendar.prices) * block.use_left
        self.keep = np.maximum(self.target * KEPT, 0.0)
        self.saving = _savings_open(block, self.row, self.month)

    def uniform(self, name: str) -> Floats:
        """A draw of each month."""
        return self.draws.uniform(name, self.month.ravel()).reshape(self.month.shape)

    def integer(self, name: str, low: int, high: int) -> Integers:
        """A whole number of each month, from low to below high."""
        return self.draws.integer(name, low, high, self.month.ravel()).reshape(self.month.shape)

    def _second(self, name: str) -> Integers:
        return second_of_day(self.draws.each(name, self.month.ravel()), "pix").reshape(self.month.shape)


def own_money(block: AccountBlock, planned: list[Postings], forwarded: Postings, invested: Settlements) -> OwnMoney:
    """All moves of own money.

    planned: what each month is known to bring and take. forwarded: wages that go to another bank.
    """
    plan = _Plan(block, planned)
    groups = [*_coming(plan), *_going(plan), *_spent(plan), _fixed(forwarded)]
    groups += [_lacking(plan, invested.brought), _fixed(invested.swept)]
    found, moves, count = [], [], 0
    for each in groups:
        found += [replace(part, detail=part.detail + count) for part in each.postings]
        moves.append(each.moves)
        count += len(each.moves)
    return OwnMoney(found, Moves.together(moves))


def _coming(plan: _Plan) -> list[OwnMoney]:
    """What is drawn from savings, and what is brought from another bank, where a month would end too low."""
    block, target, rest = plan.block, plan.target, plan.rest[0]
    limit = block.accounts.overdraft_limit[block.main][:, None]
    lowest = np.where(target > 0, LOWEST * target, np.maximum(target * DEEPER, -0.9 * limit))
    lacking = np.where(block.who.business[:, None], 0.0, np.maximum(-rest, 0.0))
    ahead = MONTHS_AHEAD * plan.uniform("own.ahead") * lacking
    draws = plan.saving & (plan.uniform("own.savings") < FROM_SAVINGS + (1 - FROM_SAVINGS) * block.path.hardship)
    every = ~block.who.forgotten[:, None] | (rest < 0)
    drawn = _move(plan, draws, How.DRAW, lowest - rest, target - rest, keep=3_00)
    brought = _move(plan, every, How.BRING, lowest - rest, target - rest + ahead)
    return [
        _between(plan, draws, drawn, plan.early - 90, way=0),
        _alone(plan, every, brought, Source.OWN_IN, plan.early, 1),
    ]


def _going(plan: _Plan) -> list[OwnMoney]:
    """What is saved here, what is sent to another bank where too much would be left, and what is sent every month."""
    block, rest, target = plan.block, plan.rest[1], plan.target
    income = block.income.astype(np.float64)
    highest = np.maximum(target * HIGHEST, target + SLACK * income)
    saver = (block.who.thrift > SAVERS_FROM)[:, None]
    saves = plan.saving & saver & (plan.uniform("save") < SAVES_A_MONTH)
    share = SAVED[0] + (SAVED[1] - SAVED[0]) * plan.uniform("save.share")
    saved = _move(plan, saves, How.SEND, highest - rest, target - rest, plan.keep, share)
    regular = np.broadcast_to(_regular(block)[:, None], rest.shape)
    firm = block.who.business[:, None]
    distributes = firm & (plan.uniform("profit") < DISTRIBUTES_A_MONTH)
    elsewhere = _keeps_elsewhere(block)[:, None]
    pix = pays_by_pix(block.run, plan.draws, plan.month.ravel()).reshape(plan.month.shape)
    often = np.where(pix, SENDS_A_MONTH, SENDS_A_MONTH * np.where(elsewhere, SENDS_BEFORE_PIX, 0.0))
    sends = ~regular & ~distributes & ~block.who.forgotten[:, None] & (plan.uniform("out") < often)
    share = SENT[0] + (SENT[1] - SENT[0]) * plan.uniform("out.share")
    to = np.where(elsewhere, OwnOut.ELSEWHERE, OwnOut.HOME)[plan.row[sends], 0]
    sent = _move(plan, sends, How.SEND, highest - rest, target - rest, plan.keep, share, use=to)
    usual = REGULAR_SUM[0] + (REGULAR_SUM[1] - REGULAR_SUM[0]) * block.draws.uniform("regular.share")[:, None]
    least = plan.keep - np.minimum(plan.rest[2], 0.0)
    sum_of = np.maximum(usual * income // STEP_OUT, 5) * STEP_OUT
    put_by = _move(plan, regular, How.SEND, least, least, plan.keep, most=sum_of)
    due = np.minimum(rest, 0.0)  # who takes profits does not count on sales to come
    profit = _move(plan, distributes, How.SEND, highest - due, target - due, np.maximum(plan.keep, -due), share)
    return [
        _alone(plan, distributes, profit, Source.PROFIT, plan.late, -1),
        _between(plan, saves, saved, plan.late - 600, way=1),
        _alone(plan, sends, sent, Source.OWN_OUT, np.where(elsewhere, plan.late, by_day(plan.late)), -1),
        _alone(plan, regular, put_by, Source.OWN_OUT, plan.regular, -1, number=1),
    ]


def _regular(block: AccountBlock) -> Flags:
    """People who send a fixed sum to their savings at another bank every month."""
    regular: Flags = block.who.primary & ~block.who.business & block.draws.chance("regular", REGULAR)
    return regular & _keeps_elsewhere(block)


def _keeps_elsewhere(block: AccountBlock) -> Flags:
    """Who keeps money at another bank: hardly anybody on a minimum wage, who give what is left to those at home."""
    able = KEEP_ELSEWHERE + (1 - KEEP_ELSEWHERE) * spare(block.run, block.who)
    keeps: Flags = block.who.business | ~block.who.primary | block.draws.chance("keeps elsewhere", able)
    return keeps


def _spent(plan: _Plan) -> list[OwnMoney]:
    """Savings drawn for something, and the payment of it hours later."""
    block = plan.block
    wanted = plan.saving & (plan.uniform("spend savings") < SPENDS_A_MONTH)
    cost = COST(plan.uniform("spend.cost").ravel()).reshape(wanted.shape) * block.income
    row = plan.row[wanted]
    uses = [block.draws.at(row).choice("spend.use", of_age, plan.month[wanted]) for of_age in (USES, USES_OLD)]
    use = np.where(block.age_in(row, plan.month[wanted]) >= OLD, uses[1], uses[0])
    moves = _move(plan, wanted, How.SEND, SMALLEST, 3_00, 3_00, SPENT_SHARE, cost, use=use)
    moment = at(
        calendar.first_day(plan.month) + plan.integer("spend.day", 0, 28),
        9 * 3600 + plan.integer("spend.second", 0, 8 * 3600),
    )
    drawn = _between(plan, wanted, moves, moment, way=2)
    paid = _alone(
        plan, wanted, moves, Source.SAVINGS_SPENT, moment + 600 + plan.integer("spend.later", 0, 4 * 3600), -1
    )
    return [OwnMoney([*drawn.postings, *paid.postings], moves)]


def _fixed(debits: Postings) -> OwnMoney:
    """Debits of planned sums, as far as they leave nothing overdrawn."""
    count = len(debits)
    nought, most = np.zeros(count, np.int64), -debits.amount
    moves = Moves(np.full(count, How.SEND), nought, nought, nought, np.ones(count), most, nought + 1, nought)
    return OwnMoney([replace(debits, detail=np.arange(count))], moves)


def _lacking(plan: _Plan, credits: Postings) -> OwnMoney:
    """Credits of planned sums, as far as the account lacks them to stay near what it keeps."""
    row_of = np.full(len(plan.block.accounts), 0)
    row_of[plan.block.main] = np.arange(len(plan.block.main))
    count, kept = len(credits), plan.keep[:, 0][row_of[credits.account]].astype(np.int64)
    nought, whole = np.zeros(count, np.int64), np.ones(count)
    level = credits.amount + kept
    moves = Moves(np.full(count, int(How.BRING)), level, level, nought, whole, nought, nought + 1, nought)
    return OwnMoney([replace(credits, detail=np.arange(count))], moves)


def _move(
    plan: _Plan,
    wanted: Flags,
    how: How,
    beyond: Floats | int,
    aim: Floats | int,
    keep: Floats | int = 0,
    share: Floats | float = 1.0,
    most: Floats | int = ANY_SUM,
    use: Integers | int = 0,
) -> Moves:
    """The moves of wanted months."""
    shape, count = wanted.shape, int(wanted.sum())
    low, level, kept, largest = (
        np.broadcast_to(values, shape)[wanted].astype(np.int64) for values in (beyond, aim, keep, most)
    )
    shares = np.broadcast_to(share, shape)[wanted].astype(np.float64)
    step, of_use = np.full(count, STEP_OUT), np.broadcast_to(np.asarray(use, dtype=np.int64), count)
    return Moves(np.full(count, int(how)), low, level, kept, shares, largest, step, of_use)


def _alone(
    plan: _Plan, wanted: Flags, moves: Moves, source: Source, moment: Integers, sign: int, number: int = 0
) -> OwnMoney:
    """Moves from and to other banks."""
    account = plan.block.main[plan.row[wanted]]
    keys = monthly_keys(source, plan.block.accounts.account_id[account], plan.month[wanted], number)
    cents = np.full(len(account), sign)
    return OwnMoney([postings(source, account, moment[wanted], cents, keys, detail=np.arange(len(account)))], moves)


def _between(plan: _Plan, wanted: Flags, moves: Moves, moment: Integers, way: int) -> OwnMoney:
    """Moves to the savings account (way 1) and from it, for a lack (0) or to spend it (2)."""
    row, accounts = plan.row[wanted], plan.block.accounts.account_id
    main, savings = plan.block.main[row], plan.block.savings[row]
    payer, payee = (main, savings) if way == 1 else (savings, main)
    key = child(accounts[main], in_month(plan.month[wanted], way, 2), 12, "saving")
    cents, detail = np.ones(len(row), np.int64), np.arange(len(row))
    both = legs(plan.block, Source.SAVING, payer, payee, moment[wanted], cents, key, detail=detail)
    return OwnMoney([both], moves)


def _savings_open(block: AccountBlock, row: Integers, month: Integers) -> Flags:
    """Whether the savings account was open before a month; one opened in it must change nothing before its opening."""
    begin = calendar.first_day(month) * DAY
    closed = block.accounts.closed_at[block.savings]
    closes = np.where((closed == NULL) | (block.savings < 0), np.iinfo(np.int64).max, closed)
    since = np.where(block.savings >= 0, block.accounts.created_at[block.savings], np.iinfo(np.int64).max)
    opens: Flags = (since[row] < begin) & (closes[row] > begin)
    return opens
