"""Reading counts what is wrong with a record, where a build would refuse the file."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from branches import Branch
from lastro.checks.files.line_shape import is_parsed_whole
from lastro.checks.files.reading import parts
from lastro.engine.errors import BadInput

GOOD = (
    '{"branch_id":"b","branch_name":"Centro","address":"Rua A","phone_number":"+55 11 3000-1000","created_at":"2001",'
    '"updated_at":"2002","branch_code":"0001","city":"São Paulo","state":"SP",'
    '"ibge_code":3550308,"postal_code":"01310-200"}'
)


def read(tmp_path: Path, *records: str) -> tuple[int, list[tuple[int, str]]]:
    """How many records are good, and what is wrong with which others."""
    path = tmp_path / "branches.json"
    path.write_text("[\n" + ",\n".join(records) + "\n]\n", encoding="utf-8")
    found = list(parts(path, Branch))
    wrong = [(each.row, wrong.sentence) for part in found for each in part.found for wrong in each.wrong]
    return sum(len(part.rows) for part in found), wrong


def test_good_records_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD, GOOD) == (2, [])


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('"city":"São Paulo",', "", "column city is missing"),
        ('"São Paulo"', "7", "city is not text"),
        ('"São Paulo"', '{"name":"x"}', "city is not text"),
        ('"São Paulo"', '"\\ud800"', "city is not text without half a surrogate pair"),
    ],
)
def test_a_wrong_record_is_left_out_and_told(tmp_path: Path, old: str, new: str, wrong: str) -> None:
    assert read(tmp_path, GOOD, GOOD.replace(old, new), GOOD) == (2, [(1, wrong)])


MORE = "it has a column that its dataset does not declare"


@pytest.mark.parametrize("new", ['"more":1,"city"', '"note":"a\\":\\"b","city"', '"city ":null,"city"'])
def test_a_column_that_nobody_declared_is_told_and_its_record_kept(tmp_path: Path, new: str) -> None:
    assert read(tmp_path, GOOD, GOOD.replace('"city"', new)) == (2, [(1, MORE)])


@pytest.mark.parametrize("value", ['"São Paulo"', "null"])
def test_a_renamed_column_is_missing_and_undeclared(tmp_path: Path, value: str) -> None:
    good = GOOD.replace('"São Paulo"', value)
    renamed = good.replace('"city"', '"town"')
    assert read(tmp_path, good, renamed) == (1, [(1, "column city is missing"), (1, MORE)])


@pytest.mark.parametrize(("one", "other"), [("city", "state"), ("created_at", "updated_at"), ("address", "branch_id")])
def test_columns_in_another_order_are_told_and_their_record_kept(tmp_path: Path, one: str, other: str) -> None:
    record = json.loads(GOOD)
    names = [{one: other, other: one}.get(name, name) for name in record]
    reordered = json.dumps({name: record[name] for name in names}, ensure_ascii=False, separators=(",", ":"))
    assert read(tmp_path, GOOD, reordered, GOOD) == (3, [(1, "its columns are not in the declared order")])


def test_names_that_end_alike_are_told_apart() -> None:
    line = bytearray(b'{"account_id":"a","counterparty_account_id":"b"}\n')
    frame = pl.DataFrame({"account_id": ["a"], "counterparty_account_id": ["b"]})
    assert is_parsed_whole(line, frame)
    assert not is_parsed_whole(line, frame.select(reversed(frame.columns)))


@pytest.mark.parametrize("bad", [GOOD[:-1], "[1]", GOOD.replace("{", '{"city":"x",', 1), GOOD + GOOD])
def test_what_is_no_json_is_refused_with_its_line(tmp_path: Path, bad: str) -> None:
    with pytest.raises(BadInput, match=r"branches\.json: line [34]"):
        read(tmp_path, GOOD, bad, GOOD)


def test_an_empty_file_and_a_missing_comma_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"branches\.json"):
        read(tmp_path, f"{GOOD}\n{GOOD}")
    (tmp_path / "branches.json").write_text("")
    with pytest.raises(BadInput, match="file ends"):
        list(parts(tmp_path / "branches.json", Branch))


def test_an_empty_array_has_no_records(tmp_path: Path) -> None:
    (tmp_path / "branches.json").write_text("[\n]\n")
    assert list(parts(tmp_path / "branches.json", Branch)) == []
