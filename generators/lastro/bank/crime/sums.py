"""Sums: what is asked for in a case, and how it is divided and rounded, in the way of innocent payments."""

from __future__ import annotations

import numpy as np

from lastro.bank.crime.steps import Sum, Way
from lastro.bank.ledger.purchases import shelf_prices
from lastro.engine.arrays import Cents, Flags, Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.random.quantiles import EXP, NORMAL

SMALLEST = 20_00  # cents: less is not paid on
LEAST_OF_A_RING = 50_00  # cents: less is not worth a payment to or from elsewhere; ASSUMED
LEAST_LOSS = 150_00  # cents: with less to be had, a fraud stays an attempt; ASSUMED
REPORTED_ABOVE = np.array([2_000_00, 10_000_00, 50_000_00])  # cash that is recorded or reported (Circular 3.978/2020)
_WHICH = (60, 33, 7)  # per cent of structured deposits by that, ASSUMED
BELOW = np.array([1.0, 0.90, 0.70, 0.55]), 0.995  # how much of it they come to, by sophistication from 1 on; ASSUMED
LIKE_A_BILL = (0.97, 1.03)  # of the true one, ASSUMED
ROUND_PIX, WHOLE_PIX = 0.62, 0.85  # as everyday.py has it
ROUND_TRANSFER = 0.98  # of transfers between customers in whole fives, as innocent ones; the others are in whole reais


def asked(draws: Draws, step: int, wanted: Sum, income: Cents, level: Floats) -> Cents:
    """What a step is to come to, in cents of its case's month; level: that month's prices against base_date's."""
    median = wanted.median * income if wanted.of_income else wanted.median
    size = median * level * EXP(wanted.sigma * NORMAL(draws.uniform("sum", step)))
    return np.asarray(size, dtype=np.float64).astype(np.int64)


def like_a_bill(draws: Draws, step: int, bill: Cents) -> Cents:
    """What a false bill comes to that is sent for a true one of so many cents."""
    low, high = LIKE_A_BILL
    return (bill * (low + (high - low) * draws.uniform("like a bill", step))).astype(np.int64)


def deposits(draws: Draws, payment: int, skill: Integers) -> Cents:
    """Deposits just below what is reported, or further below it where criminals are careful."""
    limit = REPORTED_ABOVE[draws.choice("reported above", _WHICH)]
    low, high = BELOW[0][skill], BELOW[1]
    part = low + (high - low) * draws.uniform("below", payment)
    return (limit * part).astype(np.int64)


def as_paid(draws: Draws, number: int, way: Integers, inside: Flags, cents: Cents) -> Cents:
    """Sums as they are paid by a way, never more than they were: notes, prices, round transfers."""
    even = draws.uniform("even", number)
    pix = np.where(even < ROUND_PIX, _whole(cents, 5_00), np.where(even < WHOLE_PIX, _whole(cents, 1_00), cents))
    notes = np.where(cents > 150_00, _whole(cents, 50_00), _whole(cents, 10_00))
    among_us = np.where(even < ROUND_TRANSFER, _whole(cents, 5_00), _whole(cents, 1_00))
    priced = shelf_prices(draws.each("price", np.full(len(cents), number)), cents.astype(np.float64))
    priced = np.where(priced > cents, priced - 1_00, priced)
    found = np.select(
        [
            inside,
            np.isin(way, (Way.PIX, Way.PIX_IN)),
            np.isin(way, (Way.CASH, Way.CASH_IN)),
            np.isin(way, (Way.CARD, Way.QR, Way.ONLINE)),
        ],
        [among_us, pix, notes, priced],
        cents,
    )
    return np.asarray(found, dtype=np.int64)


def _whole(cents: Cents, unit: int) -> Cents:
    return cents // unit * unit
