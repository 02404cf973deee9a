"""Contracts: which loans, cards and investments a block's customers have, computed from what never changes."""

from __future__ import annotations

from bank.card_contracts import cards_of
from bank.desk import Desk
from bank.investment_contracts import investments_of
from bank.loan_contracts import loans_of
from bank.settlements import Contracts


def contracts_of(desk: Desk) -> Contracts:
    """The contracts that exist by the end of as_of."""
    block = desk.run, desk.customers, desk.held, desk.people
    return Contracts(loans_of(*block), cards_of(*block), investments_of(*block))
