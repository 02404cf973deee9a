"""Levels: what money of base_date comes to in another month: prices, and how far Pix has spread by then."""

from __future__ import annotations

import numpy as np

from lastro.brazil import calendar
from lastro.brazil.base_date import base_date
from lastro.brazil.levels.instruments import PIX_NAME, Instruments
from lastro.brazil.levels.prices import Prices
from lastro.brazil.levels.series import LAST_MONTH, PriceIndex
from lastro.engine import Run
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws

NOT_OF_ACCOUNTS = ("Credit Card", "Prepaid Card")  # instruments whose payments no account sees one by one


def base_month(run: Run) -> Integers:
    """The month in whose money incomes are stated, (1,)."""
    return calendar.month_index(np.array([base_date(run)]))


def prices(run: Run, months: Integers) -> Floats:
    """How many times base_date's prices (IPCA) those of each month are."""
    return relative(run, run.once(Prices).ipca, months)


def relative(run: Run, index: PriceIndex, months: Integers) -> Floats:
    """How many times base_date's level of an index that of each month is."""
    return index.between(base_month(run), months)


def at_anniversary(run: Run, index: PriceIndex, months: Integers, anniversary: Integers) -> Floats:
    """The same for what moves once a year, in a month of the year from 0 to 11."""
    base = index.at_anniversary(base_month(run), anniversary)
    ratio: Floats = index.at_anniversary(months, anniversary) / base
    return ratio


def pays_by_pix(run: Run, customers: Draws, months: Integers) -> Flags:
    """Whether customers have taken to Pix by each month: each does so once, sooner or later, and for good."""
    first, spread = run.once(_spread_of_pix)
    reached = spread[(months - first).clip(0, len(spread) - 1)]
    taken: Flags = customers.uniform("took to Pix") < reached
    return taken


def _spread_of_pix(run: Run) -> tuple[int, Floats]:
    """The share of Pix in what accounts pay, by month from the first Pix on, against its last known share."""
    table = run.once(Instruments)
    months = np.arange(table.first_pix, LAST_MONTH + 1)
    counts = table.counts(months)
    seen = counts[:, [name not in NOT_OF_ACCOUNTS for name in table.names]].sum(axis=1)
    share = np.maximum.accumulate(counts[:, table.names.index(PIX_NAME)] / seen)
    return table.first_pix, share / share[-1]
