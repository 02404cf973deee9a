"""Surnames, as frequent as in the census."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.brazil.emails import slug
from lastro.engine.arrays import Floats, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.reference import among, checked, once, refuse
from lastro.engine.rows.run import Run

SURNAME_COUNT = (
    0.08,
    0.80,
    0.12,
)  # share of people with one, two and three surnames; assumption ("most have two")
PARTICLES = ("da", "das", "de", "do", "dos")
BASES = ("census", "assumed")
PARTICLE_SHARE = 0.45  # how often a surname that can have "da", "de", "dos" before it has it; assumption


class Surnames:
    """The surnames of Brazil, made ready for draws once a build."""

    def __init__(self, run: Run) -> None:
        table = checked(run, "surnames", "surname particle basis", "people_pct", may_lack="particle")
        once("surnames", table, "surname")
        strange = ~table["particle"].fill_null(PARTICLES[0]).is_in(PARTICLES)
        refuse("surnames", strange.to_numpy(), lambda row: f"{table['particle'][row]} is no particle of a name")
        among("surnames", table, "basis", pl.Series(BASES), f"basis ({', '.join(BASES)})")
        self.weights = Weights(surname_weights(table))
        self.surnames = table["surname"]
        self.slugs = slug(self.surnames)
        self.has_particle = table["particle"].is_not_null().to_numpy()
        particles = table["particle"].fill_null("") + pl.Series(["" if p is None else " " for p in table["particle"]])
        # " Silva" at an even place, " da Silva" at the odd one after it; the last one is no surname at all
        pairs = pl.DataFrame({"plain": " " + self.surnames, "full": " " + particles + self.surnames})
        self.forms = pl.concat([pl.Series(np.ravel(pairs.to_numpy())).cast(pl.String), pl.Series([""])])

    def draw(self, draws: Draws, family: Integers | None = None) -> tuple[pl.Series, pl.Series]:
        """One to three different surnames, each after a space; and the last in plain letters.

        family: for each person the surname that is to be the last one, -1 for any.
        """
        count, first, second, third = self._codes(draws)
        if family is not None:
            given = self._ending_with(family, count, first, second)
            first, second, third = (
                np.where(family < 0, *pair) for pair in zip((first, second, third), given, strict=True)
            )
        surnames = self._form(draws, 0, first)
        for index, code in ((1, second), (2, third)):
            surnames = surnames + self.forms.gather(
                np.where(count > index, self._place(draws, index, code), len(self.forms) - 1)
            )
        last = np.where(count == 1, first, np.where(count == 2, second, third))
        return surnames, self.slugs.gather(last)

    def last(self, draws: Draws) -> Integers:
        """The last surname of people who have been left to their own draws."""
        count, *codes = self._codes(draws)
        return np.choose(count - 1, codes)

    def _codes(self, draws: Draws) -> tuple[Integers, Integers, Integers, Integers]:
        """How many surnames, and three that differ."""
        count = 1 + draws.choice("surnames", SURNAME_COUNT)
        first = draws.choice("surname", self.weights, 0)
        second = self._another(draws, 1, first, first)
        return count, first, second, self._another(draws, 2, first, second)

    def _ending_with(self, family: Integers, count: Integers, first: Integers, second: Integers) -> list[Integers]:
        """The surnames with a given one in the last place; another that clashes makes way for the next of the table."""
        size, last = len(self.surnames), count - 1
        first = np.where((first == family) & (last > 0), (first + 1) % size, first)
        for _ in range(2):  # two others to differ from
            second = np.where((second == family) | (second == first), (second + 1) % size, second)
        codes = (first, second, family)
        return [np.where((family >= 0) & (last == place), family, code) for place, code in enumerate(codes)]

    def _another(self, draws: Draws, index: int, first: Integers, second: Integers) -> Integers:
        """A surname that differs from the two given: up to three draws, then one further down the table."""
        code = draws.choice("surname", self.weights, index)
        for attempt in (1, 2):
            clash = (code == first) | (code == second)
            code = np.where(clash, draws.choice("surname", self.weights, index + 10 * attempt), code)
        clash = (code == first) | (code == second)
        return np.where(clash, (np.maximum(first, second) + 1 + index) % len(self.surnames), code)

    def _place(self, draws: Draws, index: int, codes: Integers) -> Integers:
        return codes * 2 + (self.has_particle[codes] & draws.chance("particle", PARTICLE_SHARE, index))

    def _form(self, draws: Draws, index: int, codes: Integers) -> pl.Series:
        return self.forms.gather(self._place(draws, index, codes))


def surname_weights(table: pl.DataFrame) -> Floats:
    """Probabilities of one draw by which the census names are borne by people_pct of people.

    The others, whose shares are assumptions, share out what is left in proportion to theirs.
    """
    share = table["people_pct"].cast(pl.Float64).to_numpy() / 100
    census = (table["basis"] == "census").to_numpy()
    weights = np.where(census, [_single_draw(bearers) for bearers in share.tolist()], 0.0)
    rest = np.where(census, 0.0, share)
    tail: Floats = rest / rest.sum() * (1 - weights.sum())
    return weights + tail


def _single_draw(bearers: float) -> float:
    """The probability of one draw at which this share of people bears the name, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        borne = sum(share * (1 - (1 - middle) ** (count + 1)) for count, share in enumerate(SURNAME_COUNT))
        low, high = (middle, high) if borne < bearers else (low, middle)
    return float(f"{low:.12g}")
