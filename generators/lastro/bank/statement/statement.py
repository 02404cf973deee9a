"""The statement: what a posting says beside its amount: who, where, by what means and in which words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.choices import PaymentMethod
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.purchases import CATEGORIES, NO_PURCHASE
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.statement.channels import channels, places
from lastro.bank.statement.context import StatementContext, statement_context
from lastro.bank.statement.counterparties import descriptions, is_own_money, names_of, payees_of
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


def statement(block: AccountBlock, rows: Postings) -> Statement:
    """What the statement says of postings."""
    context = statement_context(block, rows)
    payee, channel = payees_of(context), channels(context)
    city, state = places(context, channel)
    return Statement(
        transaction_type=context.trait(lambda kind: kind.transaction_type),
        payment_method=context.trait(lambda kind: kind.method),
        channel=channel,
        category=_categories(context),
        description=descriptions(context, payee),
        counterparty_name=names_of(context, payee),
        city=city,
        state=state,
        end_to_end_id=_end_to_end(context),
    )


def _categories(context: StatementContext) -> Integers:
    """What the money was for: a purchase's by its shop, anything else's by its kind."""
    of_shop = np.array(CATEGORIES)
    return np.where(context.shop != NO_PURCHASE, of_shop[context.shop], context.trait(lambda kind: kind.category))


def _end_to_end(context: StatementContext) -> Values:
    """EndToEndIds of Pix payments, null for all else: of this bank for debits and inside it, else of the payer's."""
    pix = context.trait(lambda kind: kind.method is PaymentMethod.PIX)
    at, rows = np.flatnonzero(pix), context.rows
    inside = rows.link[at] != NULL_KEY
    own_bank = context.customers.at(at).choice("other bank", context.phrases.banks)
    any_bank = context.draws.at(at).choice("payer's bank", context.phrases.banks)
    theirs = 1 + np.where(is_own_money(context)[at], own_bank, any_bank)
    payer = np.where(inside | (rows.amount[at] < 0), 0, theirs)
    keys: Keys = np.where(inside, rows.link[at], rows.key[at])
    return spread(Letters(end_to_end_ids(keys, rows.moment[at], payer, context.phrases.ispbs)), ~pix)
