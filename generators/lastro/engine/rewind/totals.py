"""Totals: what a dataset adds up to, so that two states of it can be told apart without comparing their records.

Rows, the sum of each money column in cents, the count of each value of each choice, and the sum of the XXH3-64 of every
record's line modulo 2**64, which no order changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from xxhash import xxh3_64_intdigest

from lastro.engine.arrays import Array, Integers, Keys
from lastro.engine.files.codec import Codec
from lastro.engine.files.reader import read_lines, whole_lines
from lastro.engine.rows.columns import Column, Row, columns_of
from lastro.engine.rows.tables import NULL, NULL_CODE, Table

_MODULO = 1 << 64


@dataclass
class Totals:
    """The totals of some rows of one dataset; two can be added, and one taken from another."""

    rows: int = 0
    money: dict[str, int] = field(default_factory=dict)  # cents, by column; null counts nothing
    choices: dict[str, dict[str, int]] = field(default_factory=dict)  # by column and value; null is not counted
    lines: int = 0

    @classmethod
    def nothing(cls, row: type[Row]) -> Totals:
        """The totals of no rows."""
        columns = columns_of(row).values()
        money = {column.name: 0 for column in columns if column.type == "money"}
        return cls(0, money, {c.name: dict.fromkeys(c.values, 0) for c in columns if c.type == "choice"})

    def add(self, other: Totals, sign: int = 1) -> None:
        """Add the totals of other rows, or take them away (sign -1)."""
        self.rows += sign * other.rows
        self.lines = (self.lines + sign * other.lines) % _MODULO
        for name, cents in other.money.items():
            self.money[name] += sign * cents
        for name, counts in other.choices.items():
            for value, count in counts.items():
                self.choices[name][value] += sign * count

    def plain(self) -> dict[str, Any]:
        """The totals as JSON has them; only values that occur are listed."""
        counted = {name: {v: n for v, n in counts.items() if n} for name, counts in self.choices.items()}
        return {"rows": self.rows, **self.money, **counted, "lines": f"{self.lines:016x}"}


def counted(row: type[Row]) -> tuple[str, ...]:
    """The columns that totals are taken of."""
    return tuple(name for name, column in columns_of(row).items() if column.type in ("money", "choice"))


def digests(lines: Iterable[bytes | memoryview]) -> Keys:
    """The XXH3-64 of each line."""
    return np.fromiter(map(xxh3_64_intdigest, lines), dtype=np.uint64)


def by_group(group: Integers, table: Table[Any], digest: Keys) -> dict[int, Totals]:
    """The totals of each group of rows.

    group: a whole number a row, rising. table: at least the columns that are counted. digest: of each row's line.
    """
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    if not len(starts):
        return {}
    found = {number: Totals() for number in group[starts].tolist()}
    ends = np.append(starts[1:], len(group))
    for totals, rows, lines in zip(found.values(), ends - starts, np.add.reduceat(digest, starts), strict=True):
        totals.rows, totals.lines = int(rows), int(lines)
    for name in counted(table.row):
        _count(list(found.values()), columns_of(table.row)[name], getattr(table, name), starts, ends)
    return found


def _count(found: list[Totals], column: Column, values: Array, starts: Integers, ends: Integers) -> None:
    """Count one column's values into the totals of the groups that lie between starts and ends."""
    if column.type == "money":
        sums = np.add.reduceat(np.where(values == NULL, 0, values), starts)
        for totals, cents in zip(found, sums.tolist(), strict=True):
            totals.money[column.name] = cents
        return
    size = NULL_CODE + 1
    group = np.repeat(np.arange(len(starts)), ends - starts)
    counts = np.bincount(group * size + values, minlength=size * len(starts)).reshape(-1, size)
    for totals, of_values in zip(found, counts.tolist(), strict=True):
        totals.choices[column.name] = dict(zip(column.values, of_values, strict=False))


def of_rows(table: Table[Any], digest: Keys) -> Totals:
    """The totals of rows; table: at least the columns that are counted."""
    found = Totals.nothing(table.row)
    for each in by_group(np.zeros(len(digest), dtype=np.int64), table, digest).values():
        found.add(each)
    return found


def of_file(path: Path, codec: Codec) -> Totals:
    """The totals of a file that lies as a build writes it; in constant memory."""
    found = Totals.nothing(codec.row)
    for lines in whole_lines(path):
        table = read_lines(lines, path, codec, {}, counted(codec.row))
        found.add(of_rows(table, digests(line.rstrip(b",") for line in lines.rstrip(b"\n").split(b"\n"))))
    return found
