"""Reading: the records of a file in blocks, whoever made it, with what is wrong in them counted instead of refused.

One record a line, as the build writes, is parsed by polars; a block of lines that holds anything else than was parsed
from it is read again record by record, as is any other layout.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lastro.checks.files.line_shape import is_parsed_whole
from lastro.checks.files.records import Part, sorted_out
from lastro.engine.errors import BadInput
from lastro.engine.files.codec import file_schema
from lastro.engine.files.scanner import scan
from lastro.engine.rows.columns import Row

_CHUNK = 8 << 20  # bytes of lines parsed at a time
_BATCH = 20_000  # records at a time where a file has another layout
_COMMA, _LINE = b",\n"


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
            part = sorted_out([record for _, record in batch], row, done)
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
        if _has_no_escapes(content) and is_parsed_whole(lines, frame):
            return Part(frame, np.arange(start, start + len(frame)), len(frame))
    except pl.exceptions.PolarsError:
        pass
    try:
        records = [json.loads(line, object_pairs_hook=_once) for line in content.splitlines()]
    except (ValueError, RecursionError):
        raise _OtherLayout from None
    if not all(isinstance(record, dict) for record in records):
        raise _OtherLayout
    return sorted_out(records, row, start)


def _has_no_escapes(content: bytes) -> bool:
    """Whether no letter is written by its number; a single byte is looked for first, which is many times as fast."""
    return b"\\" not in content or b"\\u" not in content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError("a name stands twice in one record")
    return record
