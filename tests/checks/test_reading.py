"""Reading counts what is wrong with a record, where a build would refuse the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from branches import Branch
from lastro.checks.reading import parts
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
    wrong = [wrong for part in found for wrong in part.wrong]
    return sum(len(part.rows) for part in found), [(each.row, each.sentence) for each in wrong]


def test_good_records_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD, GOOD) == (2, [])


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('"city":"São Paulo",', "", "column city is missing"),
        ('"city"', '"town"', "column city is missing"),
        ('"São Paulo"', "7", "city is not text"),
        ('"São Paulo"', '{"name":"x"}', "city is not text"),
        ('"São Paulo"', '"\\ud800"', "city is not text"),
    ],
)
def test_a_wrong_record_is_left_out_and_told(tmp_path: Path, old: str, new: str, wrong: str) -> None:
    assert read(tmp_path, GOOD, GOOD.replace(old, new), GOOD) == (2, [(1, wrong)])


@pytest.mark.parametrize("new", ['"more":1,"city"', '"note":"a\\":\\"b","city"'])
def test_another_column_is_passed_over(tmp_path: Path, new: str) -> None:
    assert read(tmp_path, GOOD, GOOD.replace('"city"', new)) == (2, [])


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
