"""Jobs: when those who live on a wage lose or change their job, how long they have none, and which one they hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lastro.bank.people.months import Span
from lastro.bank.people.traits import Traits
from lastro.brazil.work import IncomeSource
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.quantiles import exponential
from lastro.engine.rows.columnar import Columnar

SHORT_JOBS = 0.35  # share of workers whose jobs are short, ASSUMED
SHORT, LASTING = 0.045, 0.006  # chance a month that a job ends, of short ones and of others, ASSUMED
OWN_WISH = 0.37  # of separations: at the worker's own request (FGV Ibre, 2024)
MOVES_AT_ONCE = 0.75  # of those who leave of their own wish: to the next job without a month between, ASSUMED
LONGEST_MOVE, LONGEST_SEARCH = 2, 12  # months without a job, after leaving and after a dismissal, ASSUMED
SEARCH = exponential(3.6)  # months beyond the first that a search takes, ASSUMED: 4 to 6 % are without a job then
FIRST_MONTH = 2015 * 12  # from which on jobs are numbered: six years before any history begins
FIRST_TENURE = (1, 120)  # months for which the first job that is known of had been held, ASSUMED
_MONTH_BITS = 20


@dataclass(frozen=True)
class JobEnds(Columnar):
    """Ends of jobs, person by person and month by month."""

    row: Integers  # position of the person
    month: Integers  # the first whose wage does not come from the old job
    dismissed: Flags  # without cause, and not at the person's own wish
    gap: Integers  # months without a wage; 0 where the next job follows at once
    tenure: Integers  # months for which the job was held, 0 where nobody has asked
    retires: Flags  # into a pension: no job follows


def works_for_wages(who: Traits) -> Flags:
    """Whose job may end, as long as they work: employees of companies; civil servants keep theirs."""
    found: Flags = who.stages.source == IncomeSource.SALARY
    return found


def job_ends(who: Traits, months: Span) -> JobEnds:
    """The ends of jobs in some months, other than into a pension."""
    able = np.flatnonzero(works_for_wages(who))
    draws = who.draws.at(able)
    chance = np.where(draws.chance("short jobs", SHORT_JOBS), SHORT, LASTING)
    drawn = who.draws.at(np.repeat(able, months.count)).uniform("job ends", np.tile(months.numbers, len(able)))
    at, column = np.nonzero(drawn.reshape(-1, months.count) < chance[:, None])
    month, ended = column + months.first, draws.at(at)
    dismissed = ~ended.chance("own wish", OWN_WISH, month)
    luck = ended.uniform("search", month)
    gap = np.where(dismissed, _search(luck), _move(luck))
    row, none = able[at], np.zeros(len(gap), dtype=np.int64)
    first, last = who.stages.begins[row], who.stages.ends[row]
    ends = JobEnds(row, month, dismissed, np.minimum(gap, last - month), none, none > 0)
    return ends.take((month > first) & (month < last))


def _with_retirements(who: Traits, ends: JobEnds, months: Span) -> JobEnds:
    """The ends of jobs with those into a pension."""
    last = who.stages.ends
    row = np.flatnonzero(works_for_wages(who) & (last >= months.first) & (last < months.first + months.count))
    none = np.zeros(len(row), dtype=np.int64)
    every = JobEnds.together([ends, JobEnds(row, last[row], none > 0, none + 1, none, none == 0)])
    return every.take(np.lexsort((every.month, every.row)))


def _search(luck: Floats) -> Integers:
    return np.minimum(1 + SEARCH(luck).astype(np.int64), LONGEST_SEARCH)


def _move(luck: Floats) -> Integers:
    later = (luck - MOVES_AT_ONCE) / (1 - MOVES_AT_ONCE)
    return np.where(luck < MOVES_AT_ONCE, 0, 1 + (later * LONGEST_MOVE).astype(np.int64))


def careers(who: Traits, months: Span) -> JobEnds:
    """The ends, in some months, of jobs that were held till then, with how long they were."""
    every = Span(FIRST_MONTH, max(months.first + months.count - FIRST_MONTH, 0))
    ends = _with_retirements(who, job_ends(who, every), every)
    place = ends.row << _MONTH_BITS
    back = np.maximum.accumulate(place + ends.month + ends.gap)  # when the person is at work again
    before = np.append(-1, back[:-1])
    known = before >= place
    first = ends.month - who.draws.at(ends.row).integer("first tenure", *FIRST_TENURE)
    hired = np.where(known, before - place, np.maximum(first, who.stages.begins[ends.row]))
    held = replace(ends, tenure=ends.month - hired)
    return held.take((held.tenure > 0) & (ends.month >= months.first))


def job_numbers(who: Traits, months: Span) -> Integers:
    """The job that is held in each month, (people, months): the month of the last end before, 0 where none is known."""
    ends = careers(who, Span(FIRST_MONTH, max(months.first + months.count - FIRST_MONTH, 0)))
    found = np.zeros((len(who), months.first + months.count - FIRST_MONTH), dtype=np.int64)
    found[ends.row, ends.month - FIRST_MONTH] = ends.month
    return np.maximum.accumulate(found, axis=1)[:, months.first - FIRST_MONTH :]
