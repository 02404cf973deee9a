"""Tables: exactly the declared columns, with their types."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from lastro.engine import Row, Table, col, table
from lastro.engine.errors import BuildError
from lastro.engine.rows.tables import concat, positions


class Stone(Row):
    stone_id = col.key("Identifier")
    name = col.text("Name")
    colour = col.choice("Colour", ("Grey", "Black"))
    price = col.money("Price")
    loose = col.flag("Whether it lies loose")


def stones(count: int = 3, **changed: Any) -> Table[Stone]:
    columns = {
        "stone_id": np.arange(count, dtype=np.uint64),
        "name": pl.Series([f"stone {n}" for n in range(count)], dtype=pl.String),
        "colour": np.zeros(count, dtype=np.uint8),
        "price": np.arange(count) * 100,
        "loose": np.ones(count, dtype=np.bool_),
    }
    return table(Stone, **{**columns, **changed})


def test_columns_are_attributes_in_the_order_of_their_declaration() -> None:
    found = stones(loose=np.zeros(3, dtype=np.bool_))
    assert list(found.columns) == ["stone_id", "name", "colour", "price", "loose"]
    assert found.price.tolist() == [0, 100, 200]
    assert len(found) == 3


def test_a_column_that_is_not_declared_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="Stone has no column weight"):
        _ = stones().weight


def test_rows_are_taken_by_position_or_mask() -> None:
    assert stones().take(np.array([2, 0, 2])).name.to_list() == ["stone 2", "stone 0", "stone 2"]
    assert stones().take(np.array([True, False, True])).price.tolist() == [0, 200]


def test_consecutive_rows_are_a_part() -> None:
    assert stones(9).part(3, 5).name.to_list() == ["stone 3", "stone 4"]


def test_tables_are_joined_one_behind_the_other() -> None:
    assert concat([stones(2), stones(0), stones(3)]).price.tolist() == [0, 100, 0, 100, 200]


def test_missing_and_foreign_columns_are_both_named() -> None:
    with pytest.raises(BuildError, match=r"columns missing: \['price'\]; columns not declared: \['prize'\]"):
        table(Stone, prize=np.zeros(3), **{n: c for n, c in stones().columns.items() if n != "price"})


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(BuildError, match=r"Stone: columns differ in length: .*'price': 2"):
        stones(price=np.arange(2))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("price", np.zeros(3)),
        ("price", [1, 2, 3]),
        ("price", pl.Series([1, 2, 3])),
        ("price", np.ones(3, dtype=np.bool_)),
        ("stone_id", np.zeros(3, dtype=np.int64)),
        ("colour", np.zeros(3)),
        ("loose", np.zeros(3, dtype=np.int64)),
        ("name", pl.Series([1, 2, 3])),
        ("name", ["a", "b", "c"]),
        ("name", np.array(["a", "b", "c"])),
    ],
)
def test_a_column_of_another_type_is_refused(name: str, values: Any) -> None:
    with pytest.raises(BuildError, match=rf"Stone\.{name}: expected a"):
        stones(**{name: values})


def test_whole_numbers_of_other_widths_fit() -> None:
    assert stones(colour=np.array([0, 1, 1]), price=np.arange(3, dtype=np.int32)).colour.dtype == np.uint8


def test_keys_are_found_among_others_in_any_order() -> None:
    wanted = np.array([7, 3, 8, 7], dtype=np.uint64)
    for among in ([3, 7, 9], [9, 7, 3]):
        at = positions(wanted, np.array(among, dtype=np.uint64))
        assert at.tolist() == [among.index(7), among.index(3), -1, among.index(7)]


def test_nothing_is_found_among_nothing() -> None:
    nothing = np.zeros(0, dtype=np.uint64)
    assert positions(np.array([1], dtype=np.uint64), nothing).tolist() == [-1]
    assert positions(nothing, nothing).tolist() == []
