"""Vocabularies: the positions of texts among known ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from lastro.engine.arrays import Integers


def codes(texts: pl.Series, known: Mapping[str, int], unknown: int = -1) -> Integers:
    """The number of each text by a dictionary (int64).

    For the few hundred customers of a block, a dictionary beats a query: polars takes about a millisecond to plan one.
    """
    return np.array([known.get(text, unknown) for text in texts.to_list()], dtype=np.int64)
