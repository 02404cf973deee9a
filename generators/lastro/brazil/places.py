"""Places: Brazil's municipalities with their people, CEP, DDD and fiscal region, and what is drawn of them."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.brazil import documents
from lastro.brazil.municipalities import CepRanges, Municipalities, municipalities, states
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.run import Run

Positions = Integers  # of places, in the order of municipalities.csv

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
CEPS_BY_STREET = 50_000  # people from whom on the Correios give streets CEPs of their own; assumption
BLOCK = 1000  # CEPs that share their first five digits
STREETS = 900  # of them are streets': the last three digits 000 to 899 (Correios)


class Places:
    """All places, as arrays by position, and what is drawn of them."""

    def __init__(self, run: Run) -> None:
        known, of = run.once(municipalities), run.once(states)
        self.cities, self.states = known.frame["city"], known.frame["uf"]
        self.codes, self.ddd, self.market = known.codes, known.ddd, known.market
        self.uf, self.state_codes = of.frame["uf"], known.state
        self.capital = (self.cities == of.frame["capital"].gather(known.state)).to_numpy()
        self.town = known.population == 0
        self.people = _people(of.population, known)
        self.ceps = Ceps(known.ceps, self.people)
        self.weights = Weights(self.people)
        self.state_weights = Weights(of.population.astype(np.float64))
        self.cpf_digits, self.income_levels = of.cpf_digits, of.income_levels

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
        """A CEP of the place: a street's, or that of the whole town."""
        return documents.postal_codes(self.ceps.draw(draws, places))

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


class Ceps:
    """The CEPs of places: those of streets in blocks of a thousand, and the one of a small town."""

    def __init__(self, ranges: CepRanges, people: Floats) -> None:
        first, behind = -(-ranges.first // BLOCK), (ranges.last + 1) // BLOCK
        whole = np.maximum(behind - first, 0)  # blocks that lie in the range from end to end
        order = np.argsort(np.repeat(ranges.owner, whole), kind="stable")
        within = np.arange(whole.sum()) - np.repeat(np.cumsum(whole) - whole, whole)
        self.blocks = np.append((np.repeat(first, whole) + within)[order], 0)
        self.count = np.bincount(ranges.owner, weights=whole, minlength=len(people)).astype(np.int64)
        self.start = np.cumsum(self.count) - self.count
        self.general = np.zeros(len(people), dtype=np.int64)
        self.general[ranges.owner[::-1]] = ranges.first[::-1]  # the lowest comes last
        self.by_street = (people >= CEPS_BY_STREET) & (self.count > 0)

    def draw(self, draws: Draws, places: Positions) -> Integers:
        """A CEP of each place, as a whole number of eight digits."""
        number = draws.integer("postal code", 0, np.maximum(self.count[places], 1) * STREETS)
        block = self.blocks[self.start[places] + number // STREETS]
        return np.where(self.by_street[places], block * BLOCK + number % STREETS, self.general[places])


def _people(states: Integers, known: Municipalities) -> Floats:
    """People by place, whole numbers: the states' census of 2022, by the cities' estimates and the towns' rank law.

    Towns are those without an estimate, in the order of the table; nobody lives where no CEP is known. Where a state's
    cities were estimated above its census (Distrito Federal), they are scaled down to it.
    """
    people = known.population.astype(np.float64)
    town: Flags = (known.population == 0) & np.isin(np.arange(len(people)), known.ceps.owner)
    for state, population in enumerate(states.tolist()):
        own, small = (known.state == state) & (known.population > 0), np.flatnonzero((known.state == state) & town)
        rest = max(0.0, population - people[own].sum()) if len(small) else 0.0
        rank_law = 1 / (np.arange(len(small)) + 1 + TOWN_RANK_SHIFT * len(small))
        people[small] = rest * rank_law / (rank_law.sum() if len(small) else 1)
        people[own] *= (population - rest) / people[own].sum()
    return np.rint(people)
