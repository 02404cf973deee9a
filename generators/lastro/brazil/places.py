"""Places: Brazil's cities and towns with their people, CEP, DDD and fiscal region."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.brazil import documents
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.run import Run

Positions = Integers  # of places: cities first, largest first, then towns

TOWN_RANK_SHIFT = (
    0.16  # assumption: people of a state's towns fall as 1 / (rank + 0.16 x their number), all below 100,000
)
SAME_STATE = 0.88  # assumption: share of people who got their CPF in the state where they live now
MOBILE_FIRST, MOBILE_LAST = (
    9_6000_0000,
    9_9999_9999,
)  # nine digits since 2016 (Anatel); in use from 96 on, mostly
LANDLINE_FIRST, LANDLINE_LAST = (
    3000_0000,
    3999_9999,
)  # eight digits; most fixed lines begin with 3 (assumption)


class Places:
    """All places, as arrays by position, and what is drawn of them."""

    def __init__(self, run: Run) -> None:
        states, cities, towns = run.reference("states"), run.reference("cities"), run.reference("towns")
        both = pl.concat([cities.select("city", "uf", "ddd"), towns.select("city", "uf", "ddd")])
        self.cities, self.states = both["city"], both["uf"]
        self.uf = states["uf"]
        self.state_codes = _codes(self.states, self.uf)
        self.ddd = _whole(both["ddd"])
        self.capital = np.append(_whole(cities["capital"]) == 1, np.zeros(len(towns), dtype=np.bool_))
        self.town = np.arange(len(both)) >= len(cities)
        self.cep_first = _ceps(pl.concat([cities["cep_first"], towns["cep"]]))
        self.cep_last = _ceps(pl.concat([cities["cep_last"], towns["cep"]]))
        self.people = _people(_whole(states["population"]), _whole(cities["population"]), self.state_codes, self.town)
        self.weights = Weights(self.people)
        self.state_weights = Weights(_whole(states["population"]).astype(np.float64))
        self.cpf_digits = _whole(states["cpf_digit"])
        self.income_levels = states["income_level"].cast(pl.Float64).to_numpy()

    def __len__(self) -> int:
        return len(self.cities)

    def draw(self, draws: Draws) -> Positions:
        """A place to live in, by population."""
        return draws.choice("place", self.weights)

    def find(self, cities: pl.Series, states: pl.Series) -> Positions:
        """The positions of cities given by name and state; -1 where there is none."""
        known = pl.DataFrame({"city": self.cities, "uf": self.states, "at": np.arange(len(self))})
        sought = pl.DataFrame({"city": cities, "uf": states})
        found = sought.join(known, on=["city", "uf"], how="left", maintain_order="left")
        return found["at"].fill_null(-1).to_numpy()

    def city(self, places: Positions) -> pl.Series:
        """The names of places."""
        return self.cities.gather(places)

    def state(self, places: Positions) -> pl.Series:
        """The states of places, by their two letters."""
        return self.states.gather(places)

    def postal_code(self, draws: Draws, places: Positions) -> pl.Series:
        """A CEP within the range of the place; a town has one for all its streets."""
        first, last = self.cep_first[places], self.cep_last[places]
        return documents.postal_codes(draws.integer("postal code", first, last + 1))

    def cpf_region(self, draws: Draws, places: Positions) -> Integers:
        """The fiscal region of a CPF's first registration: mostly that of the state of residence."""
        stayed = draws.chance("same state", SAME_STATE)
        origin = draws.choice("state of registration", self.state_weights)
        return self.cpf_digits[np.where(stayed, self.state_codes[places], origin)]

    def mobile(self, draws: Draws, places: Positions) -> pl.Series:
        """A mobile number of the place's area: +55 11 91234-5678."""
        number = draws.integer("mobile", MOBILE_FIRST, MOBILE_LAST + 1)
        return documents.phone_numbers(self.ddd[places], number, 9)

    def landline(self, draws: Draws, places: Positions) -> pl.Series:
        """A fixed line of the place's area: +55 11 3123-4567."""
        number = draws.integer("landline", LANDLINE_FIRST, LANDLINE_LAST + 1)
        return documents.phone_numbers(self.ddd[places], number, 8)


def _whole(texts: pl.Series) -> Integers:
    return texts.cast(pl.Int64).to_numpy()


def _ceps(texts: pl.Series) -> Integers:
    return _whole(texts.str.replace("-", "", literal=True))


def _codes(texts: pl.Series, among: pl.Series) -> Integers:
    codes = texts.replace_strict(among, pl.Series(np.arange(len(among))), return_dtype=pl.Int64)
    return codes.to_numpy()


def _people(states: Integers, cities: Integers, codes: Integers, town: Flags) -> Floats:
    """People by place: the states' census of 2022, by the cities' estimates and the towns' rank law.

    Where a state's cities were estimated above its census (Distrito Federal), they are scaled down to it.
    """
    people = np.append(cities, np.zeros(int(town.sum()))).astype(np.float64)
    for state, population in enumerate(states.tolist()):
        own, small = (codes == state) & ~town, np.flatnonzero((codes == state) & town)
        rest = max(0.0, population - people[own].sum()) if len(small) else 0.0
        rank_law = 1 / (np.arange(len(small)) + 1 + TOWN_RANK_SHIFT * len(small))
        people[small] = rest * rank_law / (rank_law.sum() if len(small) else 1)
        people[own] *= (population - rest) / people[own].sum()
    return people
