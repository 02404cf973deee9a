"""Moons: a dataset for tests that depends on planets."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.engine import Row, Run, Table, col, table
from lastro.engine.random.keys import child
from planets import Planet

EACH = 3


class Moon(Row):
    moon_id = col.key("Identifier")
    planet_id = col.ref(Planet, "The planet that it circles")
    rival_id = col.ref(Planet, "The planet that would like to have it", nullable=True)
    light = col.money("Light")
    name = col.text("The planet's name")


def generate(run: Run, planets: Table[Planet]) -> Table[Moon]:
    at = np.arange(len(planets)).repeat(EACH)
    keys = child(planets.planet_id[at], np.tile(np.arange(EACH), len(planets)), 2, "moons")
    return table(
        Moon,
        moon_id=keys,
        planet_id=planets.planet_id[at],
        rival_id=planets.twin_id[at],
        light=planets.price[at] + run.draws("moons", keys).integer("light", 0, 100),
        name=planets.name.gather(pl.Series(at)),
    )
