"""The statement: what a posting says beside its amount: who, where, by what means and in which words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.choices import PaymentMethod
from lastro.bank.ledger.posting_kinds import TABLE
from lastro.bank.ledger.postings import Postings
from lastro.bank.people.account_block import Desk
from lastro.bank.statement.channels import channels, places
from lastro.bank.statement.context import NO_PURCHASE, Telling, telling
from lastro.bank.statement.counterparties import OWN_MONEY, descriptions, names_of, payees_of
from lastro.bank.statement.payees import CATEGORIES
from lastro.bank.statement.pix import end_to_end_ids
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.keys import NULL_KEY
from lastro.engine.rows.coded import Letters, Values, spread


@dataclass(frozen=True)
class Statement:
    """The describing columns of postings, in memory as engine.tables has them."""

    transaction_type: Integers
    payment_method: Integers
    channel: Integers
    category: Integers
    description: Values
    counterparty_name: Values
    city: Values
    state: Values
    end_to_end_id: Values


def statement(desk: Desk, rows: Postings) -> Statement:
    """What the statement says of postings."""
    told = telling(desk, rows)
    payee, channel = payees_of(told), channels(told)
    city, state = places(told, channel)
    kinds = np.array([manner.kind for manner in TABLE])
    return Statement(
        transaction_type=kinds[told.manner, (rows.amount > 0).astype(np.int64)],
        payment_method=np.array([manner.method for manner in TABLE])[told.manner],
        channel=channel,
        category=_categories(told),
        description=descriptions(told, payee),
        counterparty_name=names_of(told, payee),
        city=city,
        state=state,
        end_to_end_id=_end_to_end(told),
    )


def _categories(told: Telling) -> Integers:
    """What the money was for: a purchase's by its shop, anything else's by its manner."""
    of_shop = np.array(CATEGORIES)
    of_manner = np.array([manner.category for manner in TABLE])
    return np.where(told.shop != NO_PURCHASE, of_shop[told.shop], of_manner[told.manner])


def _end_to_end(told: Telling) -> Values:
    """EndToEndIds of Pix payments, null for all else: of this bank for debits and inside it, else of the payer's."""
    pix = told.trait([manner.method == PaymentMethod.PIX for manner in TABLE])
    at, rows = np.flatnonzero(pix), told.rows
    inside = rows.link[at] != NULL_KEY
    own_bank = told.customers.at(at).choice("other bank", told.phrases.banks)
    any_bank = told.draws.at(at).choice("payer's bank", told.phrases.banks)
    theirs = 1 + np.where(OWN_MONEY[rows.source[at]], own_bank, any_bank)
    payer = np.where(inside | (rows.amount[at] < 0), 0, theirs)
    keys: Keys = np.where(inside, rows.link[at], rows.key[at])
    return spread(Letters(end_to_end_ids(keys, rows.moment[at], payer, told.phrases.ispbs)), ~pix)
