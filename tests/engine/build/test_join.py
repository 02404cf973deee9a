"""Joining: each block of the driving table with just the rows that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import pytest

from lastro.engine import Row, col
from lastro.engine.build.join import OutOfOrder, SortedRows, StreamedRows, cohorts, driver_blocks, sorted_driver
from lastro.engine.errors import BadInput
from lastro.engine.random.keys import HAND_MADE
from lastro.engine.rows.tables import NULL_KEY, Table, concat
from moons import Moon

HAND = int(HAND_MADE)


class Star(Row):
    star_id = col.key("Identifier")


def stars(keys: Any) -> Table[Any]:
    return Table(Star, {"star_id": np.array(keys, dtype=np.uint64)})


def moons(owners: Any) -> Table[Any]:
    count = len(owners)
    return Table(
        Moon,
        {
            "moon_id": np.arange(count, dtype=np.uint64),
            "planet_id": np.array(owners, dtype=np.uint64),
            "rival_id": np.full(count, NULL_KEY),
            "light": np.arange(count),
            "name": pl.Series(["x"] * count, dtype=pl.String),
        },
    )


def parts(whole: Table[Any], size: int) -> Iterator[Table[Any]]:
    return (whole.part(at, min(at + size, len(whole))) for at in range(0, len(whole), size))


def blocks(keys: Any, rows: int, read: int) -> list[list[int]]:
    found = driver_blocks("stars", parts(stars(keys), read), rows, cohort=100)
    return [block.star_id.tolist() for block in found]


@pytest.mark.parametrize("rows", [1, 99, 100, 101, 250, 1000, 5000])
@pytest.mark.parametrize("read", [1, 70, 100, 333, 5000])
def test_blocks_are_whole_cohorts_however_the_file_is_read(rows: int, read: int) -> None:
    found = blocks(range(950), rows, read)
    assert [key for block in found for key in block] == list(range(950))
    assert all(block[0] % 100 == 0 for block in found)
    assert all(len(block) >= rows for block in found[:-1])
    assert max(map(len, found)) < rows + 100


def test_cohorts_with_gaps_stay_together() -> None:
    assert blocks([3, 50, 120, 199, 450, 451], 1, 2) == [[3, 50], [120, 199], [450, 451]]


def test_hand_made_rows_belong_to_the_cohort_before_them() -> None:
    assert blocks([5, HAND, 99, HAND + 7, 100, HAND + 3], 1, 2) == [[5, HAND, 99, HAND + 7], [100, HAND + 3]]
    assert cohorts(np.array([HAND, 250, HAND], dtype=np.uint64), 100).tolist() == [0, 2, 2]


def test_the_order_within_a_cohort_is_free() -> None:
    assert blocks([7, 3, 99, 180, 120], 1, 1) == [[7, 3, 99], [180, 120]]


@pytest.mark.parametrize("read", [1, 2, 9])
def test_cohorts_in_another_order_are_told(read: int) -> None:
    with pytest.raises(OutOfOrder):
        blocks([100, 200, 3], 1, read)


def test_a_driver_in_another_order_is_sorted_with_hand_made_rows_last() -> None:
    (whole,) = sorted_driver(parts(stars([100, HAND, 3, 99]), 2))
    assert whole.star_id.tolist() == [3, 99, 100, HAND]


@pytest.fixture(params=["stream", "sorted"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def source(kind: str, owners: Any, read: int = 3) -> StreamedRows | SortedRows:
    if kind == "sorted":
        return SortedRows(
            "moons", moons(owners), lambda column, rows: BadInput(f"{column.name} {rows.moon_id.tolist()}")
        )
    return StreamedRows("moons", parts(moons(owners), read), moons([]))


def of(source: StreamedRows | SortedRows, *keys: int) -> list[int]:
    return source.of(np.array(keys, dtype=np.uint64)).planet_id.tolist()


@pytest.mark.parametrize("read", [1, 2, 3, 99])
def test_rows_come_with_their_owners(kind: str, read: int) -> None:
    found = source(kind, [0, 0, 1, 3, 3, 3, 7], read)
    assert [of(found, 0, 1), of(found, 2), of(found, 3, 4, 7)] == [[0, 0, 1], [], [3, 3, 3, 7]]
    found.finish()


def test_rows_come_in_the_order_of_their_owners_and_of_the_file(kind: str) -> None:
    found = source(kind, [5, 2, 5, HAND]).of(np.array([HAND, 2, 5], dtype=np.uint64))
    assert found.planet_id.tolist() == [HAND, 2, 5, 5]
    assert found.moon_id.tolist() == [3, 1, 0, 2]


def test_no_rows_have_the_right_columns(kind: str) -> None:
    nothing = source(kind, []).of(np.array([1], dtype=np.uint64))
    assert (len(nothing), nothing.light.dtype, nothing.name.dtype) == (0, np.int64, pl.String)


def test_rows_in_another_order_are_told_by_the_stream_and_found_by_sorting() -> None:
    stream, whole = source("stream", [3, 0, 3]), source("sorted", [3, 0, 3])
    assert (of(stream, 0), of(stream, 3)) == ([], [3])
    with pytest.raises(OutOfOrder):
        stream.finish()
    assert (of(whole, 0), of(whole, 3)) == ([0], [3, 3])
    whole.finish()


@pytest.mark.parametrize(("owners", "strays"), [([0, 0, 8], [2]), ([8, 0], [0]), ([0, HAND, 0, 9], [1, 3])])
def test_rows_of_nobody_are_told(owners: list[int], strays: list[int]) -> None:
    stream, whole = source("stream", owners), source("sorted", owners)
    of(stream, 0)
    with pytest.raises(OutOfOrder):
        stream.finish()
    of(whole, 0)
    with pytest.raises(BadInput, match=re.escape(f"planet_id {strays}")):
        whole.finish()


def test_joined_parts_are_the_whole() -> None:
    whole = moons([0, 1, 2, 3, 4])
    joined = concat(list(parts(whole, 2)))
    assert all(list(getattr(joined, name)) == list(column) for name, column in whole.columns.items())
