"""What thieves buy with credit cards looks like what holders buy; a careless generator is found out."""

from __future__ import annotations

import polars as pl
import pytest

from leaks.cards import LEAKS, careless, figures, purchases
from leaks.figures import leaking
from leaks.postings import NO_CASE

pytestmark = pytest.mark.leaks


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return purchases(4000, 50)


def test_no_column_amount_or_merchant_gives_a_stolen_purchase_away(rows: pl.DataFrame) -> None:
    assert (rows["case"] != NO_CASE).sum() > 250
    assert leaking(figures(rows)) == []


@pytest.mark.parametrize("leak", LEAKS)
def test_careless_thieves_are_found_out(rows: pl.DataFrame, leak: str) -> None:
    found = leaking(figures(careless(rows, leak)))
    assert any(LEAKS[leak][2] in figure for figure in found), found
