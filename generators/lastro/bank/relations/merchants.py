"""Merchants: shops that belong to a market (a city and its surroundings), a few chains, and shops on the internet.

A merchant is a number: it has one name and one CNPJ for whoever buys there. `merchants.of(...)` says which one a
purchase is from, `names` and `documents` who that is.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.bank.ledger.purchases import CATEGORIES, ONLINE
from lastro.bank.relations.outsiders import Kind, company_documents
from lastro.brazil.markets import Markets
from lastro.brazil.places import Positions
from lastro.engine import Run
from lastro.engine.arrays import Integers
from lastro.engine.errors import BadInput
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.reference import among, checked

MERCHANTS = "merchants"  # the reference table
CHAINS = 24  # merchants of each category that are everywhere, on the internet all of them; ASSUMED
CHAIN_SHARE = 0.15  # of what people buy, outside the internet, ASSUMED
FEWEST, MOST = 10, 120  # shops of a category in a market, ASSUMED
PEOPLE_A_SHOP = 25_000  # of the market, ASSUMED: of the shops that this bank's customers go to
FAVOURITES = Weights([30, 18, 13, 10, 8, 7, 5, 4, 3, 2])  # how often people return to the shops they know best, ASSUMED


class Merchants:
    """All merchants by number, made ready once a build."""

    def __init__(self, run: Run) -> None:
        self.run = run
        markets = run.once(Markets)
        self.market = markets.of
        self.shops = np.clip(markets.people // PEOPLE_A_SHOP, FEWEST, MOST)
        self.own_names = checked(run, "business_names", "name")["name"]
        table = merchants(run)
        kinds = [table.filter(pl.col("category") == category.text) for category in CATEGORIES]
        self.words = pl.concat([kind["word"] for kind in kinds])
        self.weights = [Weights(kind["weight"].cast(pl.Float64).to_list()) for kind in kinds]
        counts = np.array([len(kind) for kind in kinds])
        self.first_word = np.cumsum(counts) - counts

    def of(self, customers: Draws, events: Draws, category: Integers, place: Positions) -> Integers:
        """The merchant of each purchase: one where the customer is a regular, mostly of the market of the place.

        category: among purchases.CATEGORIES. place: where it was bought, -1 for nobody knows where.
        """
        known = category * 16 + events.choice("shop", FAVOURITES)
        market = np.append(self.market, 0)[place]
        pick = customers.uniform("shop of a market", known * 1024 + market)
        local = (self.shops[market] * pick * pick).astype(np.int64)  # some shops are everybody's
        everywhere = customers.chance("chain", CHAIN_SHARE, known) | np.isin(category, ONLINE) | (place < 0)
        chain = (CHAINS * pick).astype(np.int64)
        kinds = len(CATEGORIES)
        of_market = kinds * CHAINS + (market * kinds + category) * MOST + local
        return np.where(everywhere, category * CHAINS + chain, of_market)

    def category(self, numbers: Integers) -> Integers:
        """The category (among purchases.CATEGORIES) of merchants."""
        kinds = len(CATEGORIES)
        chains = kinds * CHAINS
        return np.where(numbers < chains, numbers // CHAINS, (numbers - chains) // MOST % kinds)

    def names(self, numbers: Integers) -> pl.Series:
        """The names of merchants."""
        draws, category = self.run.draws("merchants", numbers.astype(np.uint64)), self.category(numbers)
        uniforms, word = draws.uniform("kind"), np.empty(len(numbers), np.int64)
        for code, weights in enumerate(self.weights):
            at = np.flatnonzero(category == code)
            word[at] = self.first_word[code] + weights.choose(uniforms[at])
        own = self.own_names.gather(draws.integer("word", 0, len(self.own_names)))
        return self.words.gather(word) + " " + own

    def documents(self, numbers: Integers) -> pl.Series:
        """The CNPJs of merchants."""
        return company_documents(self.run, Kind.MERCHANT, numbers)


def merchants(run: Run) -> pl.DataFrame:
    """The reference table of merchants; raises BadInput where its categories are not just those of purchases."""
    table, known = checked(run, MERCHANTS, "category word", "weight"), [category.text for category in CATEGORIES]
    among(MERCHANTS, table, "category", pl.Series(known), f"category of purchases ({', '.join(known)})")
    if lost := [category for category in known if category not in table["category"]]:
        raise BadInput(f"data/reference/{MERCHANTS}.csv: no merchant of {', '.join(lost)}")
    return table
