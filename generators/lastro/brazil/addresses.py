"""Street addresses: type and name of a street, number, complement and neighbourhood."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.brazil.people import first_names
from lastro.brazil.places import Places, Positions
from lastro.engine.arrays import Flags, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.reference import checked, refuse
from lastro.engine.rows.run import Run

# Shares below are assumptions.
STREET_TYPES = (
    ("Rua ", 76),
    ("Avenida ", 14),
    ("Travessa ", 4),
    ("Alameda ", 2.5),
    ("Praça ", 2),
    ("Estrada ", 1.5),
)
PERSON_STREETS = 600  # streets named after people, made once from Faker's names
PERSON_SHARE = 0.35
TITLES = (
    "",
    "",
    "",
    "Doutor ",
    "Professor ",
    "Coronel ",
    "Padre ",
    "Capitão ",
    "Vereador ",
    "Major ",
    "Engenheiro ",
)
OWN_NEIGHBOURHOOD = 0.75  # in cities whose own neighbourhoods are in the table
FLATS_CAPITAL, FLATS_CITY, FLATS_TOWN = 0.42, 0.22, 0.05  # share of addresses in blocks of flats
NO_NUMBER_TOWN = 0.06  # houses without a number, written s/n
HIGHEST_NUMBER = 2400


class Addresses:
    """The vocabularies of addresses, made once a build."""

    def __init__(self, run: Run) -> None:
        self.places = run.once(Places)
        streets = checked(run, "streets", "street", "weight")
        self.streets = pl.concat([streets["street"], _person_streets(run)])
        own = streets["weight"].cast(pl.Float64).to_numpy()
        people = np.full(PERSON_STREETS, own.sum() * PERSON_SHARE / (1 - PERSON_SHARE) / PERSON_STREETS)
        self.street_weights = Weights(np.append(own, people))
        self.types = pl.Series([text for text, _ in STREET_TYPES])
        self.type_weights = Weights([share for _, share in STREET_TYPES])
        known = checked(run, "neighbourhoods", "city uf neighbourhood", "weight", may_lack="city uf")
        unknown = known["city"].is_not_null().to_numpy() & (self.places.find(known["city"], known["uf"]) < 0)
        refuse("neighbourhoods", unknown, lambda row: f"there is no {known['city'][row]} in {known['uf'][row]}")
        self._neighbourhoods(known)

    def _neighbourhoods(self, known: pl.DataFrame) -> None:
        """Neighbourhoods found all over Brazil first, then each city's own, with where they begin."""
        general = known.filter(pl.col("city").is_null())
        own = known.filter(pl.col("city").is_not_null())
        owners = self.places.find(own["city"], own["uf"])
        order = np.argsort(owners, kind="stable")
        self.neighbourhoods = pl.concat([general["neighbourhood"], own["neighbourhood"].gather(order)])
        self.general = len(general)
        self.general_weights = Weights(general["weight"].cast(pl.Float64).to_numpy())
        self.own_count = np.bincount(owners, minlength=len(self.places))
        self.own_start = self.general + np.cumsum(self.own_count) - self.own_count

    def neighbourhood(self, draws: Draws, places: Positions) -> pl.Series:
        """A neighbourhood: mostly the city's own where they are known, else one found all over Brazil."""
        own = draws.integer("own neighbourhood", self.own_start[places], (self.own_start + self.own_count)[places])
        general = draws.choice("neighbourhood", self.general_weights)
        use_own = (self.own_count[places] > 0) & draws.chance("own or general", OWN_NEIGHBOURHOOD)
        return self.neighbourhoods.gather(np.where(use_own, own, general))

    def nth_neighbourhood(self, places: Positions, number: Integers) -> pl.Series:
        """The neighbourhoods of a city one by one: its own first, then those found all over Brazil."""
        own = self.own_count[places]
        turn = number % (own + self.general)
        return self.neighbourhoods.gather(np.where(turn < own, self.own_start[places] + turn, turn - own))

    def street(self, draws: Draws) -> pl.Series:
        """Type and name of a street: Rua das Acácias."""
        kind = self.types.gather(draws.choice("street type", self.type_weights))
        return kind + self.streets.gather(draws.choice("street", self.street_weights))

    def address(self, draws: Draws, places: Positions, neighbourhoods: pl.Series, business: Flags) -> pl.Series:
        """Address lines such as `Rua das Acácias, 123, apto 45 - Jardim América`."""
        parts = [
            self.street(draws),
            self._number(draws, places),
            self._complement(draws, places, business),
            neighbourhoods,
        ]
        return pl.select(pl.format("{}, {}{} - {}", *parts)).to_series()

    def _number(self, draws: Draws, places: Positions) -> pl.Series:
        """House numbers: low ones are commoner; in towns some houses have none."""
        number = 1 + (draws.uniform("number") * draws.uniform("number", 1) * HIGHEST_NUMBER).astype(np.int64)
        without = self.places.town[places] & draws.chance("no number", NO_NUMBER_TOWN)
        return NUMBERS.gather(np.where(without, 0, number))

    def _complement(self, draws: Draws, places: Positions, business: Flags) -> pl.Series:
        """Flats for people, rooms and shops for businesses, mostly nothing."""
        floor, door = draws.integer("floor", 1, 16), draws.integer("door", 1, 5)
        share = np.where(self.places.town[places], FLATS_TOWN, FLATS_CITY)
        share = np.where(self.places.capital[places], FLATS_CAPITAL, share)
        in_block = draws.chance("in a block", share)
        code = np.where(business, FLATS + floor * 10 + door, floor * 10 + door)
        return COMPLEMENTS.gather(np.where(in_block, code, 0))


FLATS = 200
NUMBERS = pl.Series(["s/n", *(str(number) for number in range(1, HIGHEST_NUMBER + 2))])
COMPLEMENTS = pl.Series(
    [""]
    + [f", apto {code // 10}0{code % 10}" for code in range(1, FLATS)]
    + [""]
    + [f", sala {code}" if code < 110 else f", loja {code % 10}" for code in range(1, FLATS)]
)


def _person_streets(run: Run) -> pl.Series:
    """Streets named after people who never lived: titles, names of the 1930s, Faker's last names."""
    from faker.providers.person.pt_BR import Provider  # a quarter of a second, for two datasets only

    draws = run.draws("street", np.arange(PERSON_STREETS, dtype=np.uint64))
    men = first_names(run).filter(pl.col("sex") == "M")
    first = men["name"].gather(draws.choice("first", men["born_1930s"].cast(pl.Float64).to_list()))
    last = pl.Series(Provider.last_names)
    title = pl.Series(TITLES).gather(draws.integer("title", 0, len(TITLES)))
    return title + first + " " + last.gather(draws.integer("last", 0, len(last)))
