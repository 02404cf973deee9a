"""Cases: which crimes begin in which month among a thousand customers, each a function of group, month and number.

A case is there where a draw that knows no rate falls below its chance: so a higher rate adds cases and changes none,
and no case knows of another. Customers may be in several, as victims and mules are in life.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.crime.case_keys import case_keys
from lastro.bank.crime.choices import CaseKind, Typology
from lastro.bank.crime.typologies import PROFILES, Known, of_kind
from lastro.bank.people.months import span
from lastro.bank.people.period import history_start
from lastro.bank.people.rhythm import DayChooser, at, pix_days, second_of_day
from lastro.bank.relations.cohorts import cohorts_of
from lastro.brazil import calendar
from lastro.engine.arrays import Floats, Integers, Keys
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import NULL

# By kind: how many can begin among a thousand customers in a month, and how many do at rate 1.
# Frauds: 7.8 requests per 100,000 Pix (MED 2024: 4.96 million of 63.4 billion), a third of them accepted, and less than
# half reported. Rings ASSUMED, for want of a count, so that their members are about as many as those
# whom banks report to Coaf in a year: 0.4 of 100 clients (704,000 reports in 2022, lec.com.br).
NUMBERS = {CaseKind.FRAUD: (32, 0.20), CaseKind.LAUNDERING: (16, 0.06)}
RATES = {CaseKind.FRAUD: "crime.fraud", CaseKind.LAUNDERING: "crime.laundering"}
DIFFICULTY = {"easy": (60, 30, 10), "mixed": (30, 45, 25), "hard": (10, 35, 55)}  # per cent of sophistication 1 to 3
_WITHIN = (1, 10 * 3600)  # seconds until a crime is known that is known on its day
FRIDAY = 4


@dataclass(frozen=True)
class Cases(Columnar):
    """Cases as columns of one length, in the order of their keys."""

    key: Keys
    group: Keys  # the thousand: an ordinal divided by it
    month: Integers
    number: Integers
    kind: Integers
    typology: Integers
    sophistication: Integers  # 1 clumsy to 3 careful
    started_at: Integers
    known_at: Integers  # when the bank hears of it: NULL for never, and may lie beyond as_of
    draws: Draws


def rates(run: Run) -> dict[CaseKind, float]:
    """How often crimes of each kind are, against Brazil."""
    return {kind: float(run.setting(name)) for kind, name in RATES.items()}


def cases_of(run: Run, customers: Any) -> Cases:
    """The cases of the thousands that some customers belong to, which begin within the history."""
    months, groups, known = span(history_start(run), run.as_of), cohorts_of(customers.customer_id), rates(run)
    parts = [_of_kind(run, groups, months.numbers, kind, known[kind]) for kind in CaseKind]
    begun = [np.concatenate(columns) for columns in zip(*parts, strict=True)]
    order = np.argsort(begun[0])
    return within_history(run, described(run, *(column[order] for column in begun)))


def within_history(run: Run, cases: Cases) -> Cases:
    """Those that begin within the history."""
    within = (cases.started_at >= history_start(run) * DAY) & (cases.started_at <= run.end)
    return cases.take(np.flatnonzero(within))


def _of_kind(run: Run, groups: Keys, months: Integers, kind: CaseKind, rate: float) -> tuple[Keys | Integers, ...]:
    """Key, group, month, number, kind and typology of cases; those of laundering are numbered behind the last fraud."""
    most, usual = NUMBERS[kind]
    numbers = np.arange(most) + (0 if kind == CaseKind.FRAUD else NUMBERS[CaseKind.FRAUD][0])
    group = np.repeat(groups, len(months) * most)
    month, number = np.tile(np.repeat(months, most), len(groups)), np.tile(numbers, len(groups) * len(months))
    key = case_keys(group, month, number)
    draws = run.draws("cases", key)
    some = np.flatnonzero(draws.chance("happens", rate * usual / most))
    typologies = of_kind(kind)
    chosen = draws.at(some).choice("typology", [PROFILES[each].share for each in typologies])
    typology = np.array(typologies, np.int64)[chosen]
    return key[some], group[some], month[some], number[some], np.full(len(some), int(kind)), typology


def described(
    run: Run, key: Keys, group: Keys, month: Integers, number: Integers, kind: Integers, typology: Integers
) -> Cases:
    """The same with what is drawn of each."""
    draws = run.draws("cases", key)
    skill = 1 + draws.choice("sophistication", DIFFICULTY[str(run.setting("crime.difficulty"))])
    started = _starts(run, draws, typology, month)
    known = _known(draws, typology, started)
    return Cases(key, group, month, number, kind, typology, skill, started, known, draws)


def _starts(run: Run, draws: Draws, typology: Integers, month: Integers) -> Integers:
    """When cases begin: on days and at hours on which people pay, and as the typology has it."""
    day = run.once(_days).choose(month, draws.uniform("day"))
    office, weekend = _each(typology, "business_days"), _each(typology, "weekend")
    day = np.where(office > 0, calendar.next_business_day(day), day)
    day = day + np.where(weekend > 0, np.maximum(FRIDAY - calendar.weekday(day), 0), 0)
    first, last = (np.array([profile.hours[end] for profile in PROFILES])[typology] for end in (0, 1))
    second = second_of_day(draws, "pix")
    folded = first + draws.integer("hour", 0, last - first)
    return at(day, np.where((second >= first) & (second < last), second, folded))


def _days(run: Run) -> DayChooser:
    return pix_days(span(history_start(run), run.as_of))


def _each(typology: Integers, name: str) -> Floats:
    found: Floats = np.array([float(getattr(profile, name)) for profile in PROFILES])[typology]
    return found


def _known(draws: Draws, typology: Integers, started: Integers) -> Integers:
    """When cases become known: on their day, or on a later one by day; NULL for never."""
    ever = draws.chance("known", _each(typology, "known"))
    days = np.zeros(len(typology), np.int64)
    for each in Typology:
        rows = np.flatnonzero(typology == each)
        if len(rows):
            days[rows] = _delays(draws.at(rows), PROFILES[each].when)
    soon = started + 3600 + draws.integer("known within", *_WITHIN)
    later = (started // DAY + days) * DAY + draws.integer("known second", 8 * 3600, 20 * 3600)
    return np.where(ever, np.where(days == 0, soon, later), NULL)


def _delays(draws: Draws, when: Known) -> Integers:
    part = draws.choice("known after", Weights([weight for weight, _, _ in when]))
    low, high = (np.array([each[end] for each in when])[part] for end in (1, 2))
    return draws.integer("known days", low, high + 1)
