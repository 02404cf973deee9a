"""Line index: ids, times, choices and money taken from their places are those that parsing finds."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lastro.engine import Row, col
from lastro.engine.errors import BadInput
from lastro.engine.files.codec import Codec
from lastro.engine.files.indexed import indexed, read_together
from lastro.engine.files.line_index import BETWEEN, LineIndex
from lastro.engine.files.reader import read_lines
from lastro.engine.rows.columns import columns_of
from lastro.engine.rows.tables import Table

LONG = "x" * 200  # longer than what is looked at at once
TEXTS = ["Vega", "", "Três Marias", 'a","at":"2020-01-01T00:00:00', "at", LONG]
KINDS = ["Direct Debit", "Direct Credit", "Pix", "Direct", "Débito em Conta Corrente"]
AMOUNTS = [0.0, 0.07, 7.5, -0.5, 12.34, -9999999.99, 12345678.9, -10000000.0, 9_999_999_999_999.99, -120.0]


class Flare(Row):
    flare_id = col.key("Identifier")
    star_id = col.uuid("Star, which comes in runs", kind="stars")
    name = col.text("Name", nullable=True)
    kind = col.choice("Kind", KINDS, nullable=True)
    power = col.money("Power", nullable=True)
    size = col.choice("Size", ["Small", "Large"])
    price = col.money("Price")
    seen_at = col.moment("When it was seen")
    at = col.moment("When it was")
    on = col.date("Its day")
    told_on = col.date("When it was told", nullable=True)


CODEC = Codec(1, Flare)


def lines(texts: list[str | None], **other: Any) -> bytes:
    ids = CODEC.identifiers[columns_of(Flare)["flare_id"].target].texts(np.arange(len(texts), dtype=np.uint64))
    stars = CODEC.identifiers["stars"].texts(np.arange(len(texts), dtype=np.uint64) // np.uint64(4))
    return BETWEEN.join(
        json.dumps(
            {
                "flare_id": ids[number].tobytes().decode(),
                "star_id": stars[number].tobytes().decode(),
                "name": text,
                "kind": [*KINDS, None][number % 6],
                "power": None if number % 3 else number + 0.25,
                "size": "Small" if number % 5 else "Large",
                "price": AMOUNTS[number % len(AMOUNTS)],
                "seen_at": f"2026-01-{number + 1:02}T10:00:00",
                "at": f"2025-02-{number + 1:02}T23:59:59",
                "on": f"2024-02-{number + 1:02}",
                "told_on": None if number % 2 else "2026-03-01",
                **other,
            },
            separators=(",", ":"),
            ensure_ascii=False,
        ).encode()
        for number, text in enumerate(texts)
    )


def index(content: bytes) -> LineIndex:
    return LineIndex.read(io.BufferedReader(io.BytesIO(content)), len(content), Flare)


def rows(content: bytes) -> Table[Any]:
    return indexed(index(content), CODEC, Path("flares.json"))


def same(found: Table[Any], expected: Table[Any]) -> bool:
    names = reversed(list(columns_of(Flare)))
    return all(list(getattr(found, name)) == list(getattr(expected, name)) for name in names)


@pytest.mark.parametrize(
    "texts",
    [[], ["Vega"], TEXTS, [None, *TEXTS], [LONG, None] * 12],
    ids=["none", "one", "of all sorts", "null", "many"],
)
def test_every_column_is_as_parsed(texts: list[str | None]) -> None:
    content = lines(texts)
    assert same(rows(content), read_lines(content, Path("flares.json"), CODEC, {}))


@pytest.mark.parametrize("name", ["kind", "power", "size", "price"])
def test_choices_and_money_are_taken_from_their_places(name: str) -> None:
    found = index(lines([*TEXTS, *TEXTS])).values(name)
    assert found is not None
    assert list(found) == list(getattr(read_lines(lines([*TEXTS, *TEXTS]), Path("flares.json"), CODEC, {}), name))


@pytest.mark.parametrize("amount", [1e16, 1.234, 12345678.125, 5])
def test_an_amount_that_the_build_does_not_write_so_is_left_to_the_parser(amount: float) -> None:
    assert index(lines(TEXTS, price=amount)).values("price") is None


def test_a_choice_that_is_none_is_left_to_the_parser_which_refuses_it() -> None:
    content = lines(TEXTS, size="Smaller")
    assert index(content).values("size") is None
    with pytest.raises(BadInput, match=r"column size has 'Smaller'; allowed are Small, Large"):
        rows(content).columns["size"]


@pytest.mark.parametrize("name", ["size", "price"])
def test_a_null_where_there_may_be_none_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match=f"column {name} is missing or null"):
        rows(lines(TEXTS, **{name: None})).columns[name]


@pytest.mark.parametrize("texts", [[], ["Vega"], [LONG, None, *TEXTS] * 3], ids=["none", "one", "parts"])
def test_columns_read_together_are_as_parsed(texts: list[str | None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lastro.engine.files.indexed._PART", 5)
    found, content = rows(lines(texts)), lines(texts)
    read_together(found, ["at", "price", "kind", "flare_id"])
    assert same(found, read_lines(content, Path("flares.json"), CODEC, {}))


def test_columns_of_some_rows_are_those_of_the_rows() -> None:
    content, some = lines([*TEXTS, None]), np.array([6, 0, 3])
    for name in columns_of(Flare):
        found = rows(content).column_at(name, some)
        assert list(found) == list(read_lines(content, Path("flares.json"), CODEC, {}).column_at(name, some))
    assert same(rows(content).take(some), read_lines(content, Path("flares.json"), CODEC, {}).take(some))


@pytest.mark.parametrize("key", ["ours", "no-uuid-but-36-letters-like-them-all"])
def test_ids_that_a_person_made_are_as_parsed(key: str) -> None:
    content = lines(TEXTS, star_id=key)
    assert same(rows(content), read_lines(content, Path("flares.json"), CODEC, {}))


def test_what_stands_between_records_is_in_none() -> None:
    content = lines(TEXTS)
    assert index(content).lines() == content
    assert index(content).take(np.array([1, 2])).lines() == BETWEEN.join(content.split(BETWEEN)[1:3])


@pytest.mark.parametrize("behind", [b"\n]\n", b",\n" + b"x" * 60], ids=["at the end", "within the file"])
def test_records_are_the_same_where_they_lie(tmp_path: Path, behind: bytes) -> None:
    content = lines(TEXTS)
    (tmp_path / "flares.json").write_bytes(b"[\n" + content + behind)
    with (tmp_path / "flares.json").open("rb") as stream:
        stream.seek(2)
        found = LineIndex.mapped(stream, len(content), Flare)
    assert found.lines() == content
    assert same(indexed(found, CODEC, Path("flares.json")), rows(content))


def test_runs_of_records_stand_as_in_the_file() -> None:
    found = index(lines(TEXTS)).runs(np.array([0, 3]), np.array([2, 4]))
    records = lines(TEXTS).split(BETWEEN)
    assert list(found) == [BETWEEN.join(records[:2]), records[3]]


def test_a_file_that_ends_too_soon_has_fewer_bytes() -> None:
    content = lines(TEXTS)
    found = LineIndex.read(io.BufferedReader(io.BytesIO(content[:-9])), len(content), Flare)
    assert found.size == len(content) - 9


def test_a_day_that_is_none_is_told_with_the_file() -> None:
    with pytest.raises(BadInput, match=r"flares\.json is not as its record says"):
        rows(lines(TEXTS, on="2024-02-xx")).columns["on"]
