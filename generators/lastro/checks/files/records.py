"""Records one by one, where a block is out of the ordinary: the good ones as a frame, and what is wrong with which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from lastro.engine.arrays import Integers
from lastro.engine.files.codec import file_schema
from lastro.engine.files.json_types import wrong_type
from lastro.engine.rows.columns import Column, Row, columns_of, key_of

Record = dict[str, Any]


class Wrong(NamedTuple):
    """What is wrong with a record."""

    code: str  # of the rule that it breaks
    column: str
    sentence: str
    value: Any = None
    note: bool = False  # it is not as generated, and not wrong


class Found(NamedTuple):
    """A record with which something is wrong."""

    row: int  # its position in the file
    key: str  # its identifier, "" where it has none
    left_out: bool  # a column is missing, or a value has the wrong type
    wrong: list[Wrong]


@dataclass(frozen=True)
class Part:
    """Consecutive records of a file."""

    frame: pl.DataFrame
    rows: Integers  # their positions in the file
    seen: int  # how many records there were, with those left out
    found: list[Found] = field(default_factory=list)


def sorted_out(records: list[Record], row: type[Row], start: int) -> Part:
    """The records whose values have the right JSON types as a frame, and what is wrong; start: the first one's row."""
    found = list(_found(records, row, start))
    left_out = {each.row - start for each in found if each.left_out}
    good = [n for n in range(len(records)) if n not in left_out]
    schema = file_schema(row)
    cells = {
        name: pl.Series(name, [records[n][name] for n in good], dtype=kind, strict=kind != pl.Float64)
        for name, kind in schema.items()
    }
    return Part(pl.DataFrame(cells, schema=schema), np.array(good, dtype=np.int64) + start, len(records), found)


def _found(records: list[Record], row: type[Row], start: int) -> Iterator[Found]:
    columns, key = columns_of(row), key_of(row).name
    declared = list(columns)
    for n, record in enumerate(records, start):
        grave, slight = list(_broken(record, columns)), []
        if list(record) != declared:
            slight = list(_strange(record, columns))
        if grave or slight:
            identifier = record.get(key)
            yield Found(n, identifier if isinstance(identifier, str) else "", bool(grave), [*grave, *slight])


def _broken(record: Record, columns: Mapping[str, Column]) -> Iterator[Wrong]:
    """What makes it impossible to reckon with a record."""
    for name, column in columns.items():
        if name not in record:
            yield Wrong("S1", name, f"column {name} is missing")
        elif record[name] is not None and (wanted := wrong_type(column, record[name])):
            yield Wrong("S2", name, f"{name} is not {wanted}", record[name])


def _strange(record: Record, columns: Mapping[str, Column]) -> Iterator[Wrong]:
    """What else is wrong with the columns of a record."""
    for name in record.keys() - columns.keys():
        yield Wrong("S1", name, "it has a column that its dataset does not declare", record[name])
    known = [name for name in record if name in columns]
    if known != [name for name in columns if name in record]:
        yield Wrong("S1", "", "its columns are not in the declared order", note=True)
