"""Arrays: the names of numpy's array types, said once; a name with a unit says what the whole numbers count."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Keys = NDArray[np.uint64]  # 64-bit numbers by which entities are known (lastro.engine.random.keys)

Cents = Integers  # money: hundredths of a real
Days = Integers  # days since 1970-01-01
