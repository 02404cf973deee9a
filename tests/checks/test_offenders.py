"""Offenders are all written, each with its key, its row, and the value that stands there."""

from __future__ import annotations

import io
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor.mutations import MUTATIONS, Mutation, copy_of
from auditor.reading import Record
from lastro.checks import spill
from lastro.checks.result.check_result import CheckResult, Promise
from mutated_bank import SmallBank, checked, small_bank


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> SmallBank:
    return small_bank(tmp_path_factory.mktemp("small bank"))


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


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: f"{one.rule} {one.dataset} {one.name}")
def test_every_offender_is_written_as_it_stands_in_its_file(
    bank: SmallBank, tmp_path: Path, mutation: Mutation
) -> None:
    records, _ = bank.broken(mutation, tmp_path)
    result, offenders = found_in(tmp_path)
    assert Counter(map(promise_of, offenders)) == {p: finding.count for p, finding in result.findings.items()}
    assert [each for each in offenders if not stands_there(each, records[each["dataset"]])] == []


def test_offenders_put_by_on_the_disk_are_those_of_the_memory(
    bank: SmallBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = copy_of(bank.records)
    for account in records["accounts"]:
        account["balance"] += 1
    bank.write(records, tmp_path)
    _, in_memory = found_in(tmp_path)
    monkeypatch.setattr(spill, "LIMIT", 7)
    _, on_disk = found_in(tmp_path)
    assert on_disk == in_memory
    assert [each["row"] for each in on_disk if each["rule"] == "M2"] == list(range(len(records["accounts"])))
