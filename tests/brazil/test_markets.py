"""Home markets: how the table was laid out, and how customers are spread over them."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import polars as pl
import pytest

from generated import customers, reference, run_of, states
from lastro.brazil.markets import Markets

MARKETS = Markets(run_of())
PLACES = MARKETS.places
CITY, TOWN = 50, 60  # kilometres from every earlier middle from which on a city, or a town, becomes one itself
MANY = 200_000  # customers: two thousand hundreds


@cache
def distances() -> np.ndarray:
    """Great circles in kilometres between all places (rows) and those in the middle of a market (columns)."""
    y, x = (np.radians([float(row[axis]) for row in reference("municipalities")]) for axis in ("latitude", "longitude"))
    middle = middles()
    half = np.sin((y[:, None] - y[middle]) / 2) ** 2
    half += np.cos(y[:, None]) * np.cos(y[middle]) * np.sin((x[:, None] - x[middle]) / 2) ** 2
    return 2 * 6371.0 * np.arcsin(np.sqrt(half))


@cache
def middles() -> np.ndarray:
    return np.unique(PLACES.market)


@cache
def homes() -> tuple[np.ndarray, np.ndarray]:
    """The place and the hundred of many customers."""
    customers = np.arange(MANY, dtype=np.uint64)
    return MARKETS.homes(run_of().draws("customers", customers), customers), customers // np.uint64(100)


def test_a_place_belongs_to_the_nearest_middle_which_lies_within_sixty_kilometres() -> None:
    own = distances()[np.arange(len(PLACES)), np.searchsorted(middles(), PLACES.market)]
    assert (own <= distances().min(axis=1) + 1e-9).all()
    assert own.max() <= TOWN


def test_middles_are_capitals_then_the_largest_far_enough_from_every_one_before() -> None:
    rank = np.lexsort([-PLACES.people, ~PLACES.capital])
    order = [at for at in rank if at in set(middles())]
    for number, at in enumerate(order):
        earlier = distances()[at, np.searchsorted(middles(), order[:number])]
        assert (earlier > (TOWN if PLACES.town[at] else CITY)).all()


def test_four_customers_of_a_hundred_in_five_live_in_its_market() -> None:
    home, hundred = homes()
    market = MARKETS.of_hundreds(hundred)
    within = (MARKETS.of[home] == market).reshape(-1, 100).mean(axis=1)
    assert within.mean() == pytest.approx(0.81, abs=0.01)  # some who live anywhere live there as well
    assert within.min() > 0.6


def test_two_thousand_customers_have_twenty_markets_and_most_of_them_differ() -> None:
    for seed in range(20):
        market = Markets(run_of(seed=seed)).of_hundreds(np.arange(20, dtype=np.uint64))
        assert len(set(market.tolist())) >= 15  # São Paulo and Rio de Janeiro have a sixth of the people


def test_a_market_follows_from_the_seed_and_the_hundred_alone() -> None:
    few, all_of_them = customers(first=300, count=100), customers(count=2000)
    assert few.city.to_list() == all_of_them.city.to_list()[300:400]
    other = Markets(run_of(seed=7)).of_hundreds(np.arange(50, dtype=np.uint64))
    assert other.tolist() != MARKETS.of_hundreds(np.arange(50, dtype=np.uint64)).tolist()


@pytest.mark.parametrize(("customers", "band"), [(2_000, 0.045), (10_000, 0.015), (MANY, 0.004)])
def test_the_states_have_their_shares_of_the_people(customers: int, band: float) -> None:
    home, _ = homes()
    found = np.bincount(PLACES.state_codes[home[:customers]], minlength=27) / customers
    census = np.array([int(state["population"]) for state in states().values()])
    assert np.abs(found - census / census.sum()).max() < band  # IBGE, census 2022


def test_large_cities_and_markets_have_their_shares_as_well() -> None:
    home, _ = homes()
    for at in np.argsort(-PLACES.people)[:30]:
        expected = PLACES.people[at] / PLACES.people.sum()
        assert (home == at).mean() == pytest.approx(expected, abs=0.0008 + 0.1 * expected)


def test_neighbouring_customers_of_a_hundred_share_few_cities() -> None:
    home, hundred = homes()
    cities = pl.DataFrame({"city": home, "hundred": hundred}).group_by("hundred").agg(pl.col("city").n_unique())
    assert cities["city"].mean() < 50
    together = Counter(PLACES.states.gather(home[:100]).to_list())
    assert together.most_common(1)[0][1] >= 60  # but for the few markets on a border, one state
