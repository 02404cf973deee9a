"""People: sex, age and names as Brazilians bear them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lastro.brazil import calendar
from lastro.brazil.base_date import base_date
from lastro.brazil.choices import GroupedWeights
from lastro.brazil.emails import slug
from lastro.brazil.surnames import Surnames
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.reference import among, checked, once, refuse
from lastro.engine.rows.run import Run

WOMEN = 0.515  # share of the population, IBGE census 2022
ADULT_AGE = 18  # full years; Código Civil, art. 5
# Ages of customers at base_date: (from, to, weight). Assumption, after the census of 2022 (65 and over: 14 %
# of adults) with the young over-represented, as they hold more accounts at digital banks.
AGE_BANDS = (
    (18, 25, 150),
    (25, 35, 235),
    (35, 45, 230),
    (45, 55, 165),
    (55, 65, 120),
    (65, 75, 70),
    (75, 90, 30),
)
DECADES = tuple(range(1930, 2010, 10))
BORN = tuple(f"born_{decade}s" for decade in DECADES)
SEXES = pl.Series(["F", "M"])
SUFFIXES = ("", " Júnior", " Filho", " Neto")
SUFFIX_SHARES = (0.96, 0.018, 0.015, 0.007)  # of men; assumption
YEAR = 365.2425  # days


@dataclass(frozen=True)
class People:
    """Names of many people; first and last are first name and last surname in plain small letters."""

    name: pl.Series
    first: pl.Series
    last: pl.Series


def is_woman(draws: Draws) -> Flags:
    """Sex, as IBGE counts it."""
    return draws.chance("woman", WOMEN)


def birth_date(draws: Draws, today: int) -> Integers:
    """The day of birth; everybody is of age today (the base date, days since 1970-01-01)."""
    band = draws.choice("age band", Weights([weight for _, _, weight in AGE_BANDS]))
    low, high = (np.array([ages[end] for ages in AGE_BANDS])[band] for end in (0, 1))
    age = low + (high - low) * draws.uniform("age")
    latest = calendar.add_months(np.array([today]), -12 * ADULT_AGE)[0]
    born: Integers = np.minimum(today - (age * YEAR).astype(np.int64), latest)
    return born


def decade_of_birth(birth_dates: Integers) -> Integers:
    """The position in DECADES; whoever was born before 1930 counts as born in the thirties."""
    year = calendar.month_index(birth_dates) // 12
    return ((year - DECADES[0]) // 10).clip(0, len(DECADES) - 1)


class Names:
    """The names of Brazil, made ready for draws once a build."""

    def __init__(self, run: Run) -> None:
        table = first_names(run)
        weights = first_name_weights(table, _decade_shares(base_date(run)))
        self.first_weights = GroupedWeights(weights)
        self.first = table["name"]
        self.slugs = slug(self.first)
        self.second_weights, self.second = _second_names(second_names(run, table), table)
        self.surnames = run.once(Surnames)
        self.suffixes = pl.Series(SUFFIXES)

    def draw(self, draws: Draws, women: Flags, birth_dates: Integers, family: Integers | None = None) -> People:
        """Full names: by sex and decade of birth, with one to three surnames.

        family: for each person the surname that is to be the last one, -1 for any.
        """
        decade = decade_of_birth(birth_dates)
        code = self.first_weights.choose(draws, "first name", decade * 2 + women)
        second = self.second_weights.choose(draws, "second name", code * len(DECADES) + decade)
        suffix = np.where(women, 0, draws.choice("suffix", SUFFIX_SHARES))
        surnames, last = self.surnames.draw(draws, family)
        name = self.first.gather(code) + self.second.gather(second) + surnames + self.suffixes.gather(suffix)
        return People(name, self.slugs.gather(code), last)


def first_names(run: Run) -> pl.DataFrame:
    """The reference table of first names; raises BadInput with file and line where a row cannot be right."""
    table = checked(run, "first_names", "name sex", f"people_pct {' '.join(BORN)}", may_lack="people_pct")
    once("first_names", table, "name", "sex")
    among("first_names", table, "sex", SEXES, "sex (F, M)")
    return table


def second_names(run: Run, first: pl.DataFrame) -> pl.DataFrame:
    """The reference table of second names, each of a first name or, where that is empty, of a sex."""
    table = checked(run, "second_names", "name sex second", "people_pct born_from born_to", may_lack="name sex")
    of_none = (table["name"].is_null() == table["sex"].is_null()).to_numpy()
    refuse("second_names", of_none, lambda _: "it belongs to a name or to a sex, and to one of them")
    unknown = ~(table["name"].is_null() | table["name"].is_in(first["name"].implode()))
    refuse("second_names", unknown.to_numpy(), lambda row: f"{table['name'][row]} is no name of first_names.csv")
    neither = ~(table["sex"].is_null() | table["sex"].is_in(SEXES.implode()))
    refuse("second_names", neither.to_numpy(), lambda row: f"sex {table['sex'][row]} is no sex (F, M)")
    return table


def _decade_shares(today: int) -> Floats:
    """Which part of the customers was born in each decade, from their ages."""
    shares = np.zeros(len(DECADES))
    for low, high, weight in AGE_BANDS:
        ages = np.arange(low, high) + 0.5
        births = today - (ages * YEAR).astype(np.int64)
        np.add.at(shares, decade_of_birth(births), weight / len(ages))
    total: Floats = shares / shares.sum()
    return total


def first_name_weights(table: pl.DataFrame, decade_shares: Floats) -> Floats:
    """The probability of each first name by decade and sex, (decade * 2 + woman, names).

    The ten names with a share of people in the census (people_pct) get exactly that share over all customers;
    their profile by decade only shapes when. The others, whose profiles are assumptions, share out the rest.
    """
    profile = table.select(pl.col("^born_.*$").cast(pl.Float64)).to_numpy()
    share = table["people_pct"].cast(pl.Float64).fill_null(0).to_numpy() / 100
    woman = (table["sex"] == "F").to_numpy()
    of_sex = np.where(woman, share / WOMEN, share / (1 - WOMEN))
    usual = np.cumsum(profile * decade_shares, axis=1)[:, -1]  # no matrix product: its last bit differs by processor
    known = profile * (of_sex / usual)[:, None]
    weights = np.zeros((len(DECADES) * 2, len(table)))
    for sex in (False, True):
        rest = np.where((woman == sex) & (share == 0), 1.0, 0.0)[:, None] * profile
        left = 1 - known[woman == sex].sum(axis=0)
        weights[int(sex) :: 2] = (known * (woman == sex)[:, None] + rest / rest.sum(axis=0) * left).T
    return weights


def _second_names(table: pl.DataFrame, first_names: pl.DataFrame) -> tuple[GroupedWeights, pl.Series]:
    """Second names by first name and decade, such as Maria Clara; option 0 is to have none."""
    choices = table["second"].unique(maintain_order=True)
    position = {second: at + 1 for at, second in enumerate(choices)}
    weights = np.zeros((len(first_names), len(DECADES), len(choices) + 1))
    specific = set(table["name"].drop_nulls())
    for name, sex, second, pct, born_from, born_to in table.iter_rows():
        bearers = (
            first_names["name"] == name if name else ~first_names["name"].is_in(specific) & (first_names["sex"] == sex)
        )
        decades = np.array([int(born_from) <= decade < int(born_to) for decade in DECADES])
        weights[np.outer(bearers.to_numpy(), decades), position[second]] = float(pct)
    weights[:, :, 0] = np.maximum(0, 100 - weights.sum(axis=2))
    same = [(row, position[name]) for row, name in enumerate(first_names["name"]) if name in position]
    for row, at in same:  # nobody is called Luiz Luiz
        weights[row, :, at] = 0
    texts = pl.concat([pl.Series([""]), " " + choices])
    return GroupedWeights(weights.reshape(-1, len(choices) + 1)), texts
