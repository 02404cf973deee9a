"""Nights: a dataset for tests that depends on planets and on their moons."""

from __future__ import annotations

import numpy as np

from lastro.engine import Row, Run, Table, col, table
from lastro.engine.random.keys import child
from moons import Moon
from planets import Planet


class Night(Row):
    night_id = col.key("Identifier")
    planet_id = col.ref(Planet, "Where it is night")
    light = col.money("Light of all moons")
    moons = col.integer("Moons that shine")


def generate(run: Run, planets: Table[Planet], moons: Table[Moon]) -> Table[Night]:
    _, at = np.unique(moons.planet_id, return_inverse=True)
    order = np.argsort(planets.planet_id)
    shining = np.isin(planets.planet_id, moons.planet_id)[order]
    light, count = np.zeros(len(planets), np.int64), np.zeros(len(planets), np.int64)
    light[order[shining]] = np.bincount(at, moons.light, minlength=int(shining.sum())).astype(np.int64)
    count[order[shining]] = np.bincount(at, minlength=int(shining.sum()))
    keys = child(planets.planet_id, 0, 1, "nights")
    return table(Night, night_id=keys, planet_id=planets.planet_id, light=light, moons=count)
