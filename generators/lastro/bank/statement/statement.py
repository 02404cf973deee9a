"""The statement: what a posting says beside its amount: who, where, by what means and in which words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.choices import PaymentMethod
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.purchases import CATEGORIES, NO_PURCHASE
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.statement.channels import channels, cities, places_of, whereabouts
from lastro.bank.statement.context import StatementContext, statement_context
from lastro.bank.statement.counterparties import banks_of, descriptions, documents_of, names_of, parties_of
from lastro.bank.statement.pix import end_to_end_ids
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.keys import NULL_KEY
from lastro.engine.rows.coded import Letters, Values, coded, spread


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
    counterparty_document: Values
    counterparty_bank: Values


def statement(block: AccountBlock, rows: Postings) -> Statement:
    """What the statement says of postings."""
    context = statement_context(block, rows)
    channel = channels(context)
    where = whereabouts(context, channel)
    parties, (city, state) = parties_of(context, places_of(context, where)), cities(context, where)
    bank = banks_of(context, parties)
    return Statement(
        transaction_type=context.trait(lambda kind: kind.transaction_type),
        payment_method=context.trait(lambda kind: kind.method),
        channel=channel,
        category=_categories(context),
        description=descriptions(context, parties),
        counterparty_name=names_of(context, parties),
        city=city,
        state=state,
        end_to_end_id=_end_to_end(context, bank),
        counterparty_document=documents_of(context, parties),
        counterparty_bank=coded(Letters(context.phrases.ispbs), bank),
    )


def _categories(context: StatementContext) -> Integers:
    """What the money was for: a purchase's by its shop, anything else's by its kind."""
    of_shop = np.array(CATEGORIES)
    return np.where(context.shop != NO_PURCHASE, of_shop[context.shop], context.trait(lambda kind: kind.category))


def _end_to_end(context: StatementContext, bank: Integers) -> Values:
    """EndToEndIds of Pix payments, null for all else: of this bank for debits and inside it, else of the payer's."""
    pix = context.trait(lambda kind: kind.method is PaymentMethod.PIX)
    at, rows = np.flatnonzero(pix), context.rows
    inside = rows.link[at] != NULL_KEY
    payer = np.where(inside | (rows.amount[at] < 0), 0, bank[at])
    keys: Keys = np.where(inside, rows.link[at], rows.key[at])
    return spread(Letters(end_to_end_ids(keys, rows.moment[at], payer, context.phrases.ispbs)), ~pix)
