"""Luck: the choices that one corruption takes, from bits that are drawn for it alone."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


class Luck:
    """Choices one after the other, a pure function of the bits and of a name such as a column's."""

    __slots__ = ("_left",)

    def __init__(self, bits: int, name: str = "") -> None:
        self._left = int.from_bytes(blake2b(f"{bits} {name}".encode(), digest_size=48).digest(), "little")

    def below(self, count: int) -> int:
        """A whole number from 0 to below count."""
        self._left, found = divmod(self._left, count)
        return found

    def one(self, of: Sequence[T]) -> T:
        """One of several."""
        return of[self.below(len(of))]

    def uuid(self) -> str:
        """A version-4 uuid, as the files have them."""
        return str(UUID(int=self.below(1 << 128), version=4))


def share(bits: int) -> float:
    """Bits as a number from 0 to below 1."""
    return bits / (1 << 64)
