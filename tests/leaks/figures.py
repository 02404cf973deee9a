"""A figure of a leak test: what was measured, how sure it is, and how far it may go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One number with its interval; it leaks where the whole interval lies beyond the bound."""

    what: str
    value: float
    bound: float
    low: float  # the near end: as small as the figure may well be
    at_most: bool = True  # false: the figure must reach the bound

    @property
    def leaks(self) -> bool:
        """Whether the bound is broken beyond chance."""
        return self.low > self.bound if self.at_most else self.low < self.bound

    def __str__(self) -> str:
        sign = "<=" if self.at_most else ">="
        return f"{self.what}: {self.value:.3f} (near end {self.low:.3f}) {sign} {self.bound:.3f}"


def leaking(figures: Iterable[Figure]) -> list[str]:
    """The figures that leak, in words."""
    return [str(figure) for figure in figures if figure.leaks]
