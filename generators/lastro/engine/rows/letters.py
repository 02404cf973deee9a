"""Letters: texts of one width as rows of bytes, and values where there are some."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray


def texts(letters: NDArray[np.uint8]) -> pl.Series:
    """Rows of letters (n, width) as a String series."""
    width = letters.shape[1]
    return pl.Series(np.ascontiguousarray(letters).view(f"S{width}").ravel(), dtype=pl.Binary).cast(pl.String)


def nullable(values: NDArray[Any], null: NDArray[np.bool_]) -> pl.Series:
    """Values with null where told."""
    series = pl.Series(values)
    return series.zip_with(pl.Series(~null), pl.Series([None], dtype=series.dtype)) if null.any() else series
