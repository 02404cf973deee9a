"""Validation: is a file that a person has edited still a valid dataset?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from lastro.engine.errors import BadInput
from lastro.engine.files.json_types import wrong_type
from lastro.engine.files.scanner import scan
from lastro.engine.rows.columns import Column, columns_of, row_class

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})([ T]00:00:00(\.0+)?)?", re.ASCII)  # as other tools write them, too
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2})(\.0+)?", re.ASCII)


def validate(dataset: str, path: Path) -> int:
    """The number of records of a valid file.

    Raises BadInput that names file, line, record, column, what was found and what to do, at the first thing that is
    wrong: no JSON array of records, a column that is missing, has the wrong type or lies outside its declared range, a
    key that stands twice.
    """
    columns = columns_of(row_class(dataset))
    key = next(name for name, column in columns.items() if column.type == "key")
    seen: dict[bytes, int] = {}
    count = 0
    try:
        for count, (line, record) in enumerate(scan(path), start=1):
            for column in columns.values():
                _refuse_wrong_cell(path, line, count, column, record)
            twin = seen.setdefault(record[key].encode(), count)
            if twin != count:
                _refuse(path, line, count, f"{key} {record[key]!r} stands already in record {twin}")
    except BadInput as error:
        raise BadInput(
            f"{error}\nFix the file, or `doit clean {dataset} && doit` brings the generated one back."
        ) from None
    return count


def _refuse(path: Path, line: int, number: int, what: str) -> None:
    raise BadInput(f"{path}: line {line}, record {number}: {what}")


def _refuse_wrong_cell(path: Path, line: int, number: int, column: Column, record: dict[str, Any]) -> None:
    if column.name not in record:
        _refuse(path, line, number, f"column {column.name} is missing")
    value = record[column.name]
    if value is None:
        if not column.nullable:
            _refuse(path, line, number, f"column {column.name} is null, which it may not be")
        return
    wanted = _wanted(column, value)
    if wanted:
        _refuse(path, line, number, f"column {column.name} has {_shown(value)} where {wanted} should stand")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _wanted(column: Column, value: Any) -> str:
    """What should stand where a value does, as closely as it can be said; "" where it fits."""
    form = _FORMS.get(column.type)
    text = value if isinstance(value, str) else ""
    return (form(column, text) if form else "") or wrong_type(column, value) or _limits(column, value)


def _identifier(column: Column, value: str) -> str:
    return "" if value else "an identifier"


def _limits(column: Column, value: Any) -> str:
    """The declared range, where the value lies outside it: it would be reckoned with, and nobody knows to what end."""
    least, most = column.minimum, column.maximum
    if (least is None or value >= least) and (most is None or value <= most):
        return ""
    words = [f"from {least:,.15g}"] * (least is not None) + [f"up to {most:,.15g}"] * (most is not None)
    return f"a number {' '.join(words)}"


def _choice(column: Column, value: str) -> str:
    return "" if value in column.values else f"one of {', '.join(column.values)}"


def _calendar(pattern: re.Pattern[str], parse: Callable[[str], Any], form: str) -> Callable[[Column, str], str]:
    def check(column: Column, value: str) -> str:
        if found := pattern.fullmatch(value):
            try:
                if 1900 <= parse(found[1]).year <= 2150:
                    return ""
            except ValueError:
                pass
        return form

    return check


_FORMS: dict[str, Callable[[Column, str], str]] = {  # of texts; what should stand there, "" where the text is right
    "key": _identifier,
    "ref": _identifier,
    "uuid": _identifier,
    "choice": _choice,
    "date": _calendar(_DATE, date.fromisoformat, "a date such as 2026-03-14"),
    "moment": _calendar(_MOMENT, datetime.fromisoformat, "a moment such as 2026-03-14T09:26:53"),
}
