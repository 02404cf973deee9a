"""Holders: what cards' use and debts follow from besides the cards: income, business, and hardship month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.people.months import Span, span
from lastro.bank.people.path.path import path_of
from lastro.bank.people.period import history_start
from lastro.bank.people.traits import Traits
from lastro.engine import Run
from lastro.engine.arrays import Flags, Floats, Integers, Keys
from lastro.engine.rows.tables import positions

WARM_UP = 12  # months before the history in which parts and debts build up, from none


@dataclass(frozen=True)
class Holders:
    """Of each card's holder."""

    months: Span  # of bills and purchases: from a year before the history to the month after as_of's
    income: Integers  # cents a month, revenue of a business
    business: Flags
    hardship: Floats  # (cards, months), from 0 to 1
    died: Integers  # the day of death, whether or not it has come


def holders(run: Run, cards: Any, customers: Keys, who: Traits, later: int = 0) -> Holders:
    """The holders of cards, who are among these customers; later: so many more months than rows need."""
    history = span(history_start(run), run.as_of)
    months = Span(history.first - WARM_UP, history.count + WARM_UP + later)
    of_card, card = np.unique(positions(cards.customer_id, customers), return_inverse=True)
    some = who.take(of_card)
    hardship = path_of(some, months).hardship
    return Holders(months, some.income[card], some.business[card], hardship[card], some.died[card])
