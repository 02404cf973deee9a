"""Goals: what some of the figures should come to, and whether they do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Goal(NamedTuple):
    """A bound of a figure, and whether it is the least or the most that is good."""

    bound: float
    is_least: bool

    def judged(self, figure: float) -> str:
        """What stands behind a figure."""
        reached = figure >= self.bound if self.is_least else figure <= self.bound
        return f"goal: at {'least' if self.is_least else 'most'} {self.bound:g}, {'' if reached else 'not '}reached"


GOALS = {
    "doit with 2 workers over tpchgen-cli, CSV, MB/s": Goal(1.0, is_least=True),
    "doit with 2 workers over doit, 1 worker, MB/s": Goal(1.5, is_least=True),
    "feed of 31 days, CPU seconds": Goal(15, is_least=False),
    "one more day of it, CPU seconds": Goal(2, is_least=False),
    "rewind over rebuild": Goal(0.333, is_least=False),
}


def with_goals(figures: Mapping[str, str]) -> dict[str, str]:
    """Figures by name, those that have a goal with what they should be."""
    return {
        name: f"{text} ({GOALS[name].judged(float(text))})" if name in GOALS else text for name, text in figures.items()
    }
