"""What a statement is told from: postings with their owners and their draws, and the vocabularies behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from lastro.bank.choices import CustomerType
from lastro.bank.ledger.everyday import ticket
from lastro.bank.ledger.posting_kinds import POSTING_KINDS, PostingKind, kinds_of
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.sources import Everyday, Source
from lastro.bank.people.account_block import Desk
from lastro.bank.statement.payees import BANDS, SUPPLIERS, Payees, purchase_categories
from lastro.bank.statement.pix import LASTRO_ISPB, letters_of
from lastro.brazil.choices import GroupedWeights
from lastro.brazil.places import Places
from lastro.engine import Run
from lastro.engine.arrays import Array, Flags, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.tables import positions

PURCHASE_DETAILS = (Everyday.DEBIT_CARD, Everyday.PIX_PURCHASE, Everyday.BOLETO)
NO_PURCHASE = -1


class Phrases:
    """The tables behind statements, made once a build."""

    def __init__(self, run: Run) -> None:
        self.payees, self.places = run.once(Payees), run.once(Places)
        names = self.payees.names
        self.suffixes = pl.concat([" - " + names.head(len(names) - 1), pl.Series([""])])
        self.words = pl.Series([words for kind in POSTING_KINDS for words in (kind.debit, kind.credit)])
        shares = [of_group for kind in POSTING_KINDS for of_group in kind.channels]
        self.channels = GroupedWeights(np.array(shares, dtype=np.float64))
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
    kind: Integers  # position in POSTING_KINDS
    shop: Integers  # category of a purchase among payees.CATEGORIES, NO_PURCHASE for anything else

    def of(self, source: Source, *details: int) -> Flags:
        """Which postings come from a source, with one of the details where some are named."""
        found: Flags = self.rows.source == source
        return found & np.isin(self.rows.detail, details) if details else found

    def trait(self, of_kind: Callable[[PostingKind], int]) -> Array:
        """What holds for each posting by its kind."""
        chosen: Array = np.array([of_kind(kind) for kind in POSTING_KINDS])[self.kind]
        return chosen


def telling(desk: Desk, rows: Postings) -> Telling:
    """All that the statement of postings follows from."""
    phrases = desk.run.once(Phrases)
    draws = desk.run.draws("transactions", rows.key)
    owner = owners(desk)[rows.account]
    customers = desk.run.draws("customers", desk.customers.customer_id).at(owner)
    shop = _shop_category(desk, phrases, rows, draws)
    return Telling(desk, phrases, rows, owner, draws, customers, kinds_of(rows), shop)


def owners(desk: Desk) -> Integers:
    """The customer (position) of each account."""
    return positions(desk.accounts.customer_id, desk.customers.customer_id)


def _shop_category(desk: Desk, phrases: Phrases, rows: Postings, draws: Draws) -> Integers:
    """What a purchase is for, by its size against the usual ticket."""
    category = np.full(len(rows), NO_PURCHASE)
    bought = np.flatnonzero((rows.source == Source.EVERYDAY) & np.isin(rows.detail, PURCHASE_DETAILS))
    owner = owners(desk)[rows.account[bought]]
    size = -rows.amount[bought] / ticket(desk.customers.monthly_income)[owner]
    band = np.searchsorted(BANDS, size)
    uniforms = draws.at(bought).uniform("category")
    chosen = np.select([band == b for b in range(len(BANDS) + 1)], [w.choose(uniforms) for w in phrases.bands])
    business = desk.customers.customer_type[owner] == CustomerType.BUSINESS
    category[bought] = np.where(business & (rows.detail[bought] != Everyday.DEBIT_CARD), SUPPLIERS, chosen)
    return category
