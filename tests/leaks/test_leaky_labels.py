"""Labels thrown at random over innocent postings leak nothing; every careless way to make crime is found out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import polars as pl
import pytest

from leaks.amounts import balances, delays, digits
from leaks.columns import information, single_columns, small_trees
from leaks.figures import Figure, leaking
from leaks.identity import sorted_ids
from leaks.leaky import LEAKS, leaky, thrown
from leaks.postings import books_of, labelled, postings_of
from leaks.texts import null_masks, words

pytestmark = pytest.mark.leaks


@pytest.fixture(scope="module")
def innocent(bank_2000: Path) -> pl.DataFrame:
    return postings_of(books_of(bank_2000))


def figures(rows: pl.DataFrame) -> Iterator[Figure]:
    """What the tests of rows alone find."""
    return chain(
        single_columns(rows), small_trees(rows), [sorted_ids(rows)], null_masks(rows), words(rows), digits(rows),
        information(rows), balances(rows), delays(rows),
    )  # fmt: skip


def test_labels_thrown_at_random_do_not_leak(innocent: pl.DataFrame) -> None:
    assert leaking(figures(labelled(innocent, thrown(innocent)))) == []


@pytest.mark.parametrize("leak", LEAKS)
def test_a_careless_generator_is_found_out(innocent: pl.DataFrame, leak: str) -> None:
    found = leaking(figures(labelled(*leaky(innocent, thrown(innocent), leak))))
    assert any(LEAKS[leak][1] in figure for figure in found), found
