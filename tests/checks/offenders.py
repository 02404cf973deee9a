"""Offenders as a check writes them, and whether they stand so in their files."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditor.reading import Record
from lastro.checks.result.check_result import CheckResult, Promise
from mutated_bank import checked


def found_in(folder: Path) -> tuple[CheckResult, list[dict[str, Any]]]:
    """The result of a check, and the offenders that it has written."""
    stream = io.StringIO()
    result = checked(folder, offenders=stream)
    return result, [json.loads(line) for line in stream.getvalue().splitlines()]


def promise_of(offender: dict[str, Any]) -> Promise:
    words = ("rule", "dataset", "column", "sentence", "note")
    code, dataset, column, sentence, note = (offender[word] for word in words)
    return Promise(code, dataset, column or "", sentence, note)


def as_json(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def stands_there(offender: dict[str, Any], rows: list[Record]) -> bool:
    """Whether the record in that row has that key and that value."""
    if offender["row"] is None:
        return offender["key"] is offender["value"] is None
    record = rows[offender["row"]]
    value = record.get(offender["column"])
    return offender["key"] in record.values() and offender["value"] == as_json(value)
