"""Contract starts: one draw per customer and absolute month says whether a contract begins.

The months run from so many before history_start to one beyond as_of. Later ones only add contracts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.people.holdings import Holdings
from lastro.bank.people.months import Span, span
from lastro.bank.people.period import history_start
from lastro.bank.people.traits import Traits
from lastro.brazil.calendar import month_index
from lastro.engine import Run
from lastro.engine.arrays import Floats, Integers
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL_KEY


@dataclass(frozen=True)
class Starts(Columnar):
    """Contracts that begin: whose (position of the customer), in which month, and a draw left over, in [0, 1)."""

    owner: Integers
    month: Integers
    luck: Floats


def months_of_contracts(run: Run, look_back: int) -> Span:
    """The months in which contracts may begin: look_back of them before the history."""
    history = span(history_start(run), run.as_of)
    return Span(history.first - look_back, history.count + look_back)


def starts(name: str, chance: Floats, since: Integers, held: Holdings, traits: Traits, months: Span) -> Starts:
    """The starts of a kind of contract; chance a month and the moment from which they may come, one value a customer.

    Customers without a main account and those whose identity is refused have none.
    """
    able = np.flatnonzero((held.main != NULL_KEY) & ~traits.refused & (chance > 0))
    numbers = np.tile(months.numbers, len(able))
    uniform = traits.draws.at(np.repeat(able, months.count)).uniform(name, numbers).reshape(-1, months.count)
    opened = month_index(since[able] // DAY)
    row, column = np.nonzero((uniform < chance[able, None]) & (months.numbers >= opened[:, None]))
    return Starts(able[row], column + months.first, uniform[row, column] / chance[able[row]])
