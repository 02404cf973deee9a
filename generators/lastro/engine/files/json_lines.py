"""Lines: records as JSON, one a line, put together from cells.

A cell is what one column adds to a line, such as `,"city":"Santos"`. Most cells repeat, so each is made once, as bytes,
and a part of the records is one join over its rows' cells: that copies memory and does nothing else, where polars'
write_ndjson formats and escapes every value anew. Whatever may need escaping has gone through polars' JSON encoder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lastro.engine.rows.coded import Coded, Decimals, Indices, Letters, Values, Words, plain

PART = 2_048  # records whose cells are laid out at once
_JOIN = 512  # records joined at once: their cells stay in the processor's cache from the first look to the copy
_END = "},\n"
Objects = NDArray[np.object_]  # of bytes


@dataclass(frozen=True)
class _Cells:
    """Cells of one column: by their indices among words, or as letters that are made when they are wanted."""

    words: Objects | Letters
    indices: Indices | None = None

    def of(self, part: slice) -> Objects:
        if isinstance(self.words, Letters):
            return self.words.slice(part).objects()
        return self.words[part] if self.indices is None else self.words.take(self.indices[part])


def lines(columns: Mapping[str, Values]) -> Iterator[bytes]:
    """The records of columns of one length in parts, with commas between them and none after a part's last."""
    last = len(columns) - 1
    cells = [
        cell
        for number, (name, values) in enumerate(columns.items())
        for cell in _cells(name, values, "," if number else "{", _END if number == last else "")
    ]
    return _joined(cells, len(next(iter(columns.values()))))


def _joined(cells: list[_Cells], count: int) -> Iterator[bytes]:
    table = np.empty((PART, len(cells)), dtype=object)
    for start in range(0, count, PART):
        rows = table[: min(PART, count - start)]
        for place, cell in enumerate(cells):
            rows[:, place] = cell.of(slice(start, start + PART))
        joined = [b"".join(rows[at : at + _JOIN].ravel().tolist()) for at in range(0, len(rows), _JOIN)]
        yield b"".join(joined)[: 1 - len(_END)]


def _cells(name: str, values: Values, before: str, after: str) -> list[_Cells]:
    """The cells of a column, between what begins and what ends them."""
    key = f"{before}{json.dumps(name)}:"
    if isinstance(values, Decimals):
        return _of_decimals(values, key, after)
    if isinstance(values, Letters):
        return [_Cells(values.between(f'{key}"', f'"{after}'))]
    if isinstance(values, pl.Series):
        return [_Cells(_encoded(values, key, after))]
    if len(values.parts) > 1:
        return _of_phrases(values, key, after)
    words, indices = _that_occur(*values.parts[0])
    (found,) = _cells(name, words, before, after)
    known = found.of(slice(None))
    return [_Cells(np.append(known, f"{key}null{after}".encode()), indices)]


def _that_occur(words: Words, indices: Indices) -> tuple[Words, Indices]:
    """Only those words that some value is, where most are none."""
    if not isinstance(words, pl.Series):
        return words, indices
    occurs = np.zeros(len(words) + 1, dtype=np.bool_)  # the last one stands for null
    occurs[indices] = True
    if 2 * np.count_nonzero(occurs) > len(words):
        return words, indices
    occurs[-1] = True
    return words.filter(pl.Series(occurs[:-1])), (np.cumsum(occurs) - 1)[indices]


def _of_phrases(values: Coded, key: str, after: str) -> list[_Cells]:
    """One cell a vocabulary; together they stand between quotes."""
    last = len(values.parts) - 1
    return [
        _Cells(
            _encoded(plain(words), "" if number else f'{key}"', "" if number < last else f'"{after}', quoted=False),
            indices,
        )
        for number, (words, indices) in enumerate(values.parts)
    ]


def _of_decimals(values: Decimals, key: str, after: str) -> list[_Cells]:
    """Two cells a number: sign and whole, then point and decimals, as few as say it."""
    scale = 10**values.decimals
    size = np.abs(values.numbers)
    whole = size // scale
    known, indices = np.unique(whole * 2 + (values.numbers < 0), return_inverse=True)
    words = [f"{key}{'-' * (number & 1)}{number >> 1}".encode() for number in known.tolist()]
    decimals = [f".{number:0{values.decimals}}".rstrip("0").ljust(2, "0") + after for number in range(scale)]
    fractions = _objects([text.encode() for text in decimals])
    return [_Cells(_objects(words), indices), _Cells(fractions, size - whole * scale)]


def _encoded(values: pl.Series, before: str, after: str, quoted: bool = True) -> Objects:
    """Each value as JSON between two texts, without its quotes where told."""
    start, end = (len('{"":'), 1) if quoted else (len('{"":"'), 2)
    encoded = pl.struct(pl.all()).struct.json_encode().str.slice(start).str.head(-end)
    cells = pl.DataFrame({"": values}).select(pl.concat_str(pl.lit(before), encoded, pl.lit(after)).cast(pl.Binary))
    return _objects(cells.to_series().to_list())


def _objects(cells: list[Any]) -> Objects:
    found = np.empty(len(cells), dtype=object)
    found[:] = cells
    return found
