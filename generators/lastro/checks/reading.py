"""Reading: the records of a file in blocks, whoever made it, with what is wrong in them counted instead of refused.

One record a line, as the build writes, is parsed by polars. Polars lets pass that a column is missing,
stands twice or holds a number for a text; so the names, texts and nulls in the bytes are counted too, and a block
where the counts differ from the parsed cells is read again record by record, as is any other layout.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from lastro.checks.json_types import wrong_type
from lastro.engine.arrays import Integers
from lastro.engine.errors import BadInput
from lastro.engine.files.codec import file_schema
from lastro.engine.files.scanner import scan
from lastro.engine.rows.columns import Column, Row, columns_of, key_of

_CHUNK = 8 << 20  # bytes of lines parsed at a time
_BATCH = 20_000  # records at a time where a file has another layout
_QUOTE, _COLON, _COMMA, _BRACE, _LINE, _NULL = b'":,}\nn'


class Wrong(NamedTuple):
    """A record that is left out, and why."""

    row: int  # its position in the file
    key: str  # its identifier, "" where it has none
    code: str  # of the rule that it breaks
    column: str
    sentence: str


@dataclass(frozen=True)
class Part:
    """Consecutive records of a file."""

    frame: pl.DataFrame
    rows: Integers  # their positions in the file
    seen: int  # how many records there were, with those left out
    wrong: list[Wrong] = field(default_factory=list)  # those


class _OtherLayout(Exception):
    """The file is not one record a line, or something in it is wrong: the strict scanner will tell."""


def parts(path: Path, row: type[Row]) -> Iterator[Part]:
    """The records of a file in its order, read ahead; raises BadInput where it is no JSON array of records."""
    if not path.is_file():
        raise BadInput(f"{path} is not there")
    with ThreadPoolExecutor(1) as pool:
        reading = _parts(path, row)
        coming: Future[Part | None] = pool.submit(next, reading, None)
        while part := coming.result():
            coming = pool.submit(next, reading, None)
            yield part


def _parts(path: Path, row: type[Row]) -> Iterator[Part]:
    done = 0
    try:
        for letters in _chunks(path):
            part = _parsed(letters, row, done)
            done += part.seen
            yield part
    except _OtherLayout:
        records = itertools.islice(scan(path), done, None)
        while batch := list(itertools.islice(records, _BATCH)):
            part = _sorted_out([record for _, record in batch], row, done)
            done += part.seen
            yield part


def _chunks(path: Path) -> Iterator[bytearray]:
    """Whole lines, without the brackets of the array and without the commas between records."""
    with path.open("rb") as stream:
        if stream.readline(8) != b"[\n":
            raise _OtherLayout
        ended = False
        while not ended:
            lines = bytearray(stream.read(_CHUNK))
            lines += stream.readline()
            if stream.peek(2)[:2] == b"]\n":
                lines += stream.readline()
            ended = not stream.peek(1)
            if ended:
                _drop_end(lines)
            if lines:
                yield _without_commas(lines, ended)


def _drop_end(lines: bytearray) -> None:
    if not (lines == b"]\n" or lines.endswith(b"\n]\n")):
        raise _OtherLayout
    del lines[-2:]


def _without_commas(lines: bytearray, ended: bool) -> bytearray:
    """Blank the comma behind each record; each but the very last must have one."""
    letters = np.frombuffer(lines, dtype=np.uint8)
    ends = np.flatnonzero(letters == _LINE)
    commas = letters[ends - 1] == _COMMA
    if not commas[:-1].all() or bool(commas[-1]) == ended:
        raise _OtherLayout
    letters[ends[commas] - 1] = ord(" ")
    return lines


def _parsed(lines: bytearray, row: type[Row], start: int) -> Part:
    content = bytes(lines)
    try:
        frame = pl.read_ndjson(content, schema=file_schema(row))
        if b"\\u" not in content and _as_counted(lines, frame):
            return Part(frame, np.arange(start, start + len(frame)), len(frame))
    except pl.exceptions.PolarsError:
        pass
    try:
        records = [json.loads(line, object_pairs_hook=_once) for line in content.splitlines()]
    except (ValueError, RecursionError):
        raise _OtherLayout from None
    if not all(isinstance(record, dict) for record in records):
        raise _OtherLayout
    return _sorted_out(records, row, start)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError("a name stands twice in one record")
    return record


def _as_counted(lines: bytearray, frame: pl.DataFrame) -> bool:
    """Whether the bytes hold as many names, texts and nulls as the frame has cells of each sort."""
    letters = np.frombuffer(lines, dtype=np.uint8)
    after = letters[np.flatnonzero((letters[:-1] == _QUOTE) & (letters[1:] == _COLON)) + 2]
    texts = sum(len(frame) - c.null_count() for c in frame.iter_columns() if c.dtype == pl.String)
    nulls = sum(c.null_count() for c in frame.iter_columns())
    sorts = len(after), int((after == _QUOTE).sum()), int((after == _NULL).sum())
    return sorts == (frame.width * len(frame), texts, nulls) and _names_first(lines) == set(frame.columns)


def _names_first(lines: bytearray) -> set[str]:
    """The names of the first record."""
    return set(json.loads(lines[: lines.find(b"\n")]))


def _sorted_out(records: list[dict[str, Any]], row: type[Row], start: int) -> Part:
    """The records whose values have the right JSON types as a frame, and what is wrong with the others."""
    columns, key = columns_of(row), key_of(row).name
    wrong = [
        Wrong(start + n, str(record.get(key) or ""), *found)
        for n, record in enumerate(records)
        if (found := _wrong(record, columns))
    ]
    left_out = {found.row - start for found in wrong}
    good = [n for n in range(len(records)) if n not in left_out]
    schema = file_schema(row)
    cells = {
        name: pl.Series(name, [records[n][name] for n in good], dtype=kind, strict=kind != pl.Float64)
        for name, kind in schema.items()
    }
    return Part(pl.DataFrame(cells, schema=schema), np.array(good, dtype=np.int64) + start, len(records), wrong)


def _wrong(record: dict[str, Any], columns: Mapping[str, Column]) -> tuple[str, str, str] | None:
    """The code of the rule that it breaks, the column and the sentence."""
    for name, column in columns.items():
        if name not in record:
            return "S1", name, f"column {name} is missing"
        if record[name] is not None and (wanted := wrong_type(column, record[name])):
            return "S2", name, f"{name} is not {wanted}"
    return None
