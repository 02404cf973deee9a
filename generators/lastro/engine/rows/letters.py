"""Letters: texts of one width as rows of bytes, and values where there are some."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.engine.arrays import Array, Bytes, Flags


def texts(letters: Bytes) -> pl.Series:
    """Rows of letters (n, width) as a String series."""
    width = letters.shape[1]
    return pl.Series(np.ascontiguousarray(letters).view(f"S{width}").ravel(), dtype=pl.Binary).cast(pl.String)


def nullable(values: Array, null: Flags) -> pl.Series:
    """Values with null where told."""
    series = pl.Series(values)
    return series.zip_with(pl.Series(~null), pl.Series([None], dtype=series.dtype)) if null.any() else series
