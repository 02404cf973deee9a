"""Joint accounts: the second holder of an account, who lives with the first."""

from __future__ import annotations

from typing import Any

import numpy as np

from lastro.bank.choices import AccountType
from lastro.bank.relations.households import housemate
from lastro.engine.arrays import Keys
from lastro.engine.random.keys import NULL_KEY, is_hand_made
from lastro.engine.rows.run import Run
from lastro.engine.rows.tables import positions

JOINT = 0.15  # of the accounts of people who live with a customer, ASSUMED
KINDS = (AccountType.CHECKING, AccountType.SAVINGS)


def second_holders(run: Run, customers: Any, accounts: Any) -> Keys:
    """The second holder of each account, NULL_KEY for most: a housemate who was a customer when it was opened."""
    mate = positions(housemate(run, customers.customer_id), customers.customer_id)
    mate[is_hand_made(customers.customer_id)] = -1
    other = np.append(mate, -1)[positions(accounts.customer_id, customers.customer_id)]
    joined = customers.created_at[np.maximum(other, 0)] <= accounts.created_at
    joint = run.draws("accounts", accounts.account_id).chance("joint", JOINT) & np.isin(accounts.account_type, KINDS)
    return np.where(joint & joined & (other >= 0), np.append(customers.customer_id, NULL_KEY)[other], NULL_KEY)
