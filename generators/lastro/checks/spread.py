"""Spreading: what was found among chosen records, said of all."""

from __future__ import annotations

import numpy as np

from lastro.engine.arrays import Flags


def among(chosen: Flags, wrong: Flags) -> Flags:
    """Flags of the chosen records as flags of all."""
    found = np.zeros(len(chosen), dtype=np.bool_)
    found[chosen] = wrong
    return found
