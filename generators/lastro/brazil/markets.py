"""Home markets: a city and what lies within some 60 km; each hundred consecutive customers shares one."""

from __future__ import annotations

import numpy as np

from lastro.brazil.places import Places, Positions
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.run import Run

HUNDRED = np.uint64(100)  # consecutive customers who share a market
AT_HOME = 0.8  # share of them who live in it, the others anywhere; assumption
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio, odd
_S11, _UNIT = np.uint64(11), 1.0 / (1 << 53)


class Markets:
    """The markets of municipalities.csv by number, in the order of IBGE's codes and so of states.

    `of` is the market of each place, `members` the places in the order of markets.
    """

    def __init__(self, run: Run) -> None:
        self.places = run.once(Places)
        middle = self.places.codes[self.places.market]
        _, self.of = np.unique(middle, return_inverse=True)
        self.members = np.argsort(self.of, kind="stable")
        people = self.places.people[self.members].astype(np.int64)
        self._running = np.cumsum(people)
        self.people = np.bincount(self.of[self.members], weights=people).astype(np.int64)
        self._before = np.cumsum(self.people) - self.people
        self._weights = Weights(self.people.astype(np.float64))
        self._start = run.draws("markets", np.zeros(1, dtype=np.uint64)).bits("start")

    def __len__(self) -> int:
        return len(self.people)

    def of_hundreds(self, hundreds: Keys) -> Integers:
        """The market of each hundred, by population.

        A hundred lies a golden section of the country's people further on than the one before (a Weyl sequence): few
        hundreds are spread over the states as evenly as many, and none depends on how many there are.
        """
        turn = self._start + hundreds * _GOLDEN
        return self._weights.choose((turn >> _S11) * np.float64(_UNIT))

    def homes(self, draws: Draws, customers: Keys) -> Positions:
        """Where customers live: four in five in their hundred's market, by population; the others anywhere."""
        market = self.of_hundreds(customers // HUNDRED)
        person = self._before[market] + draws.integer("home in the market", 0, self.people[market])
        inside = self.members[np.searchsorted(self._running, person, side="right")]
        return np.where(draws.chance("in the home market", AT_HOME), inside, self.places.draw(draws))
