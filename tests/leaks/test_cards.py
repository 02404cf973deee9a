"""What thieves buy with credit cards looks like what holders buy; a careless generator is found out."""

from __future__ import annotations

import polars as pl
import pytest

from leaks.card_models import AREAS, HISTORY, ROW, features, one_line_rules, tried
from leaks.cards import LEAKS, careless, figures, purchases
from leaks.figures import leaking
from leaks.postings import NO_CASE
from leaks.scores import within

pytestmark = pytest.mark.leaks


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return purchases(4000, 50)


def test_no_column_amount_or_merchant_gives_a_stolen_purchase_away(rows: pl.DataFrame) -> None:
    assert (rows["case"] != NO_CASE).sum() > 250
    assert leaking(figures(rows)) == []


@pytest.fixture(scope="module")
def found(rows: pl.DataFrame) -> pl.DataFrame:
    return features(rows)


@pytest.mark.parametrize(("columns", "band"), [(ROW, AREAS[0]), (ROW + HISTORY, AREAS[1])], ids=["row", "history"])
def test_a_model_finds_stolen_purchases_about_as_well_as_on_real_cards(
    found: pl.DataFrame, columns: tuple[str, ...], band: tuple[float, float]
) -> None:
    assert leaking(within("area", tried(found, columns).area, *band)) == []


def test_no_rule_of_one_line_finds_stolen_purchases(found: pl.DataFrame) -> None:
    figures_of_rules = list(one_line_rules(found))
    assert figures_of_rules
    assert leaking(figures_of_rules) == []


@pytest.mark.parametrize("leak", LEAKS)
def test_careless_thieves_are_found_out(rows: pl.DataFrame, leak: str) -> None:
    found = leaking(figures(careless(rows, leak)))
    assert any(LEAKS[leak][2] in figure for figure in found), found
