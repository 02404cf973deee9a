"""Statement context: what descriptions follow from: postings with their owners and draws, and the vocabularies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from lastro.bank.choices import CustomerType
from lastro.bank.crime.loot import categories_of_thieves
from lastro.bank.ledger.posting_kinds import POSTING_KINDS, PostingKind, kinds_of
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.purchases import NO_PURCHASE, SUPPLIERS, categories
from lastro.bank.ledger.sources import Source, among
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.relations.merchants import Merchants
from lastro.bank.statement.payees import Payees
from lastro.bank.statement.pix import LASTRO_ISPB, letters_of
from lastro.brazil.calendar import month_index
from lastro.brazil.choices import GroupedWeights
from lastro.brazil.places import Places
from lastro.engine import Run
from lastro.engine.arrays import Array, Flags, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.random.keys import NULL_KEY
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.reference import checked, once, refuse
from lastro.engine.rows.tables import positions

_FOLLOW = among(Source.REFUND, Source.RETURNED_DEBIT, Source.RETRIED_DEBIT)


class Phrases:
    """The tables behind statements, made once a build."""

    def __init__(self, run: Run) -> None:
        self.payees, self.merchants, self.places = run.once(Payees), run.once(Merchants), run.once(Places)
        names = self.payees.names
        self.suffixes = pl.concat([" - " + names.head(len(names) - 1), pl.Series([""])])
        self.words = pl.Series([words for kind in POSTING_KINDS for words in (kind.debit, kind.credit)])
        shares = [of_group for kind in POSTING_KINDS for of_group in kind.channels]
        self.channels = GroupedWeights(np.array(shares, dtype=np.float64))
        banks = checked(run, "banks", "compe ispb name trade_name", "weight")
        once("banks", banks, "ispb")
        no_ispb = ~banks["ispb"].str.contains(r"^[0-9A-Z]{8}$").to_numpy()
        refuse("banks", no_ispb, lambda row: f"{banks['ispb'][row]} is no ISPB of eight digits")
        self.ispbs = letters_of(pl.concat([pl.Series([LASTRO_ISPB]), banks["ispb"]]))
        self.banks = Weights(banks["weight"].cast(pl.Float64).to_list())
        payees = run.draws("payees", np.arange(len(names), dtype=np.uint64))
        self.payee_banks = payees.choice("bank", self.banks)


@dataclass(frozen=True)
class StatementContext:
    """Postings to be described; one value a posting unless a comment says otherwise."""

    block: AccountBlock
    phrases: Phrases  # vocabularies
    rows: Postings
    owner: Integers  # position of the customer
    draws: Draws  # of the postings
    customers: Draws  # of their customers
    kind: Integers  # position in POSTING_KINDS
    followed: tuple[Integers, Integers]  # rows that follow on others, with these others' rows
    shop: Integers  # category of a purchase among purchases.CATEGORIES, NO_PURCHASE for anything else

    def of(self, source: Source, *details: int) -> Flags:
        """Which postings come from a source, with one of the details where some are named."""
        found: Flags = self.rows.source == source
        return found & np.isin(self.rows.detail, details) if details else found

    def trait(self, of_kind: Callable[[PostingKind], int]) -> Array:
        """What holds for each posting by its kind."""
        chosen: Array = np.array([of_kind(kind) for kind in POSTING_KINDS])[self.kind]
        return chosen


def statement_context(block: AccountBlock, rows: Postings) -> StatementContext:
    """The context of a block's postings."""
    phrases = block.run.once(Phrases)
    draws = block.run.draws("transactions", rows.key)
    owner = owners(block)[rows.account]
    customers = block.run.draws("customers", block.customers.customer_id).at(owner)
    shop = _shop_category(block, rows, draws)
    return StatementContext(block, phrases, rows, owner, draws, customers, kinds_of(rows), _followed(rows), shop)


def _followed(rows: Postings) -> tuple[Integers, Integers]:
    """The rows with a posting that follows on another one whose other side it has, and the rows of those others."""
    later = np.flatnonzero(_FOLLOW[rows.source])
    order = np.argsort(rows.contract[later])
    sought = rows.contract[later][order]
    place = np.searchsorted(sought, rows.key)
    known = np.flatnonzero((place < len(sought)) & (np.append(sought, NULL_KEY)[place] == rows.key))
    at = positions(rows.contract[later], rows.key[known])
    return later[at >= 0], known[at[at >= 0]]


def owners(block: AccountBlock) -> Integers:
    """The customer (position) of each account."""
    return positions(block.accounts.customer_id, block.customers.customer_id)


def _shop_category(block: AccountBlock, rows: Postings, draws: Draws) -> Integers:
    """What a purchase is for, by the draw with which the ledger has found its size and moment."""
    category = np.full(len(rows), NO_PURCHASE)
    at = np.flatnonzero(rows.source == Source.EVERYDAY)
    business = block.customers.customer_type[owners(block)[rows.account[at]]] == CustomerType.BUSINESS
    category[at] = categories(draws.at(at), rows.detail[at], month_index(rows.moment[at] // DAY), business)
    category[rows.source == Source.SUPPLIES] = SUPPLIERS
    for of_thieves, bought in categories_of_thieves(rows, draws):
        category[of_thieves] = bought
    return category
