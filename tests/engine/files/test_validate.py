"""Validation: the first thing that is wrong, with its place and the way out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sky
from lastro.engine.errors import BadInput
from lastro.engine.files.validate import validate

WAY_OUT = "\nFix the file, or `doit clean planets && doit` brings the generated one back."
WRONG: list[tuple[str, Any, str]] = [
    ("planet_id", 7, "7 where an identifier should stand"),
    ("planet_id", "", "'' where an identifier should stand"),
    ("twin_id", ["a"], "['a'] where an identifier should stand"),
    ("name", 12, "12 where text should stand"),
    ("name", "\ud800", r"'\ud800' where text without half a surrogate pair should stand"),
    ("kind", "Ice", "'Ice' where one of Rock, Gas should stand"),
    ("kind", ["Gas"], "['Gas'] where one of Rock, Gas should stand"),
    ("price", "12", "'12' where a number up to ten trillion should stand"),
    ("price", True, "True where a number up to ten trillion should stand"),
    ("price", 10**13 + 1, "10000000000001 where a number up to ten trillion should stand"),
    ("price", float("1e14"), "100000000000000.0 where a number up to ten trillion should stand"),
    ("gravity", {}, "{} where a number up to ten trillion should stand"),
    ("moons", 1.5, "1.5 where a whole number should stand"),
    ("moons", False, "False where a whole number should stand"),
    ("moons", 2**70, f"{2**70} where a whole number should stand"),
    ("inhabited", 1, "1 where true or false should stand"),
    ("inhabited", "true", "'true' where true or false should stand"),
    ("found_on", "2026-02-30", "'2026-02-30' where a date such as 2026-03-14 should stand"),
    ("found_on", "2026-3-14", "'2026-3-14' where a date such as 2026-03-14 should stand"),
    ("found_on", "1899-12-31", "'1899-12-31' where a date such as 2026-03-14 should stand"),
    ("seen_at", "2026-03-14", "'2026-03-14' where a moment such as 2026-03-14T09:26:53 should stand"),
    ("seen_at", "2026-03-14T09:26:53Z", "'2026-03-14T09:26:53Z' where a moment such as"),
    ("seen_at", "2026-03-14T09:26:53.5", "'2026-03-14T09:26:53.5' where a moment such as"),
    ("found_on", "2026-03-14T09:26:53", "'2026-03-14T09:26:53' where a date such as"),
    ("seen_at", "9999-01-01T00:00:00", "'9999-01-01T00:00:00' where a moment such as"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    sky.make(tmp_path, "planets", rows=20)
    return tmp_path / "planets.json"


def refusal(file: Path) -> str:
    with pytest.raises(BadInput) as caught:
        validate("planets", file)
    text = str(caught.value)
    assert text.startswith(f"{file}: line ")
    assert text.endswith(WAY_OUT)
    return text.removeprefix(f"{file}: ").removesuffix(WAY_OUT)


def with_records(file: Path, change: Any) -> str:
    rows = sky.records(file)
    change(rows)
    lines = ",\n".join(sky.json.dumps(row) for row in rows)
    file.write_text(f"[\n{lines}\n]\n")
    return refusal(file)


def test_a_generated_file_is_valid(file: Path) -> None:
    assert validate("planets", file) == 20


@pytest.mark.parametrize("between", [" ", "T"])
@pytest.mark.parametrize("fraction", ["", ".0", ".000", ".000000"])
def test_times_as_other_tools_write_them_are_valid(file: Path, between: str, fraction: str) -> None:
    row = {"found_on": f"2026-03-14{between}00:00:00{fraction}", "seen_at": f"2026-03-14{between}09:26:53{fraction}"}
    sky.write(file, [{**record, **row} for record in sky.records(file)])
    assert validate("planets", file) == 20


@pytest.mark.parametrize(("column", "value", "message"), WRONG)
def test_a_wrong_value_is_told_with_line_record_column_and_what_should_stand(
    file: Path, column: str, value: Any, message: str
) -> None:
    found = with_records(file, lambda rows: rows[3].update({column: value}))
    assert found.startswith(f"line 5, record 4: column {column} has {message}")


def test_a_missing_column_is_told(file: Path) -> None:
    assert with_records(file, lambda rows: rows[3].pop("nickname")) == "line 5, record 4: column nickname is missing"


def test_a_forbidden_null_is_told(file: Path) -> None:
    found = with_records(file, lambda rows: rows[3].update(price=None))
    assert found == "line 5, record 4: column price is null, which it may not be"


def test_a_key_that_stands_twice_is_told_with_both_records(file: Path) -> None:
    key = sky.records(file)[1]["planet_id"]
    found = with_records(file, lambda rows: rows[3].update(planet_id=key))
    assert found == f"line 5, record 4: planet_id '{key}' stands already in record 2"


def test_a_long_value_is_told_short(file: Path) -> None:
    assert len(with_records(file, lambda rows: rows[3].update(price="x" * 10_000))) < 200


def test_the_message_of_a_broken_file_has_the_way_out_too(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:700])
    assert refusal(file).startswith("line 3, column ")


def test_the_first_thing_that_is_wrong_is_told(file: Path) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        rows[2].update(kind="Ice", name=1)
        rows[1].update(price="x")

    assert with_records(file, change).startswith("line 3, record 2: column price")


def test_more_columns_and_no_records_are_valid(file: Path) -> None:
    sky.write(file, [{**row, "size": [1]} for row in sky.records(file)], indent=1)
    assert validate("planets", file) == 20
    file.write_text("[]")
    assert validate("planets", file) == 0
