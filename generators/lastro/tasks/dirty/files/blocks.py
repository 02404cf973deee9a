"""Blocks: the lines of a file a few megabytes at a time, where each begins and ends, and its key as a number."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np

from lastro.engine.arrays import Bytes, Flags, Integers, Keys
from lastro.engine.errors import BuildError
from lastro.engine.random.draws import mix
from lastro.tasks.dirty.registry import ACCENT

_CHUNK = 8 << 20  # bytes of lines at a time
_NEWLINE, _COMMA, _QUOTE = b'\n,"'
_UUID = 36  # letters of a key as the build writes it


@dataclass(frozen=True)
class Block:
    """Consecutive records; starts and ends: of each in the content, without the comma behind it."""

    content: bytes
    starts: Integers
    ends: Integers
    first: int  # the row of the first one in the file, from 0

    def __len__(self) -> int:
        return len(self.starts)

    def line(self, at: int) -> bytes:
        """The bytes of a record."""
        return self.content[self.starts[at] : self.ends[at]]

    def between(self, at: int, end: int) -> memoryview:
        """The bytes of consecutive records, with the commas between them."""
        return memoryview(self.content)[self.starts[at] : self.ends[end - 1]]

    def keys(self, column: str) -> Keys:
        """A number for each record, made of the text in its key column."""
        letters, at = self._letters(), self.starts + len(f'{{"{column}":"')
        usual = (at + _UUID < len(letters)) & (self.ends > at + _UUID)
        usual[usual] = letters[at[usual] + _UUID] == _QUOTE
        usual[usual] = letters[at[usual] - 1] == _QUOTE
        found = np.zeros(len(self), dtype=np.uint64)
        found[usual] = _number(letters[at[usual, None] + np.arange(_UUID)])
        for row in np.flatnonzero(~usual).tolist():  # identifiers that a person has made
            found[row] = _of_text(self.line(row), column)
        return found

    def last_of(self, key: str, owner: str) -> Flags:
        """Which records the next one has another owner than; none where the owner does not stand behind the key."""
        at = self.starts + len(f'{{"{key}":"') + _UUID + len(f'","{owner}":"')
        if len(self) < 2 or self.content[at[0] - len(f'"{owner}":"') : at[0]] != f'"{owner}":"'.encode():
            return np.zeros(len(self), dtype=np.bool_)
        owners = self._letters()[at[:, None] + np.arange(_UUID)]
        return np.append((owners[1:] != owners[:-1]).any(axis=1), False)

    def matching(self, pattern: re.Pattern[bytes]) -> int:
        """How many records have something in their bytes."""
        if pattern.pattern == ACCENT:
            return self._with_accents
        places = [found.start() for found in pattern.finditer(self.content)]
        return len(np.unique(np.searchsorted(self.starts, places)))

    @cached_property
    def _with_accents(self) -> int:
        """How many records have a letter beyond ASCII; several kinds ask."""
        return int((np.maximum.reduceat(self._letters(), self.starts) >= 0x80).sum())

    def _letters(self) -> Bytes:
        return np.frombuffer(self.content, dtype=np.uint8)


def blocks(path: Path) -> Iterator[Block]:
    """The blocks of a file; raises BuildError where it is not an array with one record a line."""
    first, ended = 0, False
    with path.open("rb") as stream:
        if stream.readline(8) != b"[\n":
            raise _other_layout(path)
        while content := stream.read(_CHUNK):
            content += stream.readline()
            if ended := content == b"]\n" or content.endswith(b"\n]\n"):
                content = content[:-2]
            if content:
                block = _block(content, first)
                first += len(block)
                yield block
    if not ended:
        raise _other_layout(path)


def _block(content: bytes, first: int) -> Block:
    letters = np.frombuffer(content, dtype=np.uint8)
    newlines = np.flatnonzero(letters == _NEWLINE)
    return Block(content, np.append(0, newlines[:-1] + 1), newlines - (letters[newlines - 1] == _COMMA), first)


def _number(letters: Bytes) -> Keys:
    """A number of identifiers of 36 letters, an array of n x 36."""
    words = np.ascontiguousarray(letters).view("<u4").astype(np.uint64)
    found = np.zeros(len(words), dtype=np.uint64)
    for word in range(0, words.shape[1] - 1, 2):
        found = mix(found ^ (words[:, word] | words[:, word + 1] << np.uint64(32)))
    return mix(found ^ words[:, -1])


def _of_text(line: bytes, column: str) -> int:
    try:
        key = json.loads(line)[column]
    except (ValueError, KeyError, TypeError):
        key = line.hex()
    return int.from_bytes(blake2b(str(key).encode(), digest_size=8).digest(), "little")


def _other_layout(path: Path) -> BuildError:
    return BuildError(f"{path} is not one record a line, as the build writes it; `doit clean {path.stem} && doit` does")
