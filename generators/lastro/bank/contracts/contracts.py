"""Contracts: which loans, cards and investments a block's customers have, computed from what never changes."""

from __future__ import annotations

from lastro.bank.contracts.cards.terms import cards_of
from lastro.bank.contracts.investments.terms import investments_of
from lastro.bank.contracts.loans.grants import credit_of
from lastro.bank.ledger.settlements import Contracts
from lastro.bank.people.account_block import AccountBlock


def contracts_of(block: AccountBlock) -> Contracts:
    """The contracts that exist by the end of as_of."""
    whose = block.run, block.customers, block.held, block.people
    credit = credit_of(*whose)
    return Contracts(credit.loans, cards_of(*whose, credit), investments_of(*whose))
