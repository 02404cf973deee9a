"""Ceilings: sums that come near to the most there is without piling up at it."""

from __future__ import annotations

import numpy as np

from lastro.engine.arrays import Floats

FREE = 0.5  # of the ceiling: what lies below stays as it is, ASSUMED


def below(values: Floats, most: Floats) -> Floats:
    """Values brought below their ceilings: the more they exceed half of it, the more they are held back."""
    free = FREE * most
    over = np.maximum(values - free, 0.0)
    held: Floats = np.minimum(values, free) + (most - free) * over / np.maximum(over + most - free, 1e-9)
    return held
