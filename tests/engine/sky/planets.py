"""Planets: a dataset for tests, with a column of each type, with and without nulls."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lastro.engine import Row, Run, Table, col, table
from lastro.engine.errors import BadInput
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, NULL_CODE, NULL_KEY

TEXTS = ("água", '"quoted"', "a\\b", "two\nlines", "", "🪐", "\u2028", "},")


class Planet(Row):
    planet_id = col.key("Identifier")
    twin_id = col.ref("planets.Planet", "Another planet", nullable=True)
    orbit_id = col.uuid("Its orbit", kind="orbits")
    name = col.text("Name")
    nickname = col.text("What people call it", nullable=True)
    kind = col.choice("Made of", ("Rock", "Gas"))
    weather = col.choice("Weather", ("Fair", "Foul"), nullable=True)
    price = col.money("Price")
    rent = col.money("Rent", nullable=True)
    gravity = col.decimal("Gravity", decimals=6)
    moons = col.integer("Moons", nullable=True)
    inhabited = col.flag("Whether somebody lives there")
    found_on = col.date("Day of discovery")
    lost_on = col.date("Day of its loss", nullable=True)
    seen_at = col.moment("Last seen")
    gone_at = col.moment("Gone since", nullable=True)


def generate(run: Run, ordinals: NDArray[np.uint64]) -> Table[Planet]:
    draws, numbers = run.draws("planets", ordinals), ordinals.astype(np.int64)
    if (numbers == run.setting("sky.gone")).any():
        raise BadInput(f"there is no planet {run.setting('sky.gone')}")
    odd = numbers % 2 == 1
    texts = pl.Series(TEXTS, dtype=pl.String).gather(numbers % len(TEXTS))
    return table(
        Planet,
        planet_id=ordinals,
        twin_id=np.where(odd, ordinals - np.uint64(1), NULL_KEY),
        orbit_id=ordinals + np.uint64(7),
        name=texts,
        nickname=texts.zip_with(pl.Series(odd), pl.Series([None], dtype=pl.String)),
        kind=odd.astype(np.uint8),
        weather=np.where(odd, 1, NULL_CODE).astype(np.uint8),
        price=draws.integer("price", -(10**9), 10**9),
        rent=np.where(odd, numbers, NULL),
        gravity=draws.integer("gravity", 0, 10**9),
        moons=np.where(odd, numbers - 5, NULL),
        inhabited=odd,
        found_on=numbers * 37 % 80_000 - 20_000,
        lost_on=np.where(odd, numbers, NULL),
        seen_at=numbers * 7_654_321 % (150 * 365 * DAY) - DAY,
        gone_at=np.where(odd, run.as_of * DAY, NULL),
    )
