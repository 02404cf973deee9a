"""Offsets: where the blocks of a finished file begin, so that any of them can be read, and made from, by itself."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Offsets:
    """The blocks of a file, in order.

    firsts: the ordinal that each block's root entities begin with; files with the same firsts have the same blocks.
    starts: the byte at which each block begins, and the one behind the last.
    """

    firsts: tuple[int, ...]
    starts: tuple[int, ...]

    def __post_init__(self) -> None:
        """Raise ValueError where the numbers cannot be offsets."""
        rising = all(a <= b for a, b in pairwise(self.starts))
        if len(self.starts) != len(self.firsts) + 1 or not rising or self.starts[0] < 0:
            raise ValueError("these are no offsets")

    def bytes_of(self, number: int) -> tuple[int, int]:
        """The first byte of a block and the one behind it."""
        return self.starts[number], self.starts[number + 1]
