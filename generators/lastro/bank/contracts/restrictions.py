"""Restrictions: no contract begins on an account from the day on which it is restricted."""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.bank.ledger.settlements import Contracts
from lastro.engine.arrays import Days, Flags, Keys
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, positions


def is_granted(accounts: Any, account: Keys, day: Days) -> Flags:
    """Whether contracts that would begin on days do: not on accounts (by their ids) that are restricted by then."""
    known = positions(account, accounts.account_id)
    since = np.append(accounts.restricted_on, NULL)[known]
    found: Flags = (since == NULL) | (day < since)
    return found


def granted(contracts: Contracts, accounts: Any) -> Contracts:
    """The contracts of a block that begin in spite of what is restricted."""
    loans, cards, papers = contracts.loans, contracts.cards, contracts.investments
    return Contracts(
        loans.take(is_granted(accounts, loans.account_id, loans.start_date)),
        cards.take(is_granted(accounts, cards.account_id, cards.created_at // DAY)),
        papers.take(is_granted(accounts, papers.account_id, papers.purchase_date)),
    )
