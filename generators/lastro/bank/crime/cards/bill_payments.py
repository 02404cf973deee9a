"""Bill payments: what accounts pay of the bills of robbed cards, in place of what they would pay without crime."""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.bank.contracts.cards.terms import Cards
from lastro.bank.crime.cards.robbed import robbed
from lastro.bank.ledger.postings import Postings
from lastro.bank.ledger.settlements import bill_payments
from lastro.bank.ledger.sources import Source
from lastro.bank.people.account_block import AccountBlock


def with_robbed_cards(block: AccountBlock, cards: Any, rows: Postings) -> Postings:
    """The postings of a block, with the payments of robbed cards' bills as these come to."""
    found = robbed(block.run, block.customers, Cards.of(cards))
    if not len(found.again):
        return rows
    paid, _ = bill_payments(block, cards, found.every)
    theirs = cards.card_id[found.again]
    paid = paid.take(np.isin(paid.contract, theirs) & block.open_at(paid.account, paid.moment))
    others = rows.take(~((rows.source == Source.CARD_BILL) & np.isin(rows.contract, theirs)))
    return Postings.together([others, paid])
