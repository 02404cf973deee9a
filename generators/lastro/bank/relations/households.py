"""Households: which customers of a hundred live together, as a function of their ordinals alone.

A hundred shares a home market, and its people live in homes of up to four places. A keyed permutation of the hundred
gives each customer a home and a place in it; what the home is (a couple, parents with grown children, ...) says who of
the four live together. Where a business has a place, nobody lives there: the others stay together. Some who join after
base_date are grown children in the household of who brings them, which was one before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.relations.cohorts import is_business
from lastro.bank.relations.newcomers import is_newcomer, place_of
from lastro.brazil import people
from lastro.brazil.base_date import base_date
from lastro.brazil.calendar import add_months
from lastro.engine.arrays import Days, Flags, Floats, Integers, Keys
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.random.keys import NULL_KEY
from lastro.engine.rows.choice import Code
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.run import Run

HUNDRED, HOME = np.uint64(100), 4
_STRIDE, _BACK = np.uint64(37), np.uint64(73)  # inverse to each other modulo a hundred


class Role(Code):
    """What somebody is in a home."""

    ALONE = 0
    HEAD = 1
    PARTNER = 2
    CHILD = 3  # of the head, grown up


A, H, P, C = Role.ALONE, Role.HEAD, Role.PARTNER, Role.CHILD
# Kinds of home: weight, the roles of its places, and the years of age between which its first head is (0: as anybody).
# ASSUMED: two people in five bank where somebody they live with does.
HOMES = (
    (40, (A, A, A, A), (0, 0)),
    (25, (H, P, A, A), (0, 0)),
    (10, (H, P, H, P), (0, 0)),
    (10, (H, P, C, A), (42, 68)),  # parents with a grown child
    (5, (H, P, C, C), (44, 70)),
    (10, (H, C, A, A), (66, 88)),  # an elderly person and a grown child who helps
)
_WEIGHTS = Weights([weight for weight, _, _ in HOMES])
_ROLES = np.array([roles for _, roles, _ in HOMES])
_HEADS = np.maximum.accumulate(np.where((_ROLES == A) | (_ROLES == H), np.arange(HOME), 0), axis=1)
_AGES = np.array([ages for _, _, ages in HOMES])
APART = (-6.0, 9.0)  # years that a partner was born after the head, at most; ASSUMED
A_GENERATION = (20.0, 34.0)  # years between a head and a child, ASSUMED
YOUNGEST = 18.05  # years of age of a child at base_date
OTHER_SEX = 0.98  # of couples; ASSUMED (census 2010: 0.2 % of couples of one sex, understated)
TAKES_NAME = 0.55  # ASSUMED: couples who share a last surname
COMES_HOME = 0.60  # of who joins later, brought by a head or a partner old enough to be a parent; ASSUMED
PARENT = 39.0  # years of age of the head, at least, so that who comes home at 18 was born to somebody of age


@dataclass(frozen=True)
class Households(Columnar):
    """Where customers (one value each) have their home; all follows from their ordinals."""

    head: Keys  # the ordinal by whose draws the address is; one's own for who lives alone
    role: Integers  # Role
    household: Keys  # the head's ordinal, NULL_KEY for who lives alone


def households(run: Run, ordinals: Keys) -> Households:
    """The homes of customers."""
    found = _from_the_start(run, place_of(ordinals))
    newer = is_newcomer(ordinals)
    return _with_newcomers(run, ordinals, found, newer) if newer.any() else found


def _with_newcomers(run: Run, ordinals: Keys, found: Households, newer: Flags) -> Households:
    """The same, where newcomers (newer) live with who brings them as grown children, or alone."""
    draws = run.draws("customers", ordinals)
    today = base_date(run)
    grown = _head_born(run, found.head, run.draws("customers", found.head), today) <= today - int(PARENT * people.YEAR)
    home = np.isin(found.role, (H, P)) & grown & ~is_business(draws) & draws.chance("comes home", COMES_HOME)
    head, household = np.where(home, found.head, ordinals), np.where(home, found.household, NULL_KEY)
    return Households(
        np.where(newer, head, found.head),
        np.where(newer, np.where(home, C, A), found.role),
        np.where(newer, household, found.household),
    )


def _from_the_start(run: Run, ordinals: Keys) -> Households:
    """The homes of who has joined by base_date."""
    home, place = _homes(ordinals)
    kind = _kinds(run, home)
    mates = _ordinals(home[:, None], np.arange(HOME))
    business = is_business(run.draws("customers", mates.ravel())).reshape(mates.shape)
    every = np.arange(len(ordinals))
    heads = _HEADS[kind]
    stays = ~business & ~business[every[:, None], heads]  # with a head who is a person
    mine = (heads == heads[every, place][:, None]) & stays
    shared = mine[every, place] & (mine.sum(axis=1) > 1)
    head = np.where(shared, mates[every, heads[every, place]], ordinals)
    return Households(head, np.where(shared, _ROLES[kind, place], A), np.where(shared, head, NULL_KEY))


def housemate(run: Run, ordinals: Keys) -> Keys:
    """Of each customer in a household the next who lives there, in a circle of those who were there at base_date; of
    who has come home since, who brought them; NULL_KEY for who lives alone."""
    home, place = _homes(place_of(ordinals))
    own = households(run, ordinals).household
    found = np.full(len(ordinals), NULL_KEY)
    for step in (3, 2, 1):  # the nearest wins
        mate = _ordinals(home, (place + step) % HOME)
        theirs = households(run, mate).household
        found = np.where((own != NULL_KEY) & (theirs == own), mate, found)
    return np.where(is_newcomer(ordinals) & (own != NULL_KEY), place_of(ordinals), found)


def _homes(ordinals: Keys) -> tuple[Keys, Integers]:
    """The number of each customer's home in the bank, and the place in it."""
    seat = ordinals % HUNDRED * _STRIDE % HUNDRED
    home = ordinals // HUNDRED * (HUNDRED // np.uint64(HOME)) + seat // np.uint64(HOME)
    return home, (seat % np.uint64(HOME)).astype(np.int64)


def _ordinals(home: Keys, place: Integers) -> Keys:
    """Who has a place in a home."""
    in_a_hundred = HUNDRED // np.uint64(HOME)
    seat = home % in_a_hundred * np.uint64(HOME) + place.astype(np.uint64)
    found: Keys = home // in_a_hundred * HUNDRED + seat * _BACK % HUNDRED
    return found


def _kinds(run: Run, homes: Keys) -> Integers:
    return run.draws("homes", homes).choice("kind", _WEIGHTS)


def is_woman(run: Run, found: Households, draws: Draws) -> Flags:
    """Sex: a partner's is mostly not the head's."""
    heads = people.is_woman(run.draws("customers", found.head))
    other = np.where(draws.chance("other sex", OTHER_SEX), ~heads, heads)
    women: Flags = np.where(found.role == P, other, people.is_woman(draws))
    return women


def birth_date(run: Run, found: Households, draws: Draws, today: int) -> Days:
    """Birthdays: couples are of an age, children a generation younger, and parents and the elderly old enough."""
    heads = run.draws("customers", found.head)
    of_head = _head_born(run, found.head, heads, today)
    partner = of_head + _days(APART, (draws.uniform("born apart") + draws.uniform("born apart", 1)) / 2)
    child = np.minimum(of_head + _days(A_GENERATION, draws.uniform("generation")), today - int(YOUNGEST * people.YEAR))
    latest = add_months(np.array([today]), -12 * people.ADULT_AGE)[0]
    born: Days = np.minimum(np.select([found.role == P, found.role == C], [partner, child], of_head), latest)
    return born


def _head_born(run: Run, heads: Keys, draws: Draws, today: int) -> Days:
    """Birthdays of heads and of who lives alone."""
    home, place = _homes(heads)
    low, high = _AGES[_kinds(run, home)].T
    aged = (high > 0) & (place == 0) & (households(run, heads).household == heads)
    age = low + (high - low) * draws.uniform("age of a parent")
    return np.where(aged, today - (age * people.YEAR).astype(np.int64), people.birth_date(draws, today))


def _days(years: tuple[float, float], share: Floats) -> Days:
    return ((years[0] + (years[1] - years[0]) * share) * people.YEAR).astype(np.int64)


def bears_the_name(found: Households, draws: Draws) -> Flags:
    """Who bears the head's last surname: children, and about half of partners."""
    bears: Flags = (found.role == C) | ((found.role == P) & draws.chance("takes the name", TAKES_NAME))
    return bears
