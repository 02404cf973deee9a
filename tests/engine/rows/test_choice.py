"""Choices: codes by the order of members, texts of the file, and numbers told by name."""

from __future__ import annotations

import numpy as np
import pytest

from lastro.engine.rows.choice import Choice, Code
from lastro.engine.rows.columns import col


class Colour(Choice):
    RED = "Red"
    BLUE = "Blue"
    GREEN = "Green"


class Size(Code):
    LARGE = 1
    SMALL = 0


def test_a_member_is_its_code_and_knows_its_text() -> None:
    assert [(member, member.text) for member in Colour] == [(0, "Red"), (1, "Blue"), (2, "Green")]


def test_a_member_stands_in_arrays_as_it_is() -> None:
    codes = np.array([2, 0, 2], dtype=np.uint8)
    assert (codes == Colour.GREEN).tolist() == [True, False, True]
    assert np.where(codes == 0, Colour.RED, Colour.BLUE).dtype == np.int64


def test_a_column_takes_the_texts_of_an_enum_in_the_order_of_its_codes() -> None:
    assert col.choice("Colour", Colour).values == col.choice("Colour", ("Red", "Blue", "Green")).values


def test_values_by_code_follow_the_codes_not_the_arguments() -> None:
    assert Colour.by_code(GREEN=3, RED=1, BLUE=2) == [1, 2, 3]
    assert Size.by_code(LARGE="l", SMALL="s") == ["s", "l"]


def test_members_that_are_not_named_may_share_a_value() -> None:
    assert Colour.by_code(0, BLUE=2) == [0, 2, 0]


def test_a_forgotten_member_is_named() -> None:
    with pytest.raises(ValueError, match=r"Colour: values missing for \['BLUE', 'GREEN'\]"):
        Colour.by_code(RED=1)


def test_a_name_that_is_no_members_is_refused() -> None:
    with pytest.raises(ValueError, match="YELLOW"):
        Colour.by_code(0, YELLOW=1)


def test_a_text_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="Double lists 'Red' twice"):

        class Double(Choice):
            RED = "Red"
            ROUGE = "Red"
