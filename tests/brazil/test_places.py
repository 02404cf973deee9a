"""Places: where people live, and the tables behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from builds import chosen
from generated import REFERENCE, customers, many, reference, run_of
from lastro.brazil.municipalities import municipalities
from lastro.brazil.places import Places
from lastro.engine import Run
from lastro.engine.errors import BadInput

PLACES = Places(run_of())


def test_smaller_towns_are_there_too() -> None:
    towns = {(row["city"], row["uf"]) for row in reference("municipalities") if not row["population"]}
    pairs = list(zip(many()["city"], many()["state"], strict=True))
    assert 0.30 < np.mean([pair in towns for pair in pairs]) < 0.48  # IBGE: 39 % live in towns below 100,000
    assert len(set(pairs)) > 2500


def test_neighbourhoods_are_not_all_of_one_city() -> None:
    place = many()["address"].str.split(" - ").list.last()
    assert place.n_unique() > 400
    assert place.value_counts(normalize=True)["proportion"].max() < 0.10


def test_there_are_5571_municipalities_and_each_state_has_its_capital() -> None:
    assert len(PLACES) == 5571  # IBGE, with Boa Esperança do Norte
    assert PLACES.states.gather(np.flatnonzero(PLACES.capital)).n_unique() == PLACES.capital.sum() == 27


def test_people_add_up_to_the_census_and_towns_stay_small() -> None:
    assert PLACES.people.sum() == pytest.approx(203_080_756)  # IBGE, census 2022
    assert PLACES.people[PLACES.town].max() < 100_000


def test_nobody_lives_where_no_postal_code_is_known() -> None:
    without = [at for at, row in enumerate(reference("municipalities")) if not row["ceps"]]
    assert [reference("municipalities")[at]["city"] for at in without] == ["Boa Esperança do Norte"]
    assert PLACES.people[without].sum() == 0


def test_places_are_found_by_name_and_state() -> None:
    found = PLACES.find(pl.Series(["Campinas", "Campinas", "Bonito"]), pl.Series(["SP", "RJ", "MS"]))
    assert PLACES.city(found[[0, 2]]).to_list() == ["Campinas", "Bonito"]
    assert found[1] == -1


@pytest.mark.parametrize(
    ("city", "uf", "code", "ddd", "cep"),
    [  # known addresses: the cathedral, the town hall or the post office
        ("São Paulo", "SP", "3550308", "11", "01310-100"),
        ("São Paulo", "SP", "3550308", "11", "08431-000"),
        ("Campinas", "SP", "3509502", "19", "13015-904"),
        ("Niterói", "RJ", "3303302", "21", "24020-077"),
        ("Olinda", "PE", "2609600", "81", "53020-080"),
        ("Contagem", "MG", "3118601", "31", "32017-900"),
        ("Cacoal", "RO", "1100049", "69", "76963-734"),
        ("Buritirana", "MA", "2102358", "99", "65935-500"),
        ("Senador La Rocque", "MA", "2111763", "99", "65935-000"),
    ],
)
def test_well_known_facts_stand_in_the_table(city: str, uf: str, code: str, ddd: str, cep: str) -> None:
    (row,) = [row for row in reference("municipalities") if (row["city"], row["uf"]) == (city, uf)]
    assert (row["ibge_code"], row["ddd"]) == (code, ddd)
    assert any(first <= cep <= last for first, last in (part.split("..") for part in row["ceps"].split()))


def test_small_towns_have_one_postal_code_and_cities_one_a_street() -> None:
    homes = pl.DataFrame(customers(count=20_000).columns)
    homes = homes.unique(["city", "address", "postal_code"])  # who lives together counts once
    by_city = homes.group_by("city", "state").agg(pl.col("postal_code").n_unique(), homes=pl.len())
    largest = by_city.filter(pl.col("homes") > 100)
    assert (largest["postal_code"] > largest["homes"] * 0.8).all()
    assert homes["postal_code"].str.ends_with("-000").mean() > 0.2
    assert not homes["postal_code"].str.contains("-9..$").any()  # such are no streets'


# Tables that are wrong


def read_with(folder: Path, table: str, change: Callable[[list[list[str]]], Any]) -> None:
    """Read the municipalities where a table's lines, the header among them, were changed."""
    lines = [line.split(",") for line in REFERENCE[table].read_text(encoding="utf-8").splitlines()]
    change(lines)
    (folder / "t.csv").write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    tables = {name: REFERENCE[name] for name in ("municipalities", "states")}
    municipalities(Run("customers", chosen().values, {**tables, table: folder / "t.csv"}))


WRONG = [  # column, value in line 3 (Rio de Janeiro), what is said
    ("uf", "XX", "uf XX is no state of states.csv"),
    ("uf", "SP", "ibge_code 3304557 is not of SP"),
    ("ibge_code", "3550308", "ibge_code stand in an earlier line as well"),
    ("ibge_code", "Rio", "ibge_code is no number: Rio"),
    ("ddd", "11", "ddd 11 is not of RJ"),
    ("ddd", "20", "ddd 20 is not of RJ"),
    ("latitude", "33.9", "33.9, -43.2003 lies outside Brazil"),
    ("ceps", "20000-000", "20000-000 is no CEP range"),
    ("ceps", "23799-999..20000-000", "23799-999..20000-000 is no CEP range"),
    ("ceps", "01000-000..05999-999", "01000-000..05999-999 overlaps the CEPs of another line"),
    ("ceps", "30000-000..30099-999", "overlaps the CEPs of another line"),
    ("ceps", "10000-000..10099-999", "10000-000..10099-999 lies outside the CEPs of RJ"),
    ("cep_basis", "three", "cep_basis three is no basis that README.md lists"),
    ("market", "1", "market 1 is no ibge_code of this table"),
    ("market", "3304904", "market 3304904 belongs to another market itself"),
]


@pytest.mark.parametrize(("column", "value", "says"), WRONG, ids=[f"{one} {two}" for one, two, _ in WRONG])
def test_a_wrong_municipality_is_refused_by_file_and_line(tmp_path: Path, column: str, value: str, says: str) -> None:
    def change(lines: list[list[str]]) -> None:
        lines[2][lines[0].index(column)] = value

    with pytest.raises(BadInput, match=r"^data/reference/municipalities\.csv, line \d+: ") as refused:
        read_with(tmp_path, "municipalities", change)
    assert says in str(refused.value)
    assert "overlaps" in says or "line 3: " in str(refused.value)


def test_a_lost_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"municipalities\.csv, line 1: there is no column market"):
        read_with(tmp_path, "municipalities", lambda lines: lines[0].__setitem__(-1, "region"))


def test_a_state_without_its_capital_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"states\.csv, line 2: capital Vilhena do Sul is not in municipalities\.csv"):
        read_with(tmp_path, "states", lambda lines: lines[1].__setitem__(lines[0].index("capital"), "Vilhena do Sul"))
