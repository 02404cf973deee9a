"""Troubles: illness, separation, debts over one's head, bad sales: how often they come, how long and how deep they are.

All numbers are ASSUMED: set so that about one customer in twelve is in serious trouble at any time, as families with
overdue debts that they cannot pay (PEIC of CNC, 2024: 12 %).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.people.months import Span
from lastro.bank.people.path.frailty import least_frailty
from lastro.bank.people.path.jobs import LONGEST_SEARCH, JobEnds, job_ends
from lastro.bank.people.traits import Traits
from lastro.brazil.work import IncomeSource
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.rows.choice import Code
from lastro.engine.rows.columnar import Columnar


class Trouble(Code):
    """What goes wrong."""

    DEBT = 0  # more owed than can be paid, slowly at first; the first, so that a lower chance means fewer of the same
    ILLNESS = 1
    SEPARATION = 2
    SALES = 3  # of businesses and of the self-employed
    JOB = 4  # lost


@dataclass(frozen=True)
class TroubleKind:
    """How one kind of trouble goes."""

    chance: float  # a month, at frailty 1; a lost job has its own
    lasts: tuple[int, int]  # months, from and to; a lost job as long as it takes to find another
    depth: tuple[float, float]  # of hardship, from and to
    onset: int  # months until it is at its depth
    fades: int  # months after its end until nothing is left of it
    income: tuple[float, float] = (
        1.0,
        1.0,
    )  # what it leaves of the income of who works on his own account, from and to; debts leave so much of a wage too,
    # as payroll loans of other lenders are kept back from it (at most 40 %: Lei 10.820/2003, art. 1)


KINDS = Trouble.by_code(
    ILLNESS=TroubleKind(0.0035, (2, 8), (0.30, 0.75), 1, 3, (0.35, 0.85)),
    SEPARATION=TroubleKind(0.0012, (8, 18), (0.30, 0.70), 3, 3),
    DEBT=TroubleKind(0.0064, (9, 24), (0.40, 1.00), 7, 4, (0.65, 0.88)),
    SALES=TroubleKind(0.0080, (3, 10), (0.25, 0.85), 2, 3, (0.30, 0.80)),
    JOB=TroubleKind(0.0, (1, LONGEST_SEARCH), (0.50, 1.00), 4, 4),
)
OPPRESSIVE = 3  # months of debt after which it bears upon leaving, ASSUMED
LOOK_BACK = max(kind.lasts[1] + kind.fades for kind in KINDS)  # months after which nothing is left of any trouble
_ONSET, _FADES = (np.array([getattr(kind, name) for kind in KINDS]) for name in ("onset", "fades"))
_CHANCE = np.array([kind.chance for kind in KINDS])
_LASTS, _DEPTH, _INCOME = (np.array([getattr(kind, name) for kind in KINDS]) for name in ("lasts", "depth", "income"))


@dataclass(frozen=True)
class Spells(Columnar):
    """Troubles of customers, each with its length and depth, drawn when it begins."""

    row: Integers  # position of the customer
    month: Integers  # the first
    kind: Integers  # Trouble
    lasts: Integers  # months
    depth: Floats
    income: Floats  # what is left of it


def spells(who: Traits, frailty: Floats, months: Span) -> Spells:
    """The troubles that begin in some months."""
    drawn = _drawn(who, frailty, months)
    lost = job_ends(who, months)
    return Spells.together([drawn, _of_jobs(who, lost.take(lost.gap > 0))])


def _drawn(who: Traits, frailty: Floats, months: Span) -> Spells:
    """All but lost jobs: one draw a customer and month says whether something begins, and what."""
    cuts = np.cumsum(_chances(who, frailty), axis=1)
    every = who.draws.at(np.repeat(np.arange(len(who)), months.count))
    luck = every.uniform("trouble", np.tile(months.numbers, len(who))).reshape(-1, months.count)
    row, column = np.nonzero(luck < cuts[:, -1:])
    month = column + months.first
    kind = (luck[row, column][:, None] >= cuts[row]).sum(axis=1)
    draws = who.draws.at(row)
    shortest, longest = _LASTS[kind].T
    reached = _income_is_reached(who, row, kind)
    income = _between(_INCOME[kind], draws.uniform("trouble income", month))
    return Spells(
        row, month, kind,
        draws.integer("trouble lasts", shortest, longest + 1, month),
        _between(_DEPTH[kind], draws.uniform("trouble depth", month)),
        np.where(reached, income, 1.0),
    )  # fmt: skip


def _income_is_reached(who: Traits, row: Integers, kind: Integers) -> Flags:
    """Whose troubles cut what comes in: those of companies and the self-employed do; debts those of who works."""
    own, business = who.source[row] == IncomeSource.SELF, who.business[row]
    works = own | np.isin(who.source[row], (IncomeSource.SALARY, IncomeSource.PUBLIC))
    found: Flags = np.where(kind == Trouble.DEBT, works & ~business, own | business)
    return found


def _chances(who: Traits, frailty: Floats) -> Floats:
    """The chance a month of each kind, (customers, kinds)."""
    chances = _CHANCE * frailty[:, None]
    own = who.business | (who.source == IncomeSource.SELF)
    chances[~own, Trouble.SALES] = 0.0
    chances[who.business, Trouble.ILLNESS] = chances[who.business, Trouble.SEPARATION] = 0.0
    return chances


def _of_jobs(who: Traits, lost: JobEnds) -> Spells:
    depth = _between(_DEPTH[np.full(len(lost), Trouble.JOB)], who.draws.at(lost.row).uniform("job depth", lost.month))
    kind = np.full(len(lost), int(Trouble.JOB))
    return Spells(lost.row, lost.month, kind, lost.gap, depth, np.zeros(len(lost)))


def _between(bounds: Floats, uniforms: Floats) -> Floats:
    low, high = bounds.T
    between: Floats = low + (high - low) * uniforms
    return between


def in_debt(draws: Draws, first: Integers, count: int) -> Flags:
    """Whether customers have been in debt over their heads for some months, (customers, count), in months from a first
    one each: in such debts as they have whatever they earn, by their draws alone."""
    longest = int(_LASTS[Trouble.DEBT, 1])
    months = first[:, None] + np.arange(-longest, count)
    every = draws.at(np.repeat(np.arange(len(first)), months.shape[1]))
    luck = every.uniform("trouble", months.ravel()).reshape(months.shape)
    row, column = np.nonzero(luck < _CHANCE[Trouble.DEBT] * least_frailty(draws)[:, None])
    lasts = draws.at(row).integer("trouble lasts", _LASTS[Trouble.DEBT, 0], longest + 1, months[row, column])
    found = np.zeros((len(first), count), np.bool_)
    for since in range(OPPRESSIVE, longest):
        place = column + since - longest
        some = (since < lasts) & (place >= 0) & (place < count)
        found[row[some], place[some]] = True
    return found


def felt(troubles: Spells) -> tuple[Integers, Integers, Floats, Floats]:
    """Each month in which a trouble is felt: its trouble (position), the month, how deep it is, what it leaves of the
    income. It deepens from its onset on, and fades when it is over."""
    counts = troubles.lasts + _FADES[troubles.kind]
    at = np.repeat(np.arange(len(counts)), counts)
    since = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    onset, fades, lasts = _ONSET[troubles.kind][at], _FADES[troubles.kind][at], troubles.lasts[at]
    reached = np.minimum((np.minimum(since + 1, lasts)) / onset, 1.0)
    left = np.clip((lasts + fades - since) / (fades + 1), 0.0, 1.0)
    depth = troubles.depth[at] * reached * np.where(since < lasts, 1.0, left)
    income = np.where(since < lasts, troubles.income[at], 1.0)
    return at, troubles.month[at] + since, depth, income
