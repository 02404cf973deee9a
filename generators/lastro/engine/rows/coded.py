"""Coded columns: values by their indices in vocabularies, as Arrow's dictionary encoding has them.

Most texts of a bank repeat: cities, shops, kinds of posting. A coded column says each of them once, so that they are
escaped and quoted once a word, not once a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lastro.engine.arrays import Array, Bytes, Flags, Integers
from lastro.engine.rows.letters import texts

Indices = Array  # whole numbers
MOST_DECIMALS = 2  # more than cents have too many fractions for a vocabulary


@dataclass(frozen=True)
class Letters:
    """Texts of one width as rows of ASCII letters, (n, width) uint8; nothing in them needs escaping."""

    rows: Bytes

    def __len__(self) -> int:
        return len(self.rows)

    def plain(self) -> pl.Series:
        """The texts."""
        return texts(self.rows)

    def gather(self, at: Indices) -> Letters:
        """The texts at the given rows."""
        return Letters(self.rows[at])

    def slice(self, part: slice) -> Letters:
        """Consecutive texts."""
        return Letters(self.rows[part])

    def between(self, before: str, after: str) -> Letters:
        """The texts with something before and behind each, in ASCII."""
        head, tail = (np.frombuffer(text.encode(), dtype=np.uint8) for text in (before, after))
        start, end = len(head), len(head) + self.rows.shape[1]
        rows = np.empty((len(self), end + len(tail)), dtype=np.uint8)
        rows[:, :start], rows[:, start:end], rows[:, end:] = head, self.rows, tail
        return Letters(rows)

    def objects(self) -> NDArray[np.object_]:
        """The texts as bytes objects."""
        return self.rows.view(f"S{self.rows.shape[1]}").ravel().astype(object)


@dataclass(frozen=True)
class Decimals:
    """Numbers with at most MOST_DECIMALS decimals as whole numbers of 10**-decimals, (n,) int64."""

    numbers: Integers
    decimals: int

    def __len__(self) -> int:
        return len(self.numbers)

    def plain(self) -> pl.Series:
        """The numbers as floats, as JSON knows them."""
        return pl.Series(self.numbers / 10**self.decimals)


Words = pl.Series | Letters


@dataclass(frozen=True)
class Coded:
    """A column of n values: each is one word of every vocabulary, one behind the other.

    parts: vocabularies, each with the indices (n,) of its words; the index behind the last word of the first one stands
    for null. Only a single vocabulary may hold anything but texts.
    """

    parts: tuple[tuple[Words, Indices], ...]

    def __len__(self) -> int:
        return len(self.parts[0][1])

    def plain(self) -> pl.Series:
        """The values themselves."""
        (first, indices), *others = self.parts
        found: pl.Series = with_null(plain(first), None)[indices]
        return reduce(add, (plain(words)[at] for words, at in others), found)

    def null_count(self) -> int:
        """How many values are null."""
        words, indices = self.parts[0]
        return int(np.count_nonzero(indices == len(words)))

    def gather(self, rows: Indices) -> Coded:
        """The values at the given rows."""
        return Coded(tuple((words, indices[rows]) for words, indices in self.parts))

    def slice(self, part: slice) -> Coded:
        """Consecutive values."""
        return Coded(tuple((words, indices[part]) for words, indices in self.parts))


Values = Words | Coded | Decimals


def coded(words: Words, indices: Indices) -> Coded:
    """A column of one vocabulary; the index behind its last word stands for null."""
    return Coded(((words, indices),))


def spread(present: Words, null: Flags) -> Coded | Words:
    """A column of the present values in order, with null where told."""
    return coded(present, np.where(null, len(present), np.cumsum(~null) - 1)) if null.any() else present


def plain(values: Values) -> pl.Series:
    """The values of a column, however it is held."""
    return values if isinstance(values, pl.Series) else values.plain()


def null_count(values: Values) -> int:
    """How many values of a column are null."""
    return 0 if isinstance(values, Letters | Decimals) else values.null_count()


def with_null(words: pl.Series, null: Any) -> pl.Series:
    """A vocabulary, and behind it what stands for null."""
    return pl.concat([words, pl.Series([null], dtype=words.dtype)])
