"""Permutations: unique numbers that look random.

A keyed Feistel network on two halves of 2k bits permutes [0, 4**k); walking the cycle until a value lies below `size`
makes it a permutation of [0, size) (Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002).
What must be unique is never a draw: draws collide.
"""

from __future__ import annotations

import numpy as np

from lastro.engine.arrays import Keys
from lastro.engine.random.draws import mix, name_key
from lastro.engine.random.keys import is_hand_made

_ROUNDS = 6


class Permutation:
    """A bijection of [0, size) onto itself that depends on seed and name; size from 2 to 2**62."""

    def __init__(self, seed: int, name: str, size: int) -> None:
        self.size = np.uint64(size)
        self.half = np.uint64(((size - 1).bit_length() + 1) // 2)
        self.mask = np.uint64((1 << int(self.half)) - 1)
        self.keys = [name_key("permutation", seed, name, turn) for turn in range(_ROUNDS)]

    def _rounds(self, values: Keys) -> Keys:
        left, right = values >> self.half, values & self.mask
        for key in self.keys:
            left, right = right, left ^ (mix(right + key) & self.mask)
        return (left << self.half) | right

    def __call__(self, ordinals: Keys) -> Keys:
        """The image of each ordinal (uint64 below size)."""
        images = self._rounds(np.ascontiguousarray(ordinals, dtype=np.uint64))
        outside = np.flatnonzero(images >= self.size)
        while len(outside):
            images[outside] = self._rounds(images[outside])
            outside = outside[images[outside] >= self.size]
        return images


def unique_number(seed: int, name: str, keys: Keys, size: int) -> Keys:
    """A number below `size` for each entity (uint64), unique among generated ones.

    The first nine tenths of the space are permuted ordinals; the last tenth is for hand-made owners, by hash, where a
    clash is possible and is reported by check. Raises ValueError when a generated key does not fit the space.
    """
    ours = size * 9 // 10
    by_hand = is_hand_made(keys)
    if not by_hand.any():
        _require_space(keys, ours, name)
        return Permutation(seed, name, ours)(keys)
    numbers = np.uint64(ours) + mix(keys + name_key("hand-made", seed, name)) % np.uint64(size - ours)
    numbers[~by_hand] = unique_number(seed, name, keys[~by_hand], size)
    return numbers


def _require_space(keys: Keys, space: int, name: str) -> None:
    if len(keys) and int(keys.max()) >= space:
        raise ValueError(f"{name}: {space:,} unique numbers do not reach as far as owner {int(keys.max()):,}")
