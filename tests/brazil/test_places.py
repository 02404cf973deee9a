"""Places: where people live, and the tables behind it."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from lastro.brazil.places import Places
from root_bank import MANY, many, reference, root_run, states


def test_cities_are_as_frequent_as_their_people() -> None:
    share = many()["state"].value_counts(normalize=True)
    counted = dict(zip(share["state"], share["proportion"], strict=True))
    for uf, about in states().items():
        expected = int(about["population"]) / 203_080_756  # IBGE, census 2022
        assert counted[uf] == pytest.approx(expected, abs=0.001 + 4 * np.sqrt(expected / MANY))


def test_smaller_towns_are_there_too() -> None:
    towns = {row["city"] for row in reference("towns")}
    assert 0.34 < many()["city"].is_in(towns).mean() < 0.45  # IBGE: 39 % live in towns below 100,000
    assert many()["city"].n_unique() > 3000


def test_neighbourhoods_are_not_all_of_one_city() -> None:
    place = many()["address"].str.split(" - ").list.last()
    assert place.n_unique() > 400
    assert place.value_counts(normalize=True)["proportion"].max() < 0.10


def test_every_city_has_its_postal_codes_in_its_state() -> None:
    zones = [row for row in reference("cep_ranges") if row["area"] == "state"]
    for city in reference("cities"):
        assert any(_within(city["cep_first"], city["cep_last"], zone, city["uf"]) for zone in zones), city
    for town in reference("towns"):
        assert any(_within(town["cep"], town["cep"], zone, town["uf"]) for zone in zones), town


def _within(first: str, last: str, zone: dict[str, str], uf: str) -> bool:
    return zone["uf"] == uf and zone["first"] <= first <= last <= zone["last"]


def test_no_other_city_has_postal_codes_of_the_capital() -> None:
    capitals = {city["uf"]: city for city in reference("cities") if city["capital"] == "1"}
    for city in reference("cities"):
        capital = capitals[city["uf"]]
        if city is not capital:
            assert city["cep_last"] < capital["cep_first"] or capital["cep_last"] < city["cep_first"]


def test_no_place_stands_twice_in_its_state() -> None:
    both = [(row["city"], row["uf"]) for row in reference("cities") + reference("towns")]
    assert len(both) == len(set(both))


def test_people_add_up_to_the_census_and_towns_stay_small() -> None:
    places = Places(root_run())
    assert places.people.sum() == pytest.approx(203_080_756)
    assert places.people[places.town].max() < 100_000


def test_places_are_found_by_name_and_state() -> None:
    places = Places(root_run())
    found = places.find(pl.Series(["Campinas", "Campinas", "Bonito"]), pl.Series(["SP", "RJ", "MS"]))
    assert places.city(found[[0, 2]]).to_list() == ["Campinas", "Bonito"]
    assert found[1] == -1
