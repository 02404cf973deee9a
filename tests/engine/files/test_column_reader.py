"""Cutting: the columns of lines that the build has written are those that parsing finds."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
import pytest

from lastro.engine import Row, col, table
from lastro.engine.files.codec import Codec, file_schema
from lastro.engine.files.column_reader import cut
from lastro.engine.rows.tables import NULL, NULL_CODE, NULL_KEY, Table


class Star(Row):
    star_id = col.key("Identifier")
    name = col.text("Name")
    price = col.money("Price")
    worth = col.money("What it is worth", nullable=True)
    bright = col.flag("Whether it is bright")
    kind = col.choice("Kind", ("Red", "Blue"), nullable=True)
    near_id = col.uuid("A star nearby", kind="stars", nullable=True)
    age = col.integer("Age")
    seen_on = col.date("Last seen")


CODEC = Codec(1, Star)
NAMES = list(file_schema(Star))


def stars(*names: str) -> Table[Star]:
    """Stars with every combination of nulls, as often as there are names."""
    numbers = np.arange(4 * len(names))
    return table(
        Star,
        star_id=numbers.astype(np.uint64),
        name=pl.Series(np.repeat(names, 4)),
        price=numbers * 101 - 700,
        worth=np.where(numbers % 3 == 1, NULL, numbers * 11),
        bright=numbers % 3 == 0,
        kind=np.where(numbers % 2 == 0, NULL_CODE, numbers // 2 % 2).astype(np.uint8),
        near_id=np.where(numbers // 2 % 2 == 0, NULL_KEY, numbers.astype(np.uint64)),
        age=numbers - 5,
        seen_on=numbers,
    )


def lines(made: Table[Star]) -> bytes:
    return b",\n".join(CODEC.lines(made, {})) + b"\n"


def test_every_choice_of_columns_is_as_parsed() -> None:
    found = lines(stars("Vega", "", "Três Marias", "a, {b}: null"))
    whole = pl.read_ndjson(found.replace(b"},\n", b"}\n"), schema=file_schema(Star))
    for count in (1, 2, 3, len(NAMES)):
        for names in combinations(NAMES, count):
            schema = {name: kind for name, kind in file_schema(Star).items() if name in names}
            cut_out = cut(found, Star, schema)
            assert cut_out is None or cut_out.equals(whole.select(names)), names
            assert cut_out is not None or "seen_on" in names or "age" in names


@pytest.mark.parametrize("name", ['"Vega"', "back\\slash", "line\nend"])
def test_texts_with_escapes_are_left_to_the_parser(name: str) -> None:
    assert cut(lines(stars("Vega", name)), Star, {"star_id": pl.String}) is None
