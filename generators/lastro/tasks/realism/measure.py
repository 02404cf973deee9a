"""A measure: one number of a bank, asked for in SQL, with the band in which it belongs and where that comes from."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One number. sql gives it, or null where the history is too short for it.

    low, high: the band, both included; there is none to a side where it is infinite. unit: "%" (sql gives percent),
    "R$", "years", "months", "times" (a ratio), or "" for a count. source: whose figure the band lies around, with the
    figure, or ASSUMED.
    """

    name: str
    low: float
    high: float
    unit: str
    source: str
    sql: str

    def holds(self, found: float | None) -> bool:
        """Whether a number lies in the band; one that could not be measured is not outside."""
        return found is None or self.low <= found <= self.high

    @property
    def band(self) -> str:
        """The band in words."""
        if self.low == self.high:
            return shown(self.low, self.unit)
        if math.isinf(self.high):
            return f"at least {shown(self.low, self.unit)}"
        if math.isinf(self.low):
            return f"at most {shown(self.high, self.unit)}"
        return shown(f"{_plain(self.low)} to {_plain(self.high)}", self.unit)


def at_most(high: float) -> tuple[float, float]:
    """A band without a lower end."""
    return -math.inf, high


def at_least(low: float) -> tuple[float, float]:
    """A band without an upper end."""
    return low, math.inf


def share(of: str, where: str = "true", table: str = "posting") -> str:
    """SQL: how many percent of the rows of a table fulfil a condition."""
    return f"SELECT 100 * avg(CAST({of} AS INTEGER)) FROM {table} WHERE {where}"


def ratio(one: str, other: str) -> str:
    """SQL: one number divided by another, null where that is zero."""
    return f"SELECT ({one}) / nullif(CAST(({other}) AS DOUBLE), 0)"


def shown(value: float | str, unit: str) -> str:
    """A number, or two, with its unit."""
    text = value if isinstance(value, str) else _plain(value)
    return f"R$ {text}" if unit == "R$" else f"{text} {unit}".rstrip()


def _plain(value: float) -> str:
    """Three digits that count, thousands apart."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
