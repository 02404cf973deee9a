"""Indices: how money grows by Selic, CDI, IPCA or a fixed rate between two days."""

from __future__ import annotations

import math

import numpy as np

from lastro.bank.choices import Indexer
from lastro.brazil.calendar import first_day, is_bank_business_day, month_index
from lastro.brazil.levels.interest import Interest
from lastro.brazil.levels.prices import Prices
from lastro.engine import Run
from lastro.engine.arrays import Floats, Integers
from lastro.engine.random.quantiles import LOG
from lastro.engine.rows.moments import day

CDI_BELOW_SELIC = 0.10  # percentage points; the CDI has run a tenth below Selic for years (B3); ASSUMED constant
BUSINESS_DAYS = 252  # of a year, as Brazilian rates are quoted
_FIRST, _LAST = day("2000-01-01"), day("2150-12-31")  # the calendar ends there
_OPEN_DAYS = len(Indexer)  # the row behind the indexers: business days
_SCALE = 10**15  # logarithms are summed as whole numbers, so that no sum depends on its order


def selic(run: Run, days: Integers) -> Floats:
    """The Selic in force on each day, percent a year."""
    return run.once(Interest).selic(days)


def log_growth(run: Run, indexer: Integers, rate: Integers, start: Integers, end: Integers) -> Floats:
    """The natural logarithm of how much an investment grows from start to end.

    rate: hundredths of a percent; of the CDI where that is the indexer, else a year and on top of the index.
    """
    table = run.once(_cumulated)
    row, first, last = indexer.astype(np.int64), _place(start), _place(end)
    index = (table[row, last] - table[row, first]) / _SCALE
    share = np.where(row == Indexer.CDI, rate / 10_000, 1.0)
    open_days = table[_OPEN_DAYS, last] - table[_OPEN_DAYS, first]
    extra = np.where(row == Indexer.CDI, 0.0, LOG(1 + rate / 10_000)) / BUSINESS_DAYS
    growth: Floats = index * share + extra * open_days
    return growth


def _place(days: Integers) -> Integers:
    return np.clip(days, _FIRST, _LAST) - _FIRST


def _cumulated(run: Run) -> Integers:
    """By indexer and day: the logarithm of growth since 2000; the last row counts bank business days."""
    days = np.arange(_FIRST, _LAST + 1)
    opened = is_bank_business_day(days).astype(np.int64)
    base = selic(run, days)
    daily = np.zeros((_OPEN_DAYS + 1, len(days)), dtype=np.int64)
    daily[Indexer.CDI] = opened * _logs(np.maximum(base - CDI_BELOW_SELIC, 0.0)) // BUSINESS_DAYS
    daily[Indexer.SELIC] = opened * _logs(base) // BUSINESS_DAYS
    months = month_index(days)
    daily[Indexer.IPCA] = _logs(run.once(Prices).ipca.percent(months)) // (first_day(months + 1) - first_day(months))
    daily[_OPEN_DAYS] = opened
    return np.cumsum(daily, axis=1)


def _logs(percent: Floats) -> Integers:
    """Logarithms of 1 + percent / 100 as whole numbers, from twelve digits, which every processor has alike."""
    distinct, which = np.unique(percent, return_inverse=True)
    logs = [int(float(f"{math.log1p(value / 100):.12g}") * _SCALE) for value in distinct.tolist()]
    return np.array(logs, dtype=np.int64)[which]
