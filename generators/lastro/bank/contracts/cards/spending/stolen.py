"""Stolen purchases: what somebody else buys with a card, beside what every purchase has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.rows.columnar import Columnar

NOT_STOLEN = -1
FIRST_STOLEN = 420  # the number of the first among a month's purchases, behind what is charged


@dataclass(frozen=True)
class Stolen(Columnar):
    """One value a stolen purchase."""

    case: Keys
    step: Integers  # of the case, from 0
    second: Integers  # of the day of the purchase
    online: Flags
    back: Integers  # moment at which the bank gives it back, NULL for never
    back_bill: Integers  # position among the months of the bill on which that stands

    @classmethod
    def none(cls) -> Stolen:
        """No purchases."""
        whole = np.zeros(0, np.int64)
        return cls(np.zeros(0, np.uint64), whole, whole, np.zeros(0, np.bool_), whole, whole)
