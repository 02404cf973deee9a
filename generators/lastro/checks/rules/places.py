"""I3: city, state, CEP and DDD agree, and telephone numbers are well formed.

What lies where stands in data/reference/: facts of IBGE, Correios and Anatel that the generators read too.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from lastro.checks.bank import Bank, Index
from lastro.checks.batch import Batch, fingerprints
from lastro.checks.rule_registry import Broken, each
from lastro.engine import paths
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.rows.tables import NULL_KEY

PHONE = r"^\+55 [0-9]{2} (?:9[0-9]{4}|[2-5][0-9]{3})-[0-9]{4}$"
CEP = "^[0-9]{5}-[0-9]{3}$"
_ODD = np.uint64(0x9E3779B97F4A7C15)


@each("I3", "customers", "branches")
def addresses_agree(bank: Bank, batch: Batch) -> Broken:
    """The CEP is of the state, in capitals of the capital; the DDD is of the city or, elsewhere, of the state."""
    state, city, cep = (batch.text(name) for name in ("state", "city", "postal_code"))
    known = state.is_in(_states().implode()).to_numpy()
    yield "state", "state is no state of Brazil", ~known
    number = _number_of_cep(cep)
    yield "postal_code", "the CEP is not of the state", known & ~_in_a_range("state", state, city, number)
    capital = _is_capital(state, city)
    yield "postal_code", "the CEP is not of the capital", capital & ~_in_a_range("capital", state, city, number)


@each("I3", "customers", "branches")
def telephones_are_of_the_place(bank: Bank, batch: Batch) -> Broken:
    """A Brazilian number of an area of the state, of the city's own where the city is known."""
    phone, state, city = (batch.text(name) for name in ("phone_number", "state", "city"))
    well = phone.str.contains(PHONE).to_numpy()
    yield "phone_number", "phone_number is no Brazilian number", ~well
    area = phone.str.slice(4, 2)
    by_state, by_city = _areas()
    known = state.is_in(_states().implode()).to_numpy()
    yield "phone_number", "the DDD is not of the state", well & known & ~_any_of(by_state, _pair(state, area))
    listed = _any_of(_towns()[1], _pair(city, state))
    own = _any_of(by_city, _pair(city, state) * _ODD ^ fingerprints(area))
    yield "phone_number", "the DDD is not of the city", well & listed & ~own


@each("I3", "customers", "branches", "transactions", "digital_activity")
def cities_lie_in_their_state(bank: Bank, batch: Batch) -> Broken:
    """City and state stand together; a state exists; a city that the tables know lies in that state."""
    city, state = batch.text("city"), batch.text("state")
    here = batch.present("city")
    yield "city", "it has a city or a state, but not both", here != batch.present("state")
    yield "state", "state is no state of Brazil", (~state.is_in(_states().implode())).fill_null(False).to_numpy()
    names, pairs = _towns()
    elsewhere = _any_of(names, fingerprints(city)) & ~_any_of(pairs, _pair(city, state))
    yield "city", "the city does not lie in the state", here & batch.present("state") & elsewhere


def _pair(one: pl.Series, other: pl.Series) -> Keys:
    return fingerprints(one) * _ODD ^ fingerprints(other)


def _any_of(index: Index, keys: Keys) -> Flags:
    found: Flags = (index.of(keys) >= 0) & (keys != NULL_KEY)
    return found


@cache
def _table(name: str) -> pl.DataFrame:
    return pl.read_csv(paths.ROOT / paths.reference(name), infer_schema=False)


@cache
def _places() -> pl.DataFrame:
    return pl.concat([_table(name).select("city", "uf", "ddd") for name in ("cities", "towns")])


@cache
def _states() -> pl.Series:
    return _table("states")["uf"]


@cache
def _towns() -> tuple[Index, Index]:
    """The names of cities, and cities with their states."""
    places = _places()
    return Index(fingerprints(places["city"])), Index(_pair(places["city"], places["uf"]))


@cache
def _areas() -> tuple[Index, Index]:
    """The DDDs of states, and those of cities."""
    places = _places()
    city = _pair(places["city"], places["uf"]) * _ODD ^ fingerprints(places["ddd"])
    return Index(_pair(places["uf"], places["ddd"])), Index(city)


def _is_capital(state: pl.Series, city: pl.Series) -> Flags:
    capitals = _table("states")
    return _any_of(Index(_pair(capitals["capital"], capitals["uf"])), _pair(city, state))


def _number_of_cep(cep: pl.Series) -> Integers:
    """CEPs as whole numbers; -1 for what is none."""
    bare = cep.str.replace("-", "", literal=True).cast(pl.Int64, strict=False)
    found = np.where(cep.str.contains(CEP).to_numpy(), bare.fill_null(-1).to_numpy(), -1)
    return found.astype(np.int64)


def _in_a_range(area: str, state: pl.Series, city: pl.Series, cep: Integers) -> Flags:
    """Which CEPs lie in one of their state's ranges for this area."""
    inside = np.zeros(len(cep), dtype=np.bool_)
    for each_range in _table("cep_ranges").filter(pl.col("area") == area).to_dicts():
        first, last = (int(each_range[end].replace("-", "")) for end in ("first", "last"))
        inside |= (state == each_range["uf"]).to_numpy() & (first <= cep) & (cep <= last)
    return inside
