"""Share prices: a random walk for each invented share and fund, from 2000 on, the same in every bank of a seed."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import Product
from lastro.bank.contracts.investments.products import FUNDS, LISTED, SHARES
from lastro.brazil.calendar import days_in_month, first_day, month_index
from lastro.engine import Run
from lastro.engine.arrays import Floats, Integers
from lastro.engine.random.quantiles import NORMAL

# By month, of the price's logarithm; ASSUMED
_DRIFT = np.array([0.006] * len(SHARES) + [0.005] * len(FUNDS))
_SIGMA = np.array([0.075] * len(SHARES) + [0.03] * len(FUNDS))
_MARKET_SIGMA = np.array([0.045] * len(SHARES) + [0.015] * len(FUNDS))  # what all of them share
_ROW = np.full(len(Product), -1)  # of each share and fund among the prices, by product
_ROW[list(LISTED)] = np.arange(len(LISTED))
_FIRST, _LAST = 2000 * 12, 2151 * 12  # month numbers


def log_price(run: Run, product: Integers, days: Integers) -> Floats:
    """The logarithm of prices of shares and funds on days, a straight line within each month; 0 for other products."""
    table = run.once(_month_ends)
    month = np.clip(month_index(days), _FIRST + 1, _LAST - 1)
    share = np.clip((days - first_day(month) + 1) / days_in_month(month), 0.0, 1.0)
    listed, row = _ROW[product] >= 0, np.maximum(_ROW[product], 0)
    start, end = table[row, month - 1 - _FIRST], table[row, month - _FIRST]
    return np.where(listed, start + (end - start) * share, 0.0)


def _month_ends(run: Run) -> Floats:
    """By share or fund and month: the logarithm of the price at the month's end."""
    months = np.arange(_FIRST, _LAST)
    names = run.draws("products", np.array(LISTED, dtype=np.uint64))
    cells = names.at(np.repeat(np.arange(len(names)), len(months)))
    own = NORMAL(cells.uniform("walk", np.tile(months, len(names)))).reshape(len(names), -1)
    market = run.draws("products", np.zeros(len(months), dtype=np.uint64)).uniform("market", months)
    steps = _DRIFT[:, None] + _SIGMA[:, None] * own + _MARKET_SIGMA[:, None] * NORMAL(market)
    walk: Floats = np.cumsum(steps, axis=1)
    return walk
