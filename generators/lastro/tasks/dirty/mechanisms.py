"""Mechanisms: which records a kind prefers, apart from what it does to them.

Where none is named, a kind strikes at random. By another column, or by the very value that goes missing, it strikes
some records more often; and in an episode (a week, a channel, a branch) most of its strikes come together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lastro.bank.choices import CustomerType
from lastro.engine.rows.columns import Column
from lastro.tasks.dirty.cell import Cell, Frame
from lastro.tasks.dirty.luck import Luck

_MOST = 0.7  # of an episode's kind that strike within it; ASSUMED


@dataclass(frozen=True)
class Mechanism:
    """How much more often than on average a kind strikes records inside of something, and outside."""

    words: str
    inside: Callable[[Cell], bool]
    often: float = 1.0
    seldom: float = 1.0
    episode: str | None = None

    @property
    def most(self) -> float:
        """The highest weight."""
        return max(self.often, self.seldom)

    def weight(self, cell: Cell) -> tuple[float, str | None]:
        """The weight of a record, and the episode that it lies in."""
        return (self.often, self.episode) if self.inside(cell) else (self.seldom, None)


Maker = Callable[[Frame, Mapping[str, Column], Luck], Mechanism | None]
AT_RANDOM = Mechanism("at random", lambda cell: True)


def mechanism(kind: str, dataset: str, frame: Frame, columns: Mapping[str, Column]) -> Mechanism:
    """The mechanism of a kind in a dataset."""
    maker = MECHANISMS.get((kind, dataset))
    return (maker(frame, columns, Luck(frame.seed, f"episode {kind} {dataset}")) if maker else None) or AT_RANDOM


def _own_value(column: str, above: float, often: float, seldom: float) -> Maker:
    """By the value itself: in one column the high ones go, the others there as elsewhere seldom (MNAR)."""

    def make(frame: Frame, columns: Mapping[str, Column], luck: Luck) -> Mechanism:
        def inside(cell: Cell) -> bool:
            return cell.column.name == column and bool(cell.value and cell.value > above)

        return Mechanism(f"by its own value: {column} above {above:,.0f}", inside, often, seldom)

    return make


def _other_column(column: str, value: Any, often: float, seldom: float) -> Maker:
    """By the value of another column (MAR)."""

    def make(frame: Frame, columns: Mapping[str, Column], luck: Luck) -> Mechanism:
        def inside(cell: Cell) -> bool:
            return bool(cell.record.get(column) == value)

        return Mechanism(f"by another column: {column} {value}", inside, often, seldom)

    return make


def _one_value(column: str, often: float, seldom: float) -> Maker:
    """An episode in one value of a coded column, such as a channel."""

    def make(frame: Frame, columns: Mapping[str, Column], luck: Luck) -> Mechanism | None:
        if column not in columns:
            return None
        value = luck.one(columns[column].values)
        name = f"{column} {value}"
        return Mechanism(f"episode: {name}", lambda cell: cell.record.get(column) == value, often, seldom, name)

    return make


def _week(column: str) -> Maker:
    """An episode of one week of the history."""

    def make(frame: Frame, columns: Mapping[str, Column], luck: Luck) -> Mechanism | None:
        weeks = ((frame.end - frame.start).days + 1) // 7
        if weeks < 2:
            return None
        first: date = frame.start + timedelta(days=7 * luck.below(weeks))
        begin, end = str(first), str(first + timedelta(days=7))
        name = f"week from {begin}"

        def inside(cell: Cell) -> bool:
            return begin <= str(cell.record.get(column)) < end

        return Mechanism(f"episode: {name}", inside, _MOST * weeks, (1 - _MOST) * weeks / (weeks - 1), name)

    return make


def _branch(frame: Frame, columns: Mapping[str, Column], luck: Luck) -> Mechanism | None:
    """An episode in one branch."""
    count = len(frame.branches)
    if count < 2:
        return None
    branch = luck.one(frame.branches)
    name = f"branch {branch}"
    often, seldom = _MOST * count, (1 - _MOST) * count / (count - 1)
    return Mechanism(f"episode: {name}", lambda cell: cell.record.get("branch_id") == branch, often, seldom, name)


MECHANISMS: dict[tuple[str, str], Maker] = {  # weights ASSUMED, about 1 on average
    ("null", "customers"): _own_value("monthly_income", 8_000, 8.0, 0.9),
    ("zero", "customers"): _own_value("monthly_income", 8_000, 3.0, 0.6),
    ("empty_text", "customers"): _other_column("customer_type", CustomerType.BUSINESS.text, 4.0, 0.7),
    ("placeholder", "customers"): _other_column("customer_type", CustomerType.BUSINESS.text, 4.0, 0.7),
    ("placeholder_choice", "transactions"): _week("transaction_date"),
    ("moment_with_zone", "transactions"): _week("transaction_date"),
    ("epoch_seconds", "digital_activity"): _week("timestamp"),
    ("event_lost", "digital_activity"): _week("timestamp"),
    ("decimal_comma", "transactions"): _one_value("channel", 4.0, 0.5),
    ("mojibake", "transactions"): _one_value("channel", 4.0, 0.5),
    ("null", "digital_activity"): _one_value("device_type", 2.0, 0.5),
    ("placeholder_date", "accounts"): _branch,
    ("account_digit_wrong", "accounts"): _branch,
    ("day_first", "accounts"): _branch,
}
