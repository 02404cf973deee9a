"""Members: who plays which role in a case, chosen by what is known of customers when it begins.

Each case and role has its own order of the thousand, in which the likelier stand further in front; the first who have
been here long enough and are alive take the places. Who joins later, leaves later or is in other cases makes no
difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.crime.cases import Cases
from lastro.bank.crime.choices import CaseRole
from lastro.bank.crime.scripts import cast_of
from lastro.bank.crime.steps import MOST, Seats, Who
from lastro.bank.people.holdings import holdings
from lastro.bank.people.period import history_start
from lastro.bank.people.traits import Traits, traits
from lastro.bank.relations.newcomers import place_of
from lastro.bank.sizes import COHORT
from lastro.engine.arrays import Flags, Floats, Integers, Keys
from lastro.engine.random.keys import is_hand_made
from lastro.engine.random.quantiles import exponential
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import positions

ABSENT, ELSEWHERE = -2, -1  # a place that nobody has, and one of somebody who banks elsewhere
SEASONED = 20 * DAY  # seconds for which a member has had the account, ASSUMED
# How long bought accounts have been here, by the sophistication of who buys them from 1 on: careful ones take none that
# was opened to be sold; ASSUMED
BOUGHT_FROM, BOUGHT_TO = np.array([0, 20, 20, 120]) * DAY, np.array([0, 90, 200, 500]) * DAY
BOUGHT = 0.30  # of recruits, ASSUMED
RECRUITS = (CaseRole.MULE, CaseRole.FEEDER, CaseRole.LAYER, CaseRole.INSIDER, CaseRole.COLLECTOR)
NEW_FIRM = 540 * DAY  # seconds for which a front has been here at most, ASSUMED
SMALL_FIRM = 10_000_00  # cents a month that a front declares it sells: larger firms are rarely one, ASSUMED
_WAIT = exponential(1.0)


@dataclass(frozen=True)
class Seated:
    """Who has which place in some cases."""

    account: Integers  # (cases, roles, MOST): the main account's position; ELSEWHERE or ABSENT
    customer: Integers  # the same, positions of customers

    def count(self, role: CaseRole) -> Integers:
        """How many have the role in each case."""
        found: Integers = (self.account[:, role] != ABSENT).sum(axis=1)
        return found

    def take(self, cases: Integers) -> Seated:
        """The places in some of the cases."""
        return Seated(self.account[cases], self.customer[cases])


@dataclass(frozen=True)
class Members(Columnar):
    """The customers in cases, one row a place."""

    case: Integers  # position among the cases
    role: Integers
    place: Integers  # among those of the role, from 0
    customer: Integers  # position among the customers
    account: Integers  # position of the main account


@dataclass(frozen=True)
class _Pool:
    """Customers who may be members: those with a main account who were not made by hand."""

    customer: Integers  # positions
    account: Integers
    group: Keys
    keys: Keys
    created: Integers  # when the main account was opened
    dies: Integers  # the first second of the day of death, whether or not it has come
    weights: list[Floats]  # by Who


def seated(run: Run, customers: Any, accounts: Any, cases: Cases) -> Seated:
    """Who has which place in cases; accounts: all of the customers'."""
    pool = _pool(run, customers, accounts)
    account = np.full((len(cases), len(CaseRole), MOST), ABSENT)
    customer = account.copy()
    for case, typology in enumerate(cases.typology.tolist()):
        _seat(run, pool, cases.take(np.array([case])), cast_of(typology), account[case], customer[case])
    return Seated(account, customer)


def members_of(places: Seated) -> Members:
    """The customers of this bank who have places."""
    case, role, place = np.nonzero(places.account >= 0)
    at = (case, role, place)
    return Members(case, role, place, places.customer[at], places.account[at])


def are_bought(cases: Cases, members: Members, opened: Integers) -> Flags:
    """Which members are recruits whose accounts were opened to be sold; opened: when each account was."""
    draws, bought = cases.draws.at(members.case), np.zeros(len(members), np.bool_)
    for role in RECRUITS:
        bought |= (members.role == role) & draws.chance("bought", BOUGHT, int(role))
    return bought & sold_at(cases.started_at[members.case] - opened, cases.sophistication[members.case])


def are_young_shells(cases: Cases, members: Members, opened: Integers) -> Flags:
    """Which members are companies that came not long before their case."""
    young = cases.started_at[members.case] - opened <= NEW_FIRM
    found: Flags = (members.role == CaseRole.SHELL) & young
    return found


def _pool(run: Run, customers: Any, accounts: Any) -> _Pool:
    ids = customers.customer_id
    held, who = holdings(ids, accounts), traits(run, customers)
    account = positions(held.main, accounts.account_id)
    some = np.flatnonzero((account >= 0) & ~is_hand_made(ids))
    return _Pool(
        some, account[some], place_of(ids[some]) // np.uint64(COHORT), ids[some], held.main_created[some],
        who.died[some] * DAY, _weights(who.take(some), history_start(run)),
    )  # fmt: skip


def _weights(who: Traits, start: int) -> list[Floats]:
    """How likely each customer is to play each part; ASSUMED, and of what never changes."""
    person = ~who.business & ~who.refused
    used = np.clip(who.activity, 0.05, 1.5) * np.where(who.primary, 1.0, 0.4) * person
    poor = who.income < 3_000_00
    return Who.by_code(
        ANYBODY=used,
        ELDERLY=used * np.where(who.age >= 60, 3.0, 1.0),
        YOUNG=used * np.where(who.age < 40, 1.5, 1.0),
        WELL_OFF=used * np.where(who.income >= 8_000_00, 2.0, 1.0),
        COMPANY=np.clip(who.activity, 0.05, 1.5) * who.business,
        RECRUIT=np.where(poor, 1.3, 1.0)
        * person
        * (0.6 + np.where(who.age < 30, 0.4, 0.0) + np.where(who.age < 45, 0.2, 0.0)),
        NEW_COMPANY=np.where(who.business, np.clip(SMALL_FIRM / np.maximum(who.income, 1), 0.01, 1.0), 0.0),
    )


def sold_at(age: Integers, sophistication: Integers) -> Flags:
    """Which accounts are of an age, in seconds, at which criminals of this sophistication buy them."""
    fits: Flags = (age >= BOUGHT_FROM[sophistication]) & (age <= BOUGHT_TO[sophistication])
    return fits


def _seat(run: Run, pool: _Pool, case: Cases, cast: tuple[Seats, ...], account: Integers, customer: Integers) -> None:
    """Fill the places of one case, (roles, MOST)."""
    started = case.started_at[0]
    free = (pool.group == case.group[0]) & (pool.created <= started - SEASONED) & (started < pool.dies)
    all_away = True
    for seats in cast:
        low, high = seats.count
        count = int(case.draws.integer("count", low, high + 1, int(seats.role))[0])
        here = case.draws.at(np.zeros(count, np.int64)).chance(
            "here", seats.here, int(seats.role) * MOST + np.arange(count)
        )
        here |= all_away & (seats is cast[-1]) & (np.arange(count) == 0)  # somebody of this bank is in every case
        found = _first(run, pool, case, seats, free, int(here.sum()))
        chosen = np.full(count, ELSEWHERE)
        chosen[np.flatnonzero(here)[: len(found)]] = found
        there = chosen >= 0
        account[seats.role, :count] = np.where(there, pool.account[chosen], ELSEWHERE)
        customer[seats.role, :count] = np.where(there, pool.customer[chosen], ELSEWHERE)
        free[found] = False
        all_away &= not there.any()


def _first(run: Run, pool: _Pool, case: Cases, seats: Seats, free: Flags, wanted: int) -> Integers:
    """The first so many of the free in the order of case and role, positions in the pool."""
    started, weight = case.started_at[0], pool.weights[seats.who]
    able = np.flatnonzero(free & (weight > 0))
    age = started - pool.created[able]
    index = np.full(len(able), int(case.key[0])) * len(CaseRole) + int(seats.role)
    draws = run.draws("case members", pool.keys[able])
    wait = _WAIT(draws.uniform("order", index)) / weight[able]
    if seats.who == Who.RECRUIT:
        bought = bool(case.draws.chance("bought", BOUGHT, int(seats.role))[0])
        wait = np.where(bought & ~sold_at(age, case.sophistication), wait + 1e6, wait)
    if seats.who == Who.NEW_COMPANY:
        wait = np.where(age > NEW_FIRM, wait + 1e6, wait)
    return able[np.argsort(wait, kind="stable")[:wanted]]
