"""Snapshots: lines of the file, chosen by the moment that each states; without states all others stay as they are."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from lastro.engine.files.codec import Codec
from lastro.engine.files.indexed import indexed
from lastro.engine.files.line_index import BETWEEN, LENGTHS, LineIndex
from lastro.engine.rewind.snapshot import block_on
from lastro.engine.rows.columns import columns_of, row_class
from lastro.engine.rows.moments import day
from lastro.engine.rows.tables import Table

DATASET, LAST = "digital_activity", "2026-03-14"
ROW = row_class(DATASET)
ID = "b94e93f7-5b60-4db1-ad2d-6b8a7ce3a281"
OWNERS = [f"{number}94e93f7-5b60-4db1-ad2d-6b8a7ce3a281" for number in range(4)]
EARLIER, LATER = "2026-03-14T23:59:59", "2026-03-15T00:00:00"
TRICKY = 'a","timestamp":"2020-01-01T00:00:00'


class Lines:
    """What a snapshot asks a block for."""

    def __init__(self, records: list[bytes]) -> None:
        self.records = records

    def index(self, _: str) -> LineIndex:
        """All of it."""
        lines = BETWEEN.join(self.records)
        return LineIndex.read(io.BufferedReader(io.BytesIO(lines)), len(lines), ROW)

    def indexed(self, dataset: str) -> Table[Any]:
        """The rows."""
        return indexed(self.index(dataset), Codec(1, ROW), Path(f"{dataset}.json"))


def record(moment: str, city: str | None, owner: int) -> bytes:
    columns = columns_of(ROW).values()
    values: dict[str, Any] = {each.name: None if each.nullable or each.type not in LENGTHS else ID for each in columns}
    values |= {"timestamp": moment, "city": city, "customer_id": OWNERS[owner]}
    return json.dumps(values, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    "pattern", ["", "e", "l", "el", "l e", "l e l", "e l e", "eel l e", "ll eel", "eeeell l ee elll"]
)
@pytest.mark.parametrize("city", [None, "São Tomé", TRICKY])
def test_the_lines_of_the_day_and_before_are_there_as_they_stand(pattern: str, city: str | None) -> None:
    moments = [(letter, owner) for owner, letters in enumerate(pattern.split()) for letter in letters]
    records = [record(EARLIER if letter == "e" else LATER, city, owner) for letter, owner in moments]
    block: Any = Lines(records)
    found = block_on(block, DATASET, day(LAST))
    kept = [line for line, (letter, _) in zip(records, moments, strict=True) if letter == "e"]
    assert BETWEEN.join(found.parts) == BETWEEN.join(kept)
    assert (found.records, found.rows) == (len(kept), len(records))
