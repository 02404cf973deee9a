"""Snapshots of datasets without states: lines of the file, chosen by the moment that each of them states."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lastro.engine.rewind.finished import BETWEEN
from lastro.engine.rewind.snapshot import block_on
from lastro.engine.rows.columns import columns_of, row_class
from lastro.engine.rows.moments import day

DATASET, LAST = "digital_activity", "2026-03-14"
EARLIER, LATER = "2026-03-14T23:59:59", "2026-03-15T00:00:00"
TRICKY = 'a","timestamp":"2020-01-01T00:00:00'


class Lines:
    """What a snapshot asks a block for."""

    def __init__(self, records: list[bytes]) -> None:
        self.records = records

    def lines(self, _: str) -> bytes:
        """All of it."""
        return BETWEEN.join(self.records)


def record(moment: str, city: str | None) -> bytes:
    values: dict[str, Any] = dict.fromkeys(columns_of(row_class(DATASET)))
    values |= {"timestamp": moment, "city": city}
    return json.dumps(values, separators=(",", ":")).encode()


@pytest.mark.parametrize("pattern", ["", "e", "l", "el", "le", "lel", "ele", "eelle", "lleel"])
@pytest.mark.parametrize("city", [None, "São Tomé", TRICKY])
def test_the_lines_of_the_day_and_before_are_there_as_they_stand(pattern: str, city: str | None) -> None:
    records = [record(EARLIER if letter == "e" else LATER, city) for letter in pattern]
    block: Any = Lines(records)
    found = block_on(block, DATASET, day(LAST))
    kept = [line for line, letter in zip(records, pattern, strict=True) if letter == "e"]
    assert BETWEEN.join(found.parts) == BETWEEN.join(kept)
    assert (found.records, found.rows) == (len(kept), len(records))
