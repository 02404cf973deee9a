"""Events: when the rows of a timeline come into being and change, and which of its states they have after that.

By the day, a row changes at most once: from how it stood on the evening before to how it stands on that evening. Step
by step, it also stands as it was born and as each row of another dataset left it (accounts after each posting).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from lastro.engine.arrays import Flags, Integers
from lastro.engine.rewind.born import Born
from lastro.engine.rewind.states import SteppingStates
from lastro.engine.rewind.timeline import Timeline
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY


@dataclass(frozen=True)
class Events(Columnar):
    """Events of a timeline's rows, in the order of day, row and time."""

    row: Integers  # position in the timeline
    day: Integers  # days since 1970-01-01
    moment: Integers
    at: Integers  # the place of the states after it
    new: Flags  # whether the row comes into being
    lead: Integers  # the dataset with whose row it is committed (position among the bank's)
    turn: Integers  # of that row's commit among those of the same second
    commit: Integers  # that row in the block: the first of the commit
    place: Integers  # that row in the block: the one that it follows


def by_day(line: Timeline, own: int) -> Events:
    """At most one event a row and day; own: the timeline's dataset (position among the bank's)."""
    born = line.born // DAY
    new = np.flatnonzero(born > line.days[0])
    offset, changed = np.nonzero(line.changed())
    row = np.concatenate([new, changed])
    day = np.concatenate([born[new], line.days[1] + offset])
    fresh = np.arange(len(row)) < len(new)
    at = line.at(row, day)
    updated = line.states["updated_at"][at]
    updated = np.where(updated < day * DAY, (day + 1) * DAY - 1, updated)  # marks that were held back till now
    moment = np.where(fresh, line.born[row], updated)
    return _sorted(Events(row, day, moment, at, fresh, np.full(len(row), own), np.zeros_like(row), row, row))


def step_by_step(line: Timeline, own: int, steps: Born, lead: int) -> tuple[Timeline, Events]:
    """An event also after each step; the timeline with the states that this takes.

    steps: rows of the dataset (lead: its position among the bank's) each of which changes one of the timeline.
    """
    told_by = cast(SteppingStates, line.told_by)
    row, states = told_by.after(steps.row)
    count, grid = len(line), len(line.days) * len(line)
    daily = by_day(line, own)
    births = daily.take(daily.new)
    births = Events(**{**vars(births), "at": grid + births.row})
    moment = np.where(daily.new, line.states["updated_at"][daily.at], daily.moment)
    evenings = Events(**{**vars(daily), "moment": moment, "new": np.zeros(len(daily), dtype=np.bool_)})
    after = Events(
        row, steps.day, steps.moment, grid + count + np.arange(len(row)), np.zeros(len(row), dtype=np.bool_),
        np.full(len(row), lead), steps.turn, steps.commit, steps.row,
    )  # fmt: skip
    line = line.with_states([told_by.at_birth(), states])
    return line, _with_last_step(_only_different(line, _sorted(Events.together([births, after, evenings]))), own)


def _sorted(events: Events) -> Events:
    """By day and row; what is the same in both stays in order."""
    return events.take(np.lexsort((events.row, events.day)))


def _only_different(line: Timeline, events: Events) -> Events:
    """The events after which a row stands otherwise than before."""
    before = before_each(events, line)
    differs = events.new.copy()
    for name, column in line.states.items():
        differs |= line.differs(name, column[before], column[events.at])
    return events.take(differs)


def before_each(events: Events, line: Timeline) -> Integers:
    """The place of each row's states before its event: after the row's event before, else on the first evening.

    What is given for a new row means nothing.
    """
    order = np.argsort(events.row, kind="stable")
    before = events.row.copy()  # on the first evening
    again = events.row[order[1:]] == events.row[order[:-1]]
    before[order[1:][again]] = events.at[order[:-1][again]]
    return before


def _with_last_step(events: Events, own: int) -> Events:
    """An evening's change at the very moment of the row's last step is committed with that step, not before it."""
    at = np.arange(len(events))
    joins = (events.lead == own) & ~events.new
    joins[:1] = False
    joins[1:] &= (events.row[1:] == events.row[:-1]) & (events.moment[1:] == events.moment[:-1])
    whose = np.where(joins, at - 1, at)
    joined = {name: vars(events)[name][whose] for name in ("lead", "turn", "commit", "place")}
    return Events(**{**vars(events), **joined})
