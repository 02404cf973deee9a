"""Sheets: the twin as CSV or Parquet, and the records that are read back from them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from lastro.engine.rows.columns import Column, Row, columns_of
from lastro.tasks.dirty.files.lines import Line, join, money, quoted

_FIELD = re.compile(r'(?:^|,)("(?:[^"]|"")*"|[^,"]*)')
_NUMBERS = ("money", "decimal", "integer", "flag")
_BATCH = 20_000  # records at a time


def csv_line(line: Line, columns: Mapping[str, Column]) -> str:
    """A record as a line of CSV: null is an empty field, an empty text a pair of quotes."""
    return ",".join(_field(line.texts.get(name, "null")) for name in columns)


def _field(text: str) -> str:
    if text == "null":
        return ""
    return field_of(json.loads(text)) if text.startswith('"') else text


def field_of(value: str, separator: str = ",") -> str:
    """A text as a field, in quotes only where it needs them."""
    plain = value and not any(letter in value for letter in f'{separator}"\n\r')
    return value if plain else '"' + value.replace('"', '""') + '"'


def fields(line: str) -> list[str | None]:
    """The fields of a line of CSV; None where there is nothing, not even quotes."""
    return [_unquoted(raw) if raw else None for raw in _FIELD.findall(line)]


def _unquoted(raw: str) -> str:
    return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw


def from_csv(path: Path, columns: Mapping[str, Column]) -> Iterator[bytes]:
    """The records of a CSV file, as lines of JSON."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        next(stream)
        waiting = ""
        for line in stream:
            waiting += line
            if waiting.count('"') % 2 == 0:  # else a line break within a text
                found = zip(columns.values(), fields(waiting.rstrip("\n")), strict=True)
                yield join({column.name: _json_text(column, field) for column, field in found})
                waiting = ""


def _json_text(column: Column, field: str | None) -> str:
    if field is None:
        return "null"
    return field if column.type in _NUMBERS and _is_json(field) else quoted(field)


def _is_json(field: str) -> bool:
    return field in ("true", "false") or bool(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", field))


def fits(column: Column, text: str) -> bool:
    """Whether a JSON text has the type of a column in Parquet."""
    try:
        value = json.loads(text)
    except ValueError:
        return False
    if value is None or column.type in ("text", "key", "ref", "uuid"):
        return value is None or isinstance(value, str)
    if column.type == "choice":
        return value in column.values
    if column.type in ("date", "moment"):
        return isinstance(value, str) and _is_day(value, column.type)
    return isinstance(value, bool) if column.type == "flag" else isinstance(value, int | float)


def _is_day(text: str, type_: str) -> bool:
    form = "%Y-%m-%d" if type_ == "date" else "%Y-%m-%dT%H:%M:%S"
    try:
        return datetime.strptime(text, form).strftime(form) == text
    except ValueError:
        return False


def write_parquet(path: Path, row: type[Row], into: Path) -> None:
    """A dataset's JSON file as Parquet, with the types that its columns declare."""
    from lastro.tasks.exports.frames import lazy

    lazy(path, row, lambda _: None).sink_parquet(into)


def from_parquet(path: Path, row: type[Row]) -> Iterator[bytes]:
    """The records of a Parquet file, as lines of JSON."""
    import polars as pl

    columns = columns_of(row)
    frame = pl.scan_parquet(path)
    for batch in frame.collect_batches(chunk_size=_BATCH, maintain_order=True):
        for values in batch.iter_rows():
            cells = zip(columns.values(), values, strict=True)
            yield join({column.name: _from_typed(column, value) for column, value in cells})


def _from_typed(column: Column, value: Any) -> str:
    if value is None:
        return "null"
    if column.type == "money":
        return money(int(value * 100))
    if column.type == "decimal":
        return repr(float(value))
    return quoted(value.isoformat() if isinstance(value, date) else value)
