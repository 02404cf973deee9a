"""Spreadsheet: CSV as Excel or LibreOffice in Brazilian Portuguese opens it, in sheets that Excel can hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

import polars as pl

from lastro.engine.rows.columns import Column, Row, columns_of
from lastro.tasks.exports.frames import plain_frames

SHEET = 1_048_576  # rows of a sheet: Microsoft, "Excel specifications and limits"
_BOM = b"\xef\xbb\xbf"  # without it, Excel takes UTF-8 for Windows-1252
_TEXTS = ("key", "ref", "uuid", "text", "choice")
_FORMULA = r"[=+@-][\s\S]*"
_NUMBER = r"[0-9][0-9.,]*([eE][+-]?[0-9]+)?%?"
_DATE = r"[0-9]{1,4}[/-][0-9]{1,2}([/-][0-9]{1,4})?"
_TIME = r"[0-9]+:[0-9:]+"


def write_sheets(path: Path, row: type[Row], into: Path, rows: int = SHEET) -> int:
    """Write a dataset as NAME.csv, and as NAME-2.csv and so on what one sheet cannot hold; returns the records.

    rows: of a sheet, with the one of the headings.
    """
    headings = _BOM + ";".join(columns_of(row)).encode() + b"\r\n"
    count = 0
    first = (0, pl.DataFrame())  # a dataset without records is a sheet of headings
    for number, parts in groupby(chain([first], _cut(_frames(path, row), rows - 1)), itemgetter(0)):
        target = into.with_stem(f"{into.stem}-{number + 1}") if number else into
        with target.open("wb") as stream:
            stream.write(headings)
            for _, part in parts:
                part.write_csv(stream, include_header=False, separator=";", decimal_comma=True, line_terminator="\r\n")
                count += len(part)
    return count


def _cut(frames: Iterator[pl.DataFrame], rows: int) -> Iterator[tuple[int, pl.DataFrame]]:
    """Frames cut where a sheet is full, each with the number of its sheet."""
    count = 0
    for frame in frames:
        begins = 0
        while begins < len(frame):
            part = frame.slice(begins, rows - count % rows)
            yield count // rows, part
            begins, count = begins + len(part), count + len(part)


def _frames(path: Path, row: type[Row]) -> Iterator[pl.DataFrame]:
    columns = columns_of(row).values()
    return (frame.with_columns(map(_shown, columns)) for frame in plain_frames(path, row))


def _shown(column: Column) -> pl.Expr:
    """A column as a Brazilian spreadsheet takes it for what it is."""
    value = pl.col(column.name)
    if column.type == "moment":
        return value.str.replace("T", " ", literal=True)
    if column.type == "flag":
        return pl.when(value).then(pl.lit("VERDADEIRO")).when(~value).then(pl.lit("FALSO")).alias(column.name)
    return _as_text(value) if column.type in _TEXTS else value


def _as_text(value: pl.Expr) -> pl.Expr:
    """A formula that gives the text, where a spreadsheet would take that for something else."""
    otherwise = rf"^\s*({_FORMULA}|{_NUMBER}|{_DATE}|{_TIME})\s*$"
    formula = pl.concat_str(pl.lit('="'), value.str.replace_all('"', '""', literal=True), pl.lit('"'))
    return pl.when(value.str.contains(otherwise)).then(formula).otherwise(value).alias(value.meta.output_name())
