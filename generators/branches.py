"""Branches: the bank's offices, each in the home market of a hundred customers."""

from __future__ import annotations

if __name__ == "__main__":  # before all that needs a package, since it says which is missing
    from lastro.engine.tasks.script import main

    main(__file__)

from dataclasses import dataclass

import numpy as np
import polars as pl

from lastro.brazil import calendar, documents
from lastro.brazil.addresses import Addresses
from lastro.brazil.markets import Markets
from lastro.brazil.places import Places, Positions
from lastro.engine import Row, Run, Table, col, table
from lastro.engine.arrays import Floats, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.random.permutation import unique_number
from lastro.engine.rows.moments import DAY, day

FIRST_OPENED, LAST_OPENED = "2009-03-02", "2012-01-31"  # all branches are older than the first customer
OPENING_HOUR = 10  # banks open to customers at ten
UPDATE_INTERVAL = (200, 700)  # days between two updates of a branch's record; assumption
FIRST_CODE, LAST_CODE = 1000, 9999  # no code begins with 0, which readers that take it for a number would drop
CODES = LAST_CODE - FIRST_CODE + 1
MOST = CODES * 9 // 10  # branches: the other codes are for hand-made ones


class Branch(Row):
    branch_id = col.key("Branch identifier")
    branch_name = col.text("Name of the branch", unique=True, example="Agência Pinheiros - São Paulo/SP")
    address = col.text(
        "Street, number, complement and neighbourhood", example="Avenida Brasil, 1200, loja 2 - Pinheiros"
    )
    phone_number = col.text(
        "Telephone, in the area of the city",
        pattern=r"^\+55 [1-9][0-9] [0-9]{4}-[0-9]{4}$",
        example="+55 11 3123-4567",
    )
    created_at = col.moment("When the branch opened", born=True)
    updated_at = col.moment("When the record was last brought up to date", state=True)
    branch_code = col.text(
        "Number of the branch, four digits, the first not 0", unique=True, pattern=r"^[1-9][0-9]{3}$", example="2408"
    )
    city = col.text("City", example="São Paulo")
    state = col.text("State (UF)", pattern=r"^[A-Z]{2}$", example="SP")
    ibge_code = col.integer(
        "Code of the city at IBGE: seven digits, a number, so that it joins with other data of Brazil in any reader",
        minimum=1_100_000, maximum=5_399_999, example="3550308",
    )  # fmt: skip
    postal_code = col.text("Postal code (CEP)", pattern=r"^[0-9]{5}-[0-9]{3}$", example="01310-100")


def generate(run: Run, ordinals: Keys) -> Table[Branch]:
    """The branches with these ordinals."""
    places, addresses, network = run.once(Places), run.once(Addresses), run.once(Network)
    draws = run.draws("branches", ordinals)
    place, neighbourhood = network.place[ordinals], network.neighbourhood.gather(ordinals)
    opened = draws.integer("opened", day(FIRST_OPENED), day(LAST_OPENED))
    created_at = calendar.next_business_day(opened) * DAY + OPENING_HOUR * 3600
    return table(
        Branch,
        branch_id=ordinals,
        branch_name=network.name.gather(ordinals),
        address=addresses.address(draws, place, neighbourhood, np.ones(len(place), dtype=np.bool_)),
        phone_number=places.landline(draws, place),
        created_at=created_at,
        **vars(BranchStates(draws, created_at).on(run.as_of)),
        branch_code=documents.four_digits(unique_number(run.seed, "branch", ordinals, CODES) + np.uint64(FIRST_CODE)),
        city=places.city(place),
        state=places.state(place),
        ibge_code=places.codes[place],
        postal_code=places.postal_code(draws, place),
    )


@dataclass(frozen=True)
class BranchState:
    """What is said of branches at the end of a day."""

    updated_at: Integers


@dataclass(frozen=True)
class BranchStates:
    """The states of branches: their records are brought up to date at intervals of their own."""

    draws: Draws
    created_at: Integers

    def on(self, day: int) -> BranchState:
        """The last of the regular updates by the end of a day."""
        end = day * DAY + DAY - 1
        interval = self.draws.integer("update interval", *UPDATE_INTERVAL) * DAY
        return BranchState(self.created_at + (end - self.created_at) // interval * interval)


def states(run: Run, branches: Table[Branch]) -> BranchStates:
    """The states of branches on any day."""
    return BranchStates(run.draws("branches", branches.branch_id), branches.created_at)


class Network:
    """Where each branch stands, the same however many there are: in the home market of the hundred of its number."""

    def __init__(self, run: Run) -> None:
        places, addresses = run.once(Places), run.once(Addresses)
        self.place, number = _seats(run.once(Markets))
        self.neighbourhood = addresses.nth_neighbourhood(self.place, number)
        where = pl.DataFrame(
            {"in": self.neighbourhood, "city": places.city(self.place), "uf": places.state(self.place)}
        ).with_columns(time=pl.int_range(1, pl.len() + 1).over("in", "city", "uf"))
        again = pl.when(pl.col("time") > 1).then(pl.format(" {}", "time")).otherwise(pl.lit(""))
        self.name = where.select(pl.format("Agência {}{} - {}/{}", "in", again, "city", "uf")).to_series()


def _seats(markets: Markets) -> tuple[Positions, Integers]:
    """The city of each possible branch, and which one of that city it is (from 0)."""
    market = markets.of_hundreds(np.arange(MOST, dtype=np.uint64))
    place, number = np.empty(MOST, dtype=np.int64), np.empty(MOST, dtype=np.int64)
    for each in np.unique(market):
        members, branches = np.flatnonzero(markets.of == each), np.flatnonzero(market == each)
        seat, number[branches] = shared_out(markets.places.people[members], len(branches))
        place[branches] = members[seat]
    return place, number


def shared_out(people: Floats, seats: int) -> tuple[Integers, Integers]:
    """The city of each branch of a market, and which one of that city it is (from 0), by the method of D'Hondt.

    The next branch goes where there are most people a branch, so the first stay when more follow.
    """
    enough = (people / people.sum() * seats).astype(np.int64) + 2
    city = np.repeat(np.arange(len(people)), enough)
    number = np.arange(len(city)) - np.repeat(np.cumsum(enough) - enough, enough)
    order = np.argsort(-people[city] / (number + 1), kind="stable")[:seats]
    return city[order], number[order]
