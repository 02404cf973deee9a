"""Choices whose weights differ by group, such as first names by sex and decade of birth."""

from __future__ import annotations

import numpy as np

from lastro.engine.arrays import Floats, Integers
from lastro.engine.random.cut_points import CutPoints
from lastro.engine.random.draws import Draws


class GroupedWeights:
    """Weights of a choice by group, prepared once: (groups, options); every group has at least one option."""

    def __init__(self, weights: Floats) -> None:
        running = np.cumsum(weights, axis=1)
        self.groups, self.options = weights.shape
        shares = running / running[:, -1:]
        self.steps = CutPoints((shares + np.arange(self.groups)[:, None]).ravel(), self.groups)
        last = self.options - 1 - np.argmax(weights[:, ::-1] > 0, axis=1)  # the last option that may be chosen
        self.highest = np.arange(self.groups) * self.options + last

    def choose(self, draws: Draws, name: str, groups: Integers, index: int = 0) -> Integers:
        """The option drawn for each entity from the weights of its group."""
        passed = self.steps.passed(draws.uniform(name, index) + groups)
        options: Integers = np.minimum(passed, self.highest[groups]) - groups * self.options
        return options
