"""Customers: who banks here."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lastro.engine import Row, Run, Table, col, table
from shared import CODES

LOWEST = 0


class Customer(Row):
    customer_id = col.key("Customer identifier")
    city = col.text("City of residence")
    code = col.integer("A number that means nothing")
    documents = col.text("What the privacy setting says")


def generate(run: Run, ordinals: NDArray[np.uint64]) -> Table[Customer]:
    draws = run.draws("customers", ordinals)
    cities = run.reference("cities")["name"]
    documents = pl.repeat(run.section("privacy")["documents"], len(ordinals), eager=True)
    return table(
        Customer,
        customer_id=ordinals,
        city=cities.gather(draws.integer("city", 0, len(cities))),
        code=draws.integer("code", LOWEST, CODES),
        documents=documents,
    )


if __name__ == "__main__":
    from lastro.engine.tasks.script import main

    main(__file__)
