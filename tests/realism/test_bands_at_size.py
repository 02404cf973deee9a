"""Bands at full size, on request (`pytest -m long`): 10,000 customers of two seeds, and years since 2021."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builds import NAMES, make
from lastro.engine.rows.columns import row_class
from lastro.tasks.realism.books import measured, opened
from lastro.tasks.realism.measures import measures
from realism.components import of_all, of_groups

pytestmark = pytest.mark.long
SEEDS = ("20261031", "7")
OUTSIDE: set[str] = set()  # what is known to lie outside
BY_YEAR = {  # of these the course of years is the point
    "Growth of a grocery purchase a year, over three years and more",
    "Growth of a wage a year, median",
    "Pix, share of payments in 2021",
    "Pix, share of payments in 2022",
}


@pytest.fixture(scope="module", params=SEEDS)
def books_10000(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The books of 10,000 customers of one seed."""
    return _books(tmp_path_factory.mktemp("at_size"), customers="10000", seed=request.param)


def _books(folder: Path, **given: str) -> Any:
    make(folder, **given)
    return opened(folder, {name: row_class(name) for name in NAMES})


def _outside(books: Any) -> dict[str, float | None]:
    """What lies outside its band."""
    found = measured(books, measures())
    return {measure.name: found[measure.name] for measure in measures() if not measure.holds(found[measure.name])}


def test_10_000_customers_lie_in_the_bands(books_10000: Any) -> None:
    found = _outside(books_10000)
    assert set(found) <= OUTSIDE, found


def test_transfers_of_each_thousand_hang_together_and_all_do_through_outside_parties(books_10000: Any) -> None:
    rows = lambda sql: books_10000.execute(sql).fetchall()  # noqa: E731
    shares = of_groups(rows, rows("SELECT DISTINCT payer, payee FROM between_customers"))
    assert len(shares) == 10
    assert min(shares) >= 0.70
    assert of_all(rows) >= 0.90


@pytest.mark.parametrize("seed", SEEDS)
def test_years_since_2021_lie_in_the_bands_of_prices_and_pix(tmp_path: Path, seed: str) -> None:
    found = _outside(_books(tmp_path, customers="2000", seed=seed, history_start="2021-01-01"))
    assert set(found) & BY_YEAR <= OUTSIDE, found
