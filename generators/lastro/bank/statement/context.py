"""What a statement is told from: postings with their owners and their draws, and the vocabularies behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lastro.bank.choices import CustomerType
from lastro.bank.ledger.everyday import BOLETO, DEBIT_CARD, PIX_PURCHASE, ticket
from lastro.bank.ledger.posting_kinds import TABLE, manner_of
from lastro.bank.ledger.postings import Postings, Source
from lastro.bank.people.account_block import Desk
from lastro.bank.statement.payees import BANDS, SUPPLIERS, Payees, purchase_categories
from lastro.bank.statement.pix import LASTRO_ISPB, letters_of
from lastro.brazil.choices import GroupedWeights
from lastro.brazil.places import Places
from lastro.engine import Run
from lastro.engine.arrays import Array, Flags, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.tables import positions

NO_PURCHASE = -1


class Phrases:
    """The tables behind statements, made once a build."""

    def __init__(self, run: Run) -> None:
        self.payees, self.places = run.once(Payees), run.once(Places)
        names = self.payees.names
        self.suffixes = pl.concat([" - " + names.head(len(names) - 1), pl.Series([""])])
        self.words = pl.Series([word for manner in TABLE for word in manner.words])
        self.channels = GroupedWeights(np.array([shares for m in TABLE for shares in m.channels], dtype=np.float64))
        self.bands = purchase_categories()
        banks = run.reference("banks")
        self.ispbs = letters_of(pl.concat([pl.Series([LASTRO_ISPB]), banks["ispb"]]))
        self.banks = Weights(banks["weight"].cast(pl.Float64).to_list())


@dataclass(frozen=True)
class Telling:
    """Postings about to be told; one value a posting unless said otherwise."""

    desk: Desk
    phrases: Phrases  # vocabularies
    rows: Postings
    owner: Integers  # position of the customer
    draws: Draws  # of the postings
    customers: Draws  # of their customers
    manner: Integers  # position in manners.TABLE
    shop: Integers  # category of a purchase among payees.CATEGORIES, NO_PURCHASE for anything else

    def of(self, source: Source) -> Flags:
        """Which postings come from a source."""
        found: Flags = self.rows.source == int(source)
        return found

    def trait(self, values: list[bool] | list[int]) -> Array:
        """What holds for each posting's manner, from the values of all manners."""
        chosen: Array = np.array(values)[self.manner]
        return chosen


def telling(desk: Desk, rows: Postings) -> Telling:
    """All that the statement of postings follows from."""
    phrases = desk.run.once(Phrases)
    draws = desk.run.draws("transactions", rows.key)
    owner = owners(desk)[rows.account]
    customers = desk.run.draws("customers", desk.customers.customer_id).at(owner)
    shop = _shop_category(desk, phrases, rows, draws)
    return Telling(desk, phrases, rows, owner, draws, customers, manner_of(rows), shop)


def owners(desk: Desk) -> Integers:
    """The customer (position) of each account."""
    return positions(desk.accounts.customer_id, desk.customers.customer_id)


def _shop_category(desk: Desk, phrases: Phrases, rows: Postings, draws: Draws) -> Integers:
    """What a purchase is for, by its size against the usual ticket."""
    category = np.full(len(rows), NO_PURCHASE)
    kinds = (rows.detail == DEBIT_CARD) | (rows.detail == PIX_PURCHASE) | (rows.detail == BOLETO)
    bought = np.flatnonzero((rows.source == int(Source.EVERYDAY)) & kinds)
    owner = owners(desk)[rows.account[bought]]
    size = -rows.amount[bought] / ticket(desk.customers.monthly_income)[owner]
    band = np.searchsorted(BANDS, size)
    uniforms = draws.at(bought).uniform("category")
    chosen = np.select([band == b for b in range(len(BANDS) + 1)], [w.choose(uniforms) for w in phrases.bands])
    supplies = (desk.customers.customer_type[owner] == CustomerType.BUSINESS) & (rows.detail[bought] != DEBIT_CARD)
    category[bought] = np.where(supplies, SUPPLIERS, chosen)
    return category
