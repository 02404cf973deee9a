"""Labelled rows: which rows of cards are of cases: stolen purchases, their parts, and what is given back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lastro.bank.choices import CardTransactionType
from lastro.bank.contracts.cards.rows.bought import bought_rows
from lastro.bank.contracts.cards.rows.card_rows import CardRows
from lastro.bank.contracts.cards.spending.stolen import NOT_STOLEN
from lastro.bank.crime.cards.robbed import Robbed
from lastro.bank.crime.steps import STEPS
from lastro.bank.people.period import history_start
from lastro.engine import Run
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.rows.columnar import Columnar


@dataclass(frozen=True)
class StolenRows(Columnar):
    """Rows of cases on cards, one value a row."""

    key: Keys  # of the row
    case: Keys
    step: Integers  # STEPS for what is given back
    back: Flags


def stolen_rows(run: Run, cards: Any, found: Robbed) -> StolenRows:
    """The rows of cases among those of cards, whether or not they have been posted by as_of."""
    every, bought = found.every, found.every.purchases
    theirs = replace(every, purchases=bought.take(bought.stolen != NOT_STOLEN))
    rows = CardRows.together(bought_rows(run, cards, theirs, history_start(run), run.as_of))
    of = theirs.purchases.stolen[rows.purchase]
    back = rows.kind == CardTransactionType.REFUND
    return StolenRows(rows.key, every.stolen.case[of], np.where(back, STEPS, every.stolen.step[of]), back)
