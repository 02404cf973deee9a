"""People: names and ages, against the census of 2022 (IBGE)."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
import pytest

from generated import many_people, people, reference


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("Maria", 6.05),
        ("José", 2.54),
        ("Ana", 1.94),
        ("João", 1.69),
        ("Antonio", 1.1),
        ("Francisco", 0.82),
        ("Pedro", 0.8),
        ("Carlos", 0.73),
        ("Lucas", 0.66),
        ("Luiz", 0.66),
    ],
)
def test_first_names_are_as_frequent_as_in_the_census(name: str, share: float) -> None:
    counted = 100 * many_people()["name"].str.starts_with(f"{name} ").mean()
    assert counted == pytest.approx(share, abs=4 * np.sqrt(share / len(many_people()) * 100))


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("Silva", 16.76),
        ("Santos", 10.52),
        ("Oliveira", 5.77),
        ("Souza", 4.53),
        ("Pereira", 3.39),
        ("Ferreira", 3.07),
        ("Lima", 3.0),
        ("Alves", 2.83),
        ("Rodrigues", 2.67),
        ("Costa", 2.39),
    ],
)
def test_surnames_are_borne_as_often_as_in_the_census(name: str, share: float) -> None:
    counted = 100 * many_people()["name"].str.contains(f" {name}( |$)").mean()
    assert counted == pytest.approx(share, abs=0.1 + 4 * np.sqrt(share / len(many_people()) * 100))


@pytest.mark.parametrize(
    ("name", "earliest", "latest"),
    [
        ("Terezinha", 1930, 1960),
        ("Sônia", 1945, 1970),
        ("Márcia", 1958, 1980),
        ("Juliana", 1977, 1994),
        ("Jéssica", 1985, 2000),
        ("Giovanna", 1996, 2009),
        ("Sebastião", 1930, 1962),
        ("Gabriel", 1992, 2009),
    ],
)
def test_a_first_name_has_its_decades(name: str, earliest: int, latest: int) -> None:
    bearers = many_people().filter(pl.col("name").str.starts_with(f"{name} "))
    assert len(bearers) > 15
    assert earliest < bearers["born"].median() < latest


def test_most_people_have_two_surnames() -> None:
    surnames = {row["surname"] for row in reference("surnames")}
    count = Counter(sum(word in surnames for word in person["name"].split()[1:]) for person in people())
    assert 0.70 < count[2] / len(people()) < 0.88
    assert min(count) == 1
    assert max(count) <= 4


def test_nobody_bears_a_name_twice() -> None:
    assert not [person["name"] for person in people() if max(Counter(person["name"].split()).values()) > 2]


def test_ages_are_those_of_a_retail_bank() -> None:
    age = 2026.8 - many_people()["born"].to_numpy()
    assert 0.05 < np.mean(age >= 65) < 0.15  # IBGE, census 2022: 14 % of adults; fewer have accounts
    assert 34 < np.median(age) < 44
    assert age.min() > 17.9
