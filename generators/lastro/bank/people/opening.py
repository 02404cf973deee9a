"""Opening: which accounts a customer opens and closes, when, at which branch, and with what in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import AccountType
from lastro.bank.compliance.refusals import Refusals, refusals
from lastro.bank.people.levels import prices
from lastro.bank.people.path.death import closes_at
from lastro.bank.people.path.leaving import NEVER, SHORTEST_LIFE, leaving_on
from lastro.bank.people.period import history_start
from lastro.bank.people.target_balance import SPREAD, target_balances
from lastro.bank.people.traits import Traits, traits
from lastro.brazil import calendar
from lastro.brazil.places import Places
from lastro.engine import Lookup, Run, Table
from lastro.engine.arrays import Bytes, Days, Flags, Floats, Integers, Keys
from lastro.engine.errors import BadInput
from lastro.engine.random.draws import Draws
from lastro.engine.random.keys import child
from lastro.engine.random.quantiles import EXP, NORMAL, exponential
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL

# An account's key is its customer's and its slot's number; slot 0 is the main one.
SLOTS = (AccountType.CHECKING, AccountType.SAVINGS, AccountType.INVESTMENT)
# ASSUMED: more than the 25 % of Brazilians who say that they save in one (ANBIMA/Datafolha 2024): many lie nearly empty
SAVINGS_SHARE = 0.40
INVESTMENT_SHARE = 0.40  # ASSUMED: scale; investors, the wealthy and the thrifty have most of them
SAVINGS_LAG = exponential(420.0)  # days from joining to the savings account, ASSUMED
INVESTMENT_LAG = exponential(600.0)  # days, ASSUMED
SAVINGS_CLOSED_SHARE, LIFE_OF_SAVINGS = 0.08, exponential(1_500.0)  # days, ASSUMED
EARLY_DEPTH = 0.5  # of the usual depth of those who live on their overdraft, on the history's first day, ASSUMED
LIMIT_SHARE = 0.48  # ASSUMED: main accounts with an overdraft limit


@dataclass(frozen=True)
class OpenedAccounts(Columnar):
    """The unchanging columns of accounts, in the order of customers and slots; one value an account."""

    account_id: Keys
    customer_id: Keys
    account_type: Bytes
    created_at: Integers
    closed_at: Integers  # NULL where not yet closed
    restricted_on: Integers  # NULL where not yet restricted
    opening_balance: Integers
    overdraft_limit: Integers
    owner: Integers  # position of the customer


def opened(run: Run, customers: Table[Any]) -> OpenedAccounts:
    """The accounts of customers that are open, or were, by the end of as_of."""
    who = traits(run, customers)
    slots = len(SLOTS)
    owner = np.repeat(np.arange(len(customers)), slots)
    slot = np.tile(np.arange(slots), len(customers))
    keys = child(customers.customer_id[owner], slot, 2, "accounts")
    created = _created(who, customers.created_at)
    refused = refusals(run, customers)
    closing = _closing(who, created, refused)
    kind = np.where((slot == 0) & who.business[owner], AccountType.BUSINESS, np.array(SLOTS)[slot])
    limit, balance = _limit(who), _opening_balance(run, who)
    accounts = OpenedAccounts(
        account_id=keys,
        customer_id=customers.customer_id[owner],
        account_type=kind.astype(np.uint8),
        created_at=created.ravel(),
        closed_at=closing.ravel(),
        restricted_on=refused.restricted_on[owner],
        opening_balance=balance.ravel(),
        overdraft_limit=np.where(slot == 0, limit[owner], 0),
        owner=owner,
    )
    alive = created < who.died[:, None] * DAY
    return _as_they_stand(run, accounts, (_wanted(who) & alive).ravel())


def _as_they_stand(run: Run, accounts: OpenedAccounts, wanted: Flags) -> OpenedAccounts:
    """Those that exist by the end of as_of: a later closing is not known; who opens later has no opening balance."""
    there = (
        wanted
        & (accounts.created_at <= run.end)
        & (accounts.created_at < accounts.closed_at - SHORTEST_LIFE * DAY // 2)
    )
    rows = accounts.take(there)
    start = history_start(run) * DAY
    began = (rows.created_at < start) & (rows.closed_at >= start)
    return OpenedAccounts(
        rows.account_id,
        rows.customer_id,
        rows.account_type,
        rows.created_at,
        np.where(rows.closed_at <= run.end, rows.closed_at, NULL),
        np.where(rows.restricted_on <= run.as_of, rows.restricted_on, NULL),
        np.where(began, rows.opening_balance, 0),
        rows.overdraft_limit,
        rows.owner,
    )


def _wanted(who: Traits) -> Flags:
    """Which slots a customer ever fills, (customers, slots)."""
    saves = who.draws.uniform("savings") < SAVINGS_SHARE * (0.5 + 1.6 * who.thrift)
    rich = np.clip(who.wealth / np.maximum(who.income, 1) / 8, 0.05, 3.0)
    invests = who.draws.uniform("investor") < INVESTMENT_SHARE * rich * (0.5 + who.thrift)
    return np.stack(
        [np.ones(len(who.business), np.bool_), saves & ~who.business & ~who.refused, invests & ~who.refused], axis=1
    )


def _created(who: Traits, joined: Integers) -> Integers:
    """When each slot is filled, (customers, slots): the main account within an hour of joining."""
    main = joined + who.draws.integer("main.lag", 120, 3600)
    later = [
        _office_moment(who.draws, joined, lag(who.draws.uniform(f"{name}.lag")), name)
        for name, lag in (("savings", SAVINGS_LAG), ("investment", INVESTMENT_LAG))
    ]
    return np.stack([main, *(np.maximum(moment, main + 60) for moment in later)], axis=1)


def _office_moment(draws: Draws, start: Integers, days: Floats, name: str) -> Integers:
    day: Integers = start // DAY + days.astype(np.int64)
    return day * DAY + draws.integer(f"{name}.second", 8 * 3600, 20 * 3600)


def _closing(who: Traits, created: Integers, refused: Refusals) -> Integers:
    """When each account closes, far in the future for most, (customers, slots)."""
    leaving = leaving_on(who.draws, created[:, 0])
    chosen = np.where(refused.closes_at == NULL, leaving, refused.closes_at)
    never, savings = np.full(len(created), NEVER), savings_end(who.draws, who.died, created[:, 1])
    own = np.stack([never, savings, never], axis=1)
    closing: Integers = np.minimum(own, all_end(who.draws, who.died, chosen)[:, None])
    return closing


def all_end(draws: Draws, died: Days, chosen: Integers) -> Integers:
    """When all accounts of customers close who would leave at chosen moments: then, or for their heirs."""
    return np.where(died * DAY < chosen, closes_at(draws, died), chosen)


def savings_end(draws: Draws, died: Days, opened: Integers) -> Integers:
    """When savings accounts close that do so before their owners leave; NEVER for most. draws: the owners'."""
    alone = draws.chance("savings.closed", SAVINGS_CLOSED_SHARE)
    end = opened + _life(draws, "savings.life", LIFE_OF_SAVINGS)
    return np.where(alone & (end < died * DAY), end, NEVER)


def _life(draws: Draws, name: str, days: Any) -> Integers:
    whole = SHORTEST_LIFE + days(draws.uniform(name)).astype(np.int64)
    lived: Integers = whole * DAY + draws.integer(f"{name}.hour", 0, 3600)
    return lived


def _limit(who: Traits) -> Integers:
    """Overdraft limits in cents: up to two thirds of an income, in hundreds of reais."""
    share = 0.15 + 0.55 * who.draws.uniform("limit.share")
    limit = (who.income * share).astype(np.int64) // 100_00 * 100_00
    return np.where(who.draws.chance("limit", LIMIT_SHARE) & ~who.refused, np.clip(limit, 100_00, 30_000_00), 0)


def _opening_balance(run: Run, who: Traits) -> Integers:
    """Balances at history_start, (customers, slots), of accounts that were open then."""
    usual, spread = target_balances(who, _limit(who)), EXP(SPREAD * NORMAL(who.draws.uniform("opening")))
    main = np.maximum(usual * np.where(usual < 0, EARLY_DEPTH, spread), -0.9 * _limit(who))
    savings = who.wealth * 0.35 * EXP(0.6 * NORMAL(who.draws.uniform("opening.savings")))
    idle = 5_00 + 300_00 * who.draws.uniform("opening.investment")
    level = prices(run, calendar.month_index(np.array([history_start(run)])))
    main, savings = np.where(main > 0, main * level, main), savings * level
    return np.stack([main, np.clip(savings, 3_00, 900_000_00), idle], axis=1).astype(np.int64)


def branch_of(draws: Draws, places: Places, customers: Table[Any], branches: Lookup[Any]) -> Integers:
    """The position of each customer's branch: one of their city, else of their market, their state, or any."""
    if not len(branches):
        raise BadInput(
            "branches.json has no records, and every account is kept by a branch; "
            "`doit clean branches && doit` brings the generated ones back"
        )
    home, office = places.find(customers.city, customers.state), places.find(branches.city, branches.state)
    chosen = draws.integer("branch", 0, np.full(len(customers), len(branches)))
    for area in (places.state_codes, places.market, np.arange(len(places))):
        at, groups = np.append(area, -1)[home], np.append(area, -2)[office]
        members = np.argsort(groups, kind="stable")
        start, end = (np.searchsorted(groups[members], at, side=side) for side in ("left", "right"))
        here = np.flatnonzero(start < end)
        chosen[here] = members[start[here] + draws.at(here).integer("branch", 0, (end - start)[here])]
    return chosen
