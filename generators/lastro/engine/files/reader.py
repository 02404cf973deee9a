"""Reading: a dataset's records in blocks, at the speed of polars, whatever the file's layout."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lastro.engine.errors import BadInput
from lastro.engine.files.codec import Codec, Foreign, file_schema
from lastro.engine.files.column_reader import cut
from lastro.engine.files.scanner import scan
from lastro.engine.rows.columns import Row, columns_of
from lastro.engine.rows.moments import usual_days, usual_moments
from lastro.engine.rows.tables import Table

_CHUNK = 8 << 20  # bytes of lines parsed at a time
_BATCH = 20_000  # records at a time where a file has another layout


Columns = Collection[str]


class _OtherLayout(Exception):
    """The file is not one record a line, or something in it is wrong: the strict scanner will tell."""


def read(path: Path, codec: Codec, foreign: Foreign, only: Columns = ()) -> Iterator[Table[Any]]:
    """The rows of a file, block by block in its order; raises BadInput that names file, line and column.

    only: the columns that are wanted; all where none are named.

    The layout that the build writes (one record a line) is parsed by polars. Any other array of records is read by the
    strict scanner, more slowly and to the same rows.
    """
    for frame in frames(path, codec.row, only):
        yield codec.table(frame, foreign, path)


def read_part(path: Path, part: tuple[int, int], codec: Codec, foreign: Foreign, only: Columns = ()) -> Table[Any]:
    """The rows between two bytes of a file that lies as the build has written it; records whole."""
    at, end = part
    schema, found = _schema(codec.row, only), []
    with path.open("rb") as stream:
        stream.seek(at)
        while at < end:
            lines = stream.read(min(_CHUNK, end - at))
            lines += stream.readline(end - at - len(lines))
            if not lines:  # the file has been cut since its record was written
                raise not_as_recorded(path)
            at += len(lines)
            if lines := lines.lstrip(b",\n"):
                found.append(_as_built(lines, codec.row, schema, path))
    return codec.table(pl.concat(found), foreign, path) if found else codec.empty()


def read_lines(lines: bytes, path: Path, codec: Codec, foreign: Foreign, only: Columns = ()) -> Table[Any]:
    """The rows of lines as the build has written them, without what stands before the first and behind the last."""
    if not lines:
        return codec.empty()
    return codec.table(_as_built(lines, codec.row, _schema(codec.row, only), path), foreign, path)


def _as_built(lines: bytes, row: type[Row], schema: dict[str, Any], path: Path) -> pl.DataFrame:
    """Records of lines as the build writes them: columns cut out where only some are wanted, else parsed."""
    try:
        found = cut(lines, row, schema) if len(schema) < len(file_schema(row)) else None
        return _parsed(lines, schema) if found is None else found
    except (_OtherLayout, pl.exceptions.PolarsError):
        raise not_as_recorded(path) from None


def not_as_recorded(path: Path) -> BadInput:
    """What to raise where a file's bytes are not where its offsets say: another has written or cut it since."""
    return BadInput(f"{path} is not as its record says; `doit clean {path.stem} && doit` makes it anew")


def _schema(row: type[Row], only: Columns) -> dict[str, Any]:
    return {name: kind for name, kind in file_schema(row).items() if not only or name in only}


def frames(path: Path, row: type[Row], only: Columns = ()) -> Iterator[pl.DataFrame]:
    """The records of a file as they stand in it: texts, numbers, truth values, nulls.

    Dates and moments are written as the build writes them, also where another tool has written the file.
    """
    if not path.is_file():
        raise BadInput(f"{path} is not there; `doit {path.stem}` builds it")
    schema = _schema(row, only)
    done = 0
    try:
        for frame in _plain_frames(path, schema):
            done += len(frame)
            yield _with_usual_times(frame, row)
    except _OtherLayout:
        yield from (_with_usual_times(frame, row) for frame in _scanned_frames(path, schema, done))


def _with_usual_times(frame: pl.DataFrame, row: type[Row]) -> pl.DataFrame:
    usual = {"date": usual_days, "moment": usual_moments}
    kinds = {name: columns_of(row)[name].type for name in frame.columns}
    return frame.with_columns(usual[kind](frame[name]) for name, kind in kinds.items() if kind in usual)


def whole_lines(path: Path) -> Iterator[bytes]:
    """The records of a file that lies as a build writes it, many whole lines at a time; raises for another layout."""
    with path.open("rb") as stream:
        if stream.readline(8) != b"[\n":
            raise _OtherLayout
        ended = False
        while not ended:
            lines = stream.read(_CHUNK)
            lines += stream.readline()
            ended = not stream.peek(1)
            if ended:
                lines = _without_end(lines)
            if lines:
                yield lines


def _plain_frames(path: Path, schema: dict[str, Any]) -> Iterator[pl.DataFrame]:
    for lines in whole_lines(path):
        yield _parsed(lines, schema)


def _without_end(lines: bytes) -> bytes:
    if lines == b"]\n":
        return b""
    if not lines.endswith(b"\n]\n"):
        raise _OtherLayout
    return lines[:-2]


def _parsed(lines: bytes, schema: dict[str, Any]) -> pl.DataFrame:
    try:
        return pl.read_ndjson(_without_commas(lines), schema=schema)
    except pl.exceptions.PolarsError:
        raise _OtherLayout from None


def _without_commas(lines: bytes) -> bytes:
    """Lines with a blank in place of the comma that ends them: a third of the time of cutting it out."""
    letters = np.frombuffer(bytearray(lines), dtype=np.uint8)
    last = np.flatnonzero(letters == ord("\n")) - 1
    letters[last[letters[last] == ord(",")]] = ord(" ")
    return letters.tobytes()


def _scanned_frames(path: Path, schema: dict[str, Any], done: int) -> Iterator[pl.DataFrame]:
    records = itertools.islice(scan(path), done, None)
    while batch := list(itertools.islice(records, _BATCH)):
        yield _framed(path, batch, schema)


def _framed(path: Path, batch: list[tuple[int, dict[str, Any]]], schema: dict[str, Any]) -> pl.DataFrame:
    try:
        return pl.DataFrame({name: _column(batch, name, kind) for name, kind in schema.items()}, schema=schema)
    except (TypeError, OverflowError, pl.exceptions.PolarsError) as error:
        raise BadInput(f"{path}: near line {batch[0][0]}: a value has the wrong type ({error})") from None


def _column(batch: list[tuple[int, dict[str, Any]]], name: str, kind: Any) -> pl.Series:
    values = [record.get(name) for _, record in batch]
    return pl.Series(name, values, dtype=kind, strict=kind != pl.Float64)
