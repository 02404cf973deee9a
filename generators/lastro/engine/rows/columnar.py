"""Columnar: dataclasses whose fields are columns of one length; rows are taken and parts joined in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from lastro.engine.arrays import Array
from lastro.engine.random.draws import Draws


class Columnar:
    """Base of frozen dataclasses with one value a row in each field: an array, the rows' draws, or columns in turn."""

    def __len__(self) -> int:
        return len(next(iter(vars(self).values())))

    def take(self, rows: Array) -> Self:
        """The rows at positions, or where a mask is true."""
        return type(self)(**{name: _taken(column, rows) for name, column in vars(self).items()})

    def but(self, **columns: Any) -> Self:
        """The same rows with other values in some columns."""
        return type(self)(**{**vars(self), **columns})

    @classmethod
    def together(cls, parts: Sequence[Self]) -> Self:
        """Several parts as one, in their order; at least one part."""
        return cls(**{name: np.concatenate([vars(part)[name] for part in parts]) for name in vars(parts[0])})


def _taken(column: Any, rows: Array) -> Any:
    if isinstance(column, Columnar):
        return column.take(rows)
    return column.at(rows) if isinstance(column, Draws) else column[rows]
