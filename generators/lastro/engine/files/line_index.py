"""Line index: where records begin and end in lines that the build has written, and where columns stand in them.

A name between quotes with the colon behind it stands once in a line, since in a text each quote is escaped. So ids,
days, moments, choices and money are taken from where they stand, in a part of the time of cutting the columns out.
"""

from __future__ import annotations

import mmap
import os
import sys
from collections.abc import Iterator
from io import BufferedReader

import numpy as np

from lastro.engine.arrays import Array, Bytes, Integers
from lastro.engine.files.line_values import choices, money
from lastro.engine.rows.columns import Column, Row, columns_of

LENGTHS = {"key": 36, "ref": 36, "uuid": 36, "date": 10, "moment": 19}  # of texts as the engine writes them
BETWEEN = b",\n"  # stands between two records, and in none
_LOOK = 1 << 20  # letters looked at at once, so that they stay in the processor's cache
_WINDOW = 48  # letters of each record looked at at once
_WORD = 8  # letters compared at once


class LineIndex:
    """Records in lines, and where each begins and ends.

    letters: whole lines with commas between them, and as many letters more as one look takes.
    """

    def __init__(self, letters: Bytes, row: type[Row], begins: Integers, ends: Integers) -> None:
        self.letters, self.row, self.begins, self.ends = letters, row, begins, ends
        self._places: dict[str, Integers] = {}
        self._ends: dict[str, Integers] = {}  # where values end whose lengths are not known before they are read

    @classmethod
    def mapped(cls, stream: BufferedReader, size: int, row: type[Row]) -> LineIndex:
        """As read, but where they lie, without a copy, unless the file ends within a window behind them."""
        begins, ends = stream.tell(), stream.tell() + size + _WINDOW
        if ends > os.fstat(stream.fileno()).st_size:
            return cls.read(stream, size, row)
        whole = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        return cls._of(np.frombuffer(whole, dtype=np.uint8)[begins:ends], size, row)

    @classmethod
    def read(cls, stream: BufferedReader, size: int, row: type[Row]) -> LineIndex:
        """The records of the next bytes of a file; there are fewer where the file ends before."""
        letters = np.empty(size + _WINDOW, dtype=np.uint8)
        size = stream.readinto(letters[:size].data)
        letters[size:] = 0
        return cls._of(letters, size, row)

    @classmethod
    def _of(cls, letters: Bytes, size: int, row: type[Row]) -> LineIndex:
        lines = letters[:size]
        breaks = [np.flatnonzero(lines[at : at + _LOOK] == ord("\n")) + at for at in range(0, size, _LOOK)]
        if not breaks:
            return cls(letters, row, np.zeros(0, np.int64), np.zeros(0, np.int64))
        behind = np.concatenate(breaks) + 1
        return cls(letters, row, np.append(0, behind), np.append(behind - len(BETWEEN), size))

    def __len__(self) -> int:
        return len(self.begins)

    @property
    def size(self) -> int:
        """How many bytes the lines have."""
        return int(self.ends[-1]) if len(self) else 0

    def take(self, at: Array) -> LineIndex:
        """The records at some positions."""
        return LineIndex(self.letters, self.row, self.begins[at], self.ends[at])

    def lines(self) -> bytes:
        """The records, with commas between them."""
        return BETWEEN.join(self)

    def __iter__(self) -> Iterator[memoryview]:
        """The records."""
        whole = self.letters.data
        for begin, end in zip(self.begins.tolist(), self.ends.tolist(), strict=True):
            yield whole[begin:end]

    def runs(self, firsts: Integers, behind: Integers) -> Iterator[memoryview]:
        """Runs of records where they stand: of each the first, and the one behind its last."""
        whole = self.letters.data
        for first, end in zip(self.begins[firsts].tolist(), self.ends[behind - 1].tolist(), strict=True):
            yield whole[first:end]

    def texts(self, name: str) -> Array | None:
        """A column's text in each record, (n,) of S; None where it need not be of one length."""
        column = columns_of(self.row)[name]
        size = LENGTHS.get(column.type)
        if column.nullable or not size or not len(self):
            return None
        places = self._place(name)
        if places is None or (self.letters[places + size] != ord('"')).any():
            return None
        return self._letters(places, size)

    def values(self, name: str) -> Array | None:
        """A column of choices (codes) or of money (cents); None where it is another, or is not written as one."""
        column = columns_of(self.row)[name]
        read = _READ.get(column.type)
        places = self._place(name) if read and len(self) else None
        found = read(self.letters, places, column) if read and places is not None else None
        if found is None:
            return None
        values, self._ends[name] = found
        return values

    def _letters(self, places: Integers, size: int) -> Array:
        every = np.ndarray(max(len(self.letters) - size + 1, 0), dtype=f"S{size}", buffer=self.letters, strides=(1,))
        return every[places]

    def _place(self, name: str) -> Integers | None:
        """Where a column's value begins in each record, a text's behind its quote; None where a record has none."""
        if name not in self._places:
            key, before = self._key(name), self._before(name)
            found = self._right_there(key, before) if self._always_there(name) else self._behind(key, before)
            if found is None:
                return None
            self._places[name] = found
        return self._places[name]

    def _key(self, name: str) -> bytes:
        """What stands before a column's value."""
        quote = '"' if columns_of(self.row)[name].type in LENGTHS else ""
        return f'"{name}":{quote}'.encode()

    def _before(self, name: str) -> Integers:
        """Where a column's name may begin at the earliest in each record: what is before it takes so much at least."""
        at = self.begins + len("{")
        for column in columns_of(self.row).values():
            if column.name == name:
                break
            if column.name in self._ends:
                at = self._ends[column.name] + len(",")
                continue
            if column.name in self._places:
                at = self._places[column.name] - len(self._key(column.name))
            at = at + len(f'"{column.name}":,') + _least(column)
        return at

    def _always_there(self, name: str) -> bool:
        """Whether where a column stands is known: all before it are of one length, or it is known where they end."""
        known = True
        for column in columns_of(self.row).values():
            if column.name == name:
                break
            fixed = column.type in LENGTHS and not column.nullable
            known = column.name in self._ends or (fixed and (known or column.name in self._places))
        return known

    def _right_there(self, key: bytes, at: Integers) -> Integers | None:
        """What stands behind a key that begins at places; None where another text stands at one."""
        found = at + len(key)
        whole = (found < self.ends).all() and (self._letters(at, len(key)) == key).all()
        return found if whole else None

    def _behind(self, key: bytes, start: Integers) -> Integers | None:
        """What stands behind a key's first place in each record, from a start on; None where one has it nowhere."""
        found, at, left = np.zeros_like(start), start.copy(), np.arange(len(start))
        while len(left):
            if (at[left] >= self.ends[left]).any():
                return None
            step = self._in_windows(key[-_WORD:], at[left])
            at[left] += np.where(step < 0, _WINDOW - _WORD, step) + 1
            behind = at[left] - 1 + min(len(key), _WORD)
            whole = (step >= 0) & (self._letters(np.maximum(behind - len(key), 0), len(key)) == key)
            found[left[whole]] = behind[whole]
            left = left[~whole]
        return None if (found >= self.ends).any() else found

    def _in_windows(self, word: bytes, at: Integers) -> Integers:
        """How far behind places a word of at most eight letters stands; -1 where not within a window."""
        windows = self._letters(at, _WINDOW)
        words = np.ndarray((len(at), _WINDOW - _WORD + 1), np.uint64, windows, strides=(_WINDOW, 1))
        mask = np.uint64((1 << 8 * len(word)) - 1)
        same = (words if len(word) == _WORD else words & mask) == np.uint64(int.from_bytes(word, sys.byteorder))
        step = same.argmax(axis=1)
        return np.where(same[np.arange(len(at)), step], step, -1)


_READ = {"choice": choices, "money": money}


def _least(column: Column) -> int:
    """How many letters a column's value takes at least."""
    return 1 if column.nullable or column.type not in LENGTHS else LENGTHS[column.type] + len('""')
