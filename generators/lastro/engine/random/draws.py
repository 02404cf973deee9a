"""Draws: random values that are pure functions of (seed, kind of entity, entity, name of the draw, index).

Counter-based: SplitMix64's output function (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
OOPSLA 2014) mixes an entity's key with the seed and the draw's name. No stream, no position: a value does not depend on
which other rows exist, on block size or on order, and a new draw leaves all others as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from lastro.engine.arrays import Flags, Floats, Integers, Keys
from lastro.engine.random.cut_points import CutPoints

Index = int | NDArray[np.integer]

_GAMMA = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio, odd: SplitMix64's increment
_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 1.0 / (1 << 53)


def mix(z: Keys) -> Keys:
    """SplitMix64's output function: a bijection of uint64 arrays. Works in place on its argument and returns it."""
    z ^= z >> _S30
    z *= _M1
    z ^= z >> _S27
    z *= _M2
    z ^= z >> _S31
    return z


@lru_cache(maxsize=4096)
def name_key(*parts: str | int) -> np.uint64:
    """A 64-bit key of names: the first eight bytes of BLAKE2b over them."""
    text = "\x1f".join(str(part) for part in parts)
    return np.uint64(int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little"))


class Weights:
    """Weights of a choice, prepared once: choosing is one look-up in their running sums."""

    def __init__(self, weights: Sequence[float] | NDArray[np.floating]) -> None:
        running = np.cumsum(np.asarray(weights, dtype=np.float64))
        self.size = len(running)
        self.steps = CutPoints(running[:-1] / running[-1])

    def choose(self, uniforms: Floats) -> Integers:
        """Position of the weight that each uniform number falls on (int64)."""
        return self.steps.passed(uniforms)


class Draws:
    """Draws for an array of entities of one kind; every method gives one value an entity."""

    __slots__ = ("base",)

    def __init__(self, seed: int, kind: str, keys: Keys) -> None:
        self.base = mix(keys ^ name_key("entity", seed, kind))

    @classmethod
    def _of(cls, base: Keys) -> Draws:
        draws = cls.__new__(cls)
        draws.base = base
        return draws

    @classmethod
    def where(cls, first: Flags, one: Draws, other: Draws) -> Draws:
        """The draws of one entity or of another, each."""
        return cls._of(np.where(first, one.base, other.base))

    def __len__(self) -> int:
        return len(self.base)

    def at(self, positions: NDArray[np.integer] | Flags | slice) -> Draws:
        """The draws of selected or repeated entities."""
        return Draws._of(self.base[positions])

    def bits(self, name: str, index: Index = 0) -> Keys:
        """64 random bits (uint64)."""
        z = self.base + name_key(name)
        if isinstance(index, np.ndarray):
            z += mix(index.astype(np.uint64) * _GAMMA)
        elif index:
            z += name_key("index", index)
        return mix(z)

    def uniform(self, name: str, index: Index = 0) -> Floats:
        """Uniform in [0, 1), with 53 bits."""
        drawn: Floats = (self.bits(name, index) >> _S11) * np.float64(_UNIT)
        return drawn

    def integer(self, name: str, low: int | Integers, high: int | Integers, index: Index = 0) -> Integers:
        """Uniform whole number in [low, high) (int64); bounds may differ by entity, by less than 2**31."""
        top = (self.bits(name, index) >> np.uint64(32)).astype(np.int64)
        return low + ((top * (high - low)) >> 32)

    def chance(self, name: str, probability: float | Floats, index: Index = 0) -> Flags:
        """True with the given probability."""
        return self.uniform(name, index) < probability

    def choice(self, name: str, weights: Weights | Sequence[float], index: Index = 0) -> Integers:
        """Position of a weight, drawn in proportion to the weights (int64)."""
        prepared = weights if isinstance(weights, Weights) else Weights(weights)
        return prepared.choose(self.uniform(name, index))

    def each(self, name: str, index: Index) -> Draws:
        """Draws of sub-entities, such as an account's events: (entity, name, index) become entities themselves."""
        return Draws._of(self.bits(name, index))
