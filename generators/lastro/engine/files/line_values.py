"""Line values: choices and amounts of money taken from where they stand in lines that the build has written.

Letters are looked at eight at a time, as one number (little end first), for all records at once.
"""

from __future__ import annotations

import json
import re

import numpy as np

from lastro.engine.arrays import Array, Bytes, Cents, Flags, Integers
from lastro.engine.rows.columns import Column
from lastro.engine.rows.tables import NULL, NULL_CODE

WORD = 8  # letters looked at at once
_NULL = b"null"
_EACH = 0x0101010101010101  # times a letter: that letter eight times
_BEHIND = np.frombuffer(b",}", dtype=np.uint8)  # what stands behind a value
_AMOUNT = re.compile(rb"(\d{1,13})\.(\d\d?)")  # up to ten trillion; anything larger is for the parser to judge


def words_at(letters: Bytes, places: Integers) -> Array:
    """The eight letters at each place; at least so many stand there."""
    every = np.ndarray(max(len(letters) - WORD + 1, 0), "<u8", letters, strides=(1,))
    found: Array = every[places]
    return found


def word_of(text: bytes) -> tuple[np.uint64, np.uint64]:
    """Of a text of at most eight letters: which bits of a word it takes, and what they are."""
    return np.uint64((1 << 8 * len(text)) - 1), np.uint64(int.from_bytes(text, "little"))


def standing(letters: Bytes, places: Integers, text: bytes, words: Array | None = None) -> Integers:
    """Positions of the places where a text stands; words: the eight letters at each, where they are known."""
    mask, word = word_of(text[:WORD])
    at = np.flatnonzero(((words_at(letters, places) if words is None else words) & mask) == word)
    for further in range(WORD, len(text), WORD):
        mask, word = word_of(text[further : further + WORD])
        at = at[(words_at(letters, places[at] + further) & mask) == word]
    return at


def choices(letters: Bytes, places: Integers, column: Column) -> tuple[Bytes, Integers] | None:
    """The codes of choices, and where each ends; None where something else stands at a place."""
    codes, ends = np.full(len(places), NULL_CODE, dtype=np.uint8), np.zeros_like(places)
    words = words_at(letters, places)
    texts = {json.dumps(value, ensure_ascii=False).encode(): code for code, value in enumerate(column.values)}
    for text, code in (texts | ({_NULL: NULL_CODE} if column.nullable else {})).items():
        at = standing(letters, places, text, words)
        codes[at], ends[at] = code, places[at] + len(text)
    return (codes, ends) if ends.all() else None


def money(letters: Bytes, places: Integers, column: Column) -> tuple[Cents, Integers] | None:
    """Amounts in cents, and where each ends; None where something else stands at a place."""
    below = letters[places] == ord("-")
    begins = places + below
    words = words_at(letters, begins)
    null = standing(letters, begins, _NULL, words) if column.nullable else np.zeros(0, np.int64)
    point = _letters_before(words, ".")
    reais, good = _whole_numbers(words, point)
    tenths, hundredths = (letters[begins + point + further] - np.uint8(ord("0")) for further in (1, 2))
    single = hundredths > 9
    cents = reais * 100 + tenths * np.int64(10) + np.where(single, 0, hundredths)
    ends = begins + point + np.where(single, 2, 3)
    good &= tenths <= 9
    for each in np.flatnonzero(point == WORD).tolist():
        cents[each], ends[each], good[each] = _long(letters, int(begins[each]))
    cents[below] *= -1
    cents[null], ends[null], good[null] = NULL, places[null] + len(_NULL), True
    good &= np.isin(letters[ends], _BEHIND)
    return (cents, ends) if good.all() else None


def _letters_before(words: Array, letter: str) -> Integers:
    """How many letters of each word stand before a letter's first place; eight where it is not among them."""
    other = words ^ np.uint64(_EACH * ord(letter))
    marks = (other - np.uint64(_EACH)) & ~other & np.uint64(_EACH << 7)  # the lowest bit set is of the first place
    lower = (marks & -marks) - np.uint64(1)
    return (np.bitwise_count(lower) >> 3).astype(np.int64)


def _whole_numbers(words: Array, digits: Integers) -> tuple[Integers, Flags]:
    """What the first letters of words say as a number (one to seven of them), and whether they are digits."""
    shift = (8 * (WORD - digits)).astype(np.uint64) & np.uint64(63)
    values = (words - np.uint64(_EACH * ord("0"))) << shift
    good = ((values | values + np.uint64(_EACH * 6)) & np.uint64(_EACH * 0xF0)) == 0
    pairs = (values * np.uint64(10) + (values >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    fours = (pairs * np.uint64(100) + (pairs >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    eight = (fours * np.uint64(10_000) + (fours >> np.uint64(32))) & np.uint64(0xFFFFFFFF)
    return eight.astype(np.int64), good


def _long(letters: Bytes, begin: int) -> tuple[int, int, bool]:
    """An amount with more digits than a word has: cents, where it ends, and whether it is one."""
    text = letters[begin : begin + 3 * WORD].tobytes()
    found = _AMOUNT.match(text)
    if not found:
        return 0, begin, False
    reais, decimals = found.groups()
    return int(reais) * 100 + int(decimals.ljust(2, b"0")), begin + found.end(), True
