"""Flags: which records of a batch something is true of."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.engine.arrays import Flags


def scattered(chosen: Flags, wrong: Flags) -> Flags:
    """Flags of the chosen records as flags of all."""
    found = np.zeros(len(chosen), dtype=np.bool_)
    found[chosen] = wrong
    return found


def true_of(answers: pl.Series) -> Flags:
    """Where the answer is true; null counts as false."""
    found: Flags = answers.fill_null(False).to_numpy()
    return found
