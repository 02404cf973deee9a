"""Reference tables with one wrong row: what is said of it, by file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from builds import chosen
from generated import REFERENCE
from lastro.engine.errors import BadInput
from lastro.engine.rows.run import Run

WrongRow = tuple[str, str, str, str]  # table, column, value in line 3, what is said


def named(rows: list[WrongRow]) -> list[str]:
    """A name for the test of each row."""
    return [" ".join(row[:3]) for row in rows]


def refused(folder: Path, wrong: WrongRow, read: Callable[[Run], object]) -> None:
    """Assert that reading the table is refused for its third line."""
    table, column, value, says = wrong
    lines = [line.split(",") for line in REFERENCE[table].read_text(encoding="utf-8").splitlines()]
    lines[2][lines[0].index(column)] = value
    (folder / "t.csv").write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    with pytest.raises(BadInput, match=rf"^data/reference/{table}\.csv, line 3: ") as error:
        read(Run("accounts", chosen().values, {**REFERENCE, table: folder / "t.csv"}))
    assert says in str(error.value)
