"""I3 and I6: city and state exist; city, state, ibge_code, CEP and DDD agree; telephone numbers are well formed.

What lies where stands in data/reference/: facts of IBGE, Correios and Anatel that the generators read too.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from lastro.checks.bank import Bank, KeyIndex
from lastro.checks.batch import Batch, fingerprints
from lastro.checks.rule_registry import Broken, each
from lastro.engine import paths
from lastro.engine.arrays import Integers, Keys

PHONE = r"^\+55 [0-9]{2} (?:9[0-9]{4}|[2-5][0-9]{3})-[0-9]{4}$"
CEP = "^[0-9]{5}-[0-9]{3}$"
RANGE = r"^([0-9]{5})-([0-9]{3})\.\.([0-9]{5})-([0-9]{3})$"
_ODD = np.uint64(0x9E3779B97F4A7C15)


@each("I6", "customers", "branches", "transactions", "digital_activity", "card_transactions")
def cities_and_states_exist(bank: Bank, batch: Batch) -> Broken:
    """The state is one of Brazil's 27, and the city one of its municipalities, as IBGE spells it."""
    state = _state(batch)
    yield "state", "state is no state of Brazil", batch.present("state") & (state < 0)
    yield "city", "there is no such city in the state", batch.present("city") & (state >= 0) & (_city(batch) < 0)


@each("I3", "customers", "branches", "transactions", "digital_activity", "card_transactions")
def cities_stand_with_their_state(bank: Bank, batch: Batch) -> Broken:
    """A record has a city and its state, or neither."""
    yield "city", "it has a city or a state, but not both", batch.present("city") != batch.present("state")


@each("I3", "customers", "branches")
def codes_are_of_the_city(bank: Bank, batch: Batch) -> Broken:
    """The code is the one that IBGE has given to the city."""
    city = _city(batch)
    own = np.append(_municipalities()["ibge_code"].cast(pl.Int64).to_numpy(), -1)[city]
    yield "ibge_code", "ibge_code is not of the city", (city >= 0) & (batch["ibge_code"] != own)


@each("I3", "customers", "branches")
def ceps_are_of_the_city(bank: Bank, batch: Batch) -> Broken:
    """The CEP lies in a range of the city; in one of the state's where the Correios name none for the city."""
    city, state, cep = _city(batch), _state(batch), _number_of_cep(batch.text("postal_code"))
    of_city, of_state = (_ranges(name).holding(cep) for name in ("municipalities", "states"))
    ranged = np.append(_municipalities()["ceps"].is_not_null().to_numpy(), False)[city]
    yield "postal_code", "the CEP is not of the state", (state >= 0) & (of_state != state)
    yield "postal_code", "the CEP is not of the city", ranged & (of_state == state) & (of_city != city)


@each("I3", "customers", "branches")
def telephones_are_of_the_city(bank: Bank, batch: Batch) -> Broken:
    """A Brazilian number of the city's area."""
    phone, city = batch.text("phone_number"), _city(batch)
    well = phone.str.contains(PHONE).to_numpy()
    yield "phone_number", "phone_number is no Brazilian number", ~well
    own = pl.concat([_municipalities()["ddd"], pl.Series([""])]).gather(
        np.where(city < 0, len(_municipalities()), city)
    )
    yield "phone_number", "the DDD is not of the city", well & (city >= 0) & (phone.str.slice(4, 2) != own).to_numpy()


@each("I3", "accounts", note=True)
def accounts_are_kept_nearby(bank: Bank, batch: Batch) -> Broken:
    """An account is kept at a branch of its owner's city, else of their home market or state, where there is one."""
    owner, branch = bank.of(batch, "customer_id"), bank.of(batch, "branch_id")
    home, office = bank["customers"].at("ibge_code", owner, 0), bank["branches"].at("ibge_code", branch, 0)
    sought, wrong = (owner >= 0) & (branch >= 0), np.zeros(len(batch), dtype=np.bool_)
    for area in (_city_of, _market_of, _state_of):
        offered = sought & np.isin(area(home), area(bank["branches"].ibge_code)) & (area(home) > 0)
        wrong |= offered & (area(home) != area(office))
        sought &= ~offered
    yield "branch_id", "its branch is not the nearest kind: of the owner's city, home market or state", wrong


def _city_of(codes: Integers) -> Integers:
    return codes


def _market_of(codes: Integers) -> Integers:
    """The code of the municipality in the middle of the home market, 0 for what is no code of a municipality."""
    table = _municipalities().select(pl.col("ibge_code", "market").cast(pl.Int64)).sort("ibge_code")
    known, market = table["ibge_code"].to_numpy(), table["market"].to_numpy()
    at = np.searchsorted(known, codes).clip(0, len(known) - 1)
    return np.where(known[at] == codes, market[at], 0)


def _state_of(codes: Integers) -> Integers:
    return codes // 100_000  # a municipality's code is its state's and five digits (IBGE)


def _state(batch: Batch) -> Integers:
    """The position of each record's state among those of Brazil, -1 for none."""
    return _index_of_states().of(fingerprints(batch.text("state")))


def _city(batch: Batch) -> Integers:
    """The position of each record's city, in its state, among the municipalities, -1 for none."""
    found = _index_of_cities().of(_pair(batch.text("city"), batch.text("state")))
    return np.where(batch.present("city") & batch.present("state"), found, -1)


def _pair(one: pl.Series, other: pl.Series) -> Keys:
    return fingerprints(one) * _ODD ^ fingerprints(other)


@cache
def _table(name: str) -> pl.DataFrame:
    return pl.read_csv((paths.ROOT / paths.reference(name)).read_bytes(), infer_schema=False)


def _municipalities() -> pl.DataFrame:
    return _table("municipalities")


@cache
def _index_of_states() -> KeyIndex:
    return KeyIndex(fingerprints(_table("states")["uf"]))


@cache
def _index_of_cities() -> KeyIndex:
    return KeyIndex(_pair(_municipalities()["city"], _municipalities()["uf"]))


class Ranges:
    """The CEP ranges of a table's rows, in the order of CEPs."""

    def __init__(self, texts: pl.Series) -> None:
        rows = pl.DataFrame({"row": np.arange(len(texts)), "text": texts.str.split(" ")}).explode("text").drop_nulls()
        ends = rows["text"].str.extract_groups(RANGE).struct.unnest().cast(pl.Int64)
        found = rows.select("row", first=ends["1"] * 1000 + ends["2"], last=ends["3"] * 1000 + ends["4"]).sort("first")
        self.row, self.first, self.last = (found[name].to_numpy() for name in ("row", "first", "last"))

    def holding(self, ceps: Integers) -> Integers:
        """The row in whose range each CEP lies, -1 for none."""
        at = np.searchsorted(self.first, ceps, side="right") - 1
        return np.where((at >= 0) & (ceps <= self.last[at]), self.row[at], -1)


@cache
def _ranges(table: str) -> Ranges:
    return Ranges(_table(table)["ceps"])


def _number_of_cep(cep: pl.Series) -> Integers:
    """CEPs as whole numbers; -1 for what is none."""
    bare = cep.str.replace("-", "", literal=True).cast(pl.Int64, strict=False)
    found = np.where(cep.str.contains(CEP).to_numpy(), bare.fill_null(-1).to_numpy(), -1)
    return found.astype(np.int64)
