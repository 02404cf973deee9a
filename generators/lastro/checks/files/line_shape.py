"""The shape of lines: whether they hold just what was parsed from them, counted in the bytes.

polars lets pass that a column is missing, stands twice, is not declared or stands elsewhere, and that a number stands
where text should. So the names, texts and nulls in the bytes are counted, and the names compared in their places.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from lastro.engine.arrays import Array, Flags, Integers

_QUOTE, _COLON, _NULL = b'":n'
_WORD = 8  # bytes that are compared at once


def is_parsed_whole(lines: bytearray, frame: pl.DataFrame) -> bool:
    """Whether every record has the columns of the frame in their order, and as many texts and nulls as it has cells."""
    letters = np.frombuffer(lines, dtype=np.uint8)
    ends = np.flatnonzero((letters[:-1] == _QUOTE) & (letters[1:] == _COLON))
    first = letters[ends + 2]
    nulls = [column.null_count() for column in frame.iter_columns()]
    texts = sum(len(frame) - n for n, c in zip(nulls, frame.iter_columns(), strict=True) if c.dtype == pl.String)
    counted = len(ends), int((first == _QUOTE).sum()), int((first == _NULL).sum())
    if counted != (frame.width * len(frame), texts, sum(nulls)):
        return False
    return bool(_in_place(lines, letters, ends.reshape(len(frame), frame.width), tuple(frame.columns)).all())


def _in_place(lines: bytearray, letters: Array, ends: Integers, names: tuple[str, ...]) -> Flags:
    """Whether the names that end there are these, by their last letters and where they begin."""
    words = np.ndarray(len(lines) - _WORD + 1, dtype="<u8", buffer=lines, strides=(1,))
    wanted, masks, lengths = _names(names)
    found: Flags = ((words[ends - _WORD] & masks) == wanted) & (letters[ends - lengths - 1] == _QUOTE)
    return found


@cache
def _names(names: tuple[str, ...]) -> tuple[Array, Array, Integers]:
    """The last eight bytes of names (with the quote before them, if there is room), masks of them, and lengths."""
    texts = [f'"{name}'.encode() for name in names]
    words = [text[-_WORD:].rjust(_WORD, b"\0") for text in texts]
    masks = [(b"\xff" * min(_WORD, len(text))).rjust(_WORD, b"\0") for text in texts]
    lengths = np.array([len(text) - 1 for text in texts])
    return np.frombuffer(b"".join(words), dtype="<u8"), np.frombuffer(b"".join(masks), dtype="<u8"), lengths
