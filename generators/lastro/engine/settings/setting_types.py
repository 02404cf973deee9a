"""Types of settings: what a value must be, read strictly from bank.toml and from the command line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

Value = int | float | str | date

_WHOLE = re.compile(r"-?[0-9]{1,30}")
_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class SettingType(Protocol):
    """What a setting may be; both methods return None for what it may not."""

    @property
    def meaning(self) -> str:
        """What it says of the bank."""

    @property
    def allowed(self) -> str:
        """The allowed values, in words."""

    def parse(self, text: str) -> Value | None:
        """The value that a text on the command line stands for."""

    def accept(self, value: object) -> Value | None:
        """The value that stands in bank.toml."""


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    meaning: str
    low: int
    high: int

    @property
    def allowed(self) -> str:
        """The allowed values, in words."""
        return f"a whole number from {self.low} to {self.high}"

    def parse(self, text: str) -> Value | None:
        """Plain ASCII digits only: no spaces, no other script's digits, no exponents."""
        return self.accept(int(text)) if _WHOLE.fullmatch(text) else None

    def accept(self, value: object) -> Value | None:
        """A TOML integer within the range; true and false are none."""
        return value if type(value) is int and self.low <= value <= self.high else None


@dataclass(frozen=True)
class Decimal:
    """A number that may have decimals: a rate, a share, an amount."""

    meaning: str
    low: float
    high: float

    @property
    def allowed(self) -> str:
        """The allowed values, in words."""
        return f"a number from {self.low:g} to {self.high:g}"

    def parse(self, text: str) -> Value | None:
        """Digits with a decimal point; no exponents, no nan."""
        return self.accept(float(text)) if _DECIMAL.fullmatch(text) else None

    def accept(self, value: object) -> Value | None:
        """A TOML number within the range."""
        if (type(value) is int and abs(value) < 2**53) or type(value) is float:
            return float(value) if self.low <= value <= self.high else None
        return None


@dataclass(frozen=True)
class Day:
    """A calendar day."""

    meaning: str
    low: date
    high: date

    @property
    def allowed(self) -> str:
        """The allowed values, in words."""
        return f"a date from {self.low} to {self.high}"

    def parse(self, text: str) -> Value | None:
        """YYYY-MM-DD."""
        try:
            return self.accept(date.fromisoformat(text)) if _DAY.fullmatch(text) else None
        except ValueError:
            return None

    def accept(self, value: object) -> Value | None:
        """A TOML date, or the same as a text."""
        if isinstance(value, str):
            return self.parse(value)
        if isinstance(value, date) and not isinstance(value, datetime) and self.low <= value <= self.high:
            return value
        return None


@dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    meaning: str
    values: tuple[str, ...]

    @property
    def allowed(self) -> str:
        """The allowed values, in words."""
        return " or ".join(self.values)

    def parse(self, text: str) -> Value | None:
        """Exactly one of the words."""
        return self.accept(text)

    def accept(self, value: object) -> Value | None:
        """Exactly one of the words."""
        return value if isinstance(value, str) and value in self.values else None
