"""Encoding: every type of column comes back as it was, with nulls and with ids of others."""

from __future__ import annotations

import io
import json

import numpy as np
import polars as pl
import pytest

import sky
from lastro.engine.errors import BadInput, BuildError
from lastro.engine.files.codec import Codec, file_schema
from lastro.engine.files.json_lines import PART, lines
from lastro.engine.rows.coded import Coded, coded, plain
from lastro.engine.rows.columns import columns_of
from lastro.engine.rows.tables import DTYPES, NULL, NULL_CODE, NULL_KEY, Table
from planets import Planet, generate

CODEC = Codec(1, Planet)


def planets(count: int = 40, first: int = 0) -> Table[Planet]:
    return generate(sky.spec("planets", None).run, np.arange(first, first + count, dtype=np.uint64))


def changed(made: Table[Planet], name: str, at: int, value: object) -> Table[Planet]:
    columns = dict(made.columns)
    columns[name] = columns[name].copy()
    columns[name][at] = value
    return Table(Planet, columns)


def written(made: Table[Planet], foreign: dict[int, str] | None = None) -> bytes:
    return b",\n".join(CODEC.lines(made, foreign or {}))


def read(text: bytes, foreign: dict[int, str] | None = None) -> Table[Planet]:
    frame = pl.read_ndjson(io.BytesIO(text.replace(b"},\n", b"}\n")), schema=file_schema(Planet))
    return CODEC.table(frame, {} if foreign is None else foreign, "planets.json")


def same(one: Table[Planet], other: Table[Planet]) -> bool:
    return all(list(getattr(one, name)) == list(getattr(other, name)) for name in columns_of(Planet))


@pytest.mark.parametrize("count", [1, 2, 40, PART - 1, PART, PART + 1, 2 * PART])
def test_what_is_written_is_read_again(count: int) -> None:
    made = planets(count)
    assert same(read(written(made)), made)


def test_each_column_has_the_type_of_its_kind() -> None:
    for name, column in columns_of(Planet).items():
        found = getattr(read(written(planets())), name)
        assert found.dtype == (pl.String if column.type == "text" else DTYPES[column.type])


def test_a_record_is_json_on_a_line_with_the_columns_in_order() -> None:
    lines = written(planets()).decode().split(",\n")
    assert len(lines) == 40
    for line in lines:
        assert list(json.loads(line)) == list(columns_of(Planet))


def test_values_stand_in_the_file_as_documented() -> None:
    record = json.loads(written(planets(1, first=1)))
    assert record["rent"] == 0.01
    assert (record["kind"], record["inhabited"], record["moons"]) == ("Gas", True, -4)
    assert (record["found_on"], record["gone_at"]) == ("1915-05-07", "2026-10-31T00:00:00")


def test_what_does_not_apply_is_null() -> None:
    record = json.loads(written(planets(1)))
    nullable = {name for name, column in columns_of(Planet).items() if column.nullable}
    assert {name for name, value in record.items() if value is None} == nullable


DAYS = {
    "none": [NULL, NULL],
    "one": [NULL, 20_500],
    "close": [20_502, 20_500, NULL, 20_501, 20_500],
    "far apart": [20_500, NULL, -9_000, 20_500, 40_000],
    "none at all": [],
}


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS)
def test_days_are_written_however_far_apart_they_are(days: list[int]) -> None:
    column = next(name for name, column in columns_of(Planet).items() if column.type == "date" and column.nullable)
    said = plain(CODEC.written(column, np.array(days, dtype=np.int64), {})).to_list()
    assert said == [None if day == NULL else str(np.datetime64(day, "D")) for day in days]


def test_a_column_of_days_is_written_with_no_more_words_than_rows() -> None:
    column = next(name for name, column in columns_of(Planet).items() if column.type == "date" and column.nullable)
    written_days = CODEC.written(column, np.array([-9_000, 20_500, NULL]), {})
    assert isinstance(written_days, Coded)
    assert len(written_days.parts[0][0]) == 2


@pytest.mark.parametrize("numbers", [[], [NULL], [7], [3, NULL, 1, 3, 2], [-(2**62), NULL, 2**62]], ids=str)
def test_whole_numbers_are_written_however_far_apart_they_are(numbers: list[int]) -> None:
    said = CODEC.written("moons", np.array(numbers, dtype=np.int64), {})
    expected = [None if number == NULL else number for number in numbers]
    assert plain(said).to_list() == expected
    found = b"".join(lines({"moons": said})).decode()
    assert [json.loads(line)["moons"] for line in found.split(",\n") if line] == expected


@pytest.mark.parametrize(
    "indices", [[3, 3, 97], [100, 3], [100], list(range(101))], ids=["some", "null", "nulls", "all"]
)
def test_words_that_no_value_is_change_nothing(indices: list[int]) -> None:
    words = [f"word {number}" for number in range(100)]
    found = b"".join(lines({"name": coded(pl.Series(words), np.array(indices))})).decode()
    assert [json.loads(line)["name"] for line in found.split(",\n")] == [[*words, None][index] for index in indices]


def test_accents_are_written_as_they_are() -> None:
    assert '"água"'.encode() in written(planets(1))


@pytest.mark.parametrize("cents", [0, 1, -1, 7, 10, 99, 101, 123456789, -(10**15) + 1, 10**15 - 1, 5 * 10**12 + 33])
def test_no_cent_is_lost(cents: int) -> None:
    text = written(changed(planets(2), "price", 0, cents))
    assert json.loads(text.split(b",\n")[0])["price"] == cents / 100
    assert read(text).price[0] == cents


def test_no_cent_is_lost_among_many() -> None:
    made = planets(PART)
    assert np.array_equal(read(written(made)).price, made.price)
    assert np.array_equal(read(written(made)).gravity, made.gravity)


def test_an_id_that_a_person_has_made_comes_back_as_it_was_written() -> None:
    text = written(planets(5)).replace(sky.json.loads(written(planets(1)))["planet_id"].encode(), b"mine")
    foreign: dict[int, str] = {}
    found = read(text, foreign)
    assert found.planet_id[0] == found.twin_id[1] >= 1 << 63
    assert written(found, foreign) == text


def test_a_generated_column_with_a_forbidden_null_is_refused() -> None:
    with pytest.raises(BuildError, match=r"Planet.price may not be null, but 1 values are"):
        written(changed(planets(), "price", 3, NULL))


@pytest.mark.parametrize("name", ["planet_id", "orbit_id", "kind", "found_on", "seen_at"])
def test_no_type_of_column_hides_a_forbidden_null(name: str) -> None:
    nothing = {"planet_id": NULL_KEY, "orbit_id": NULL_KEY, "kind": NULL_CODE}.get(name, NULL)
    with pytest.raises(BuildError, match=f"Planet.{name} may not be null"):
        written(changed(planets(), name, 3, nothing))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("price", "null", "column price is missing or null, which it may not be"),
        ("price", "1e14", "column price has a number beyond ten trillion"),
        ("kind", '"Ice"', "column kind has 'Ice'; allowed are Rock, Gas"),
        ("found_on", '"14/03/2026"', "column found_on has a value that is not written like 2026-03-14"),
        ("seen_at", '"2026-03-14"', "column seen_at has a value that is not written like 2026-03-14T09:26:53"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_file_and_column(column: str, value: str, message: str) -> None:
    record = json.loads(written(planets(1)))
    text = json.dumps({**record, column: "@"}).replace('"@"', value)
    with pytest.raises(BadInput, match=f"planets.json: {message}"):
        getattr(read(text.encode()), column)


def test_no_rows_are_no_lines() -> None:
    assert list(CODEC.lines(planets(0), {})) == []
    assert same(CODEC.empty(), planets(0))
