"""Holdings: which account of each customer does what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from lastro.bank.choices import AccountType
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.rows.tables import NULL, NULL_KEY, positions


class AccountColumns(Protocol):
    """The unchanging columns of accounts, whether drawn or read from the file."""

    @property
    def account_id(self) -> Any: ...
    @property
    def customer_id(self) -> Any: ...
    @property
    def account_type(self) -> Any: ...
    @property
    def created_at(self) -> Any: ...


@dataclass(frozen=True)
class Holdings:
    """The first account of each kind that a customer has; one value a customer.

    Keys are NULL_KEY and moments NULL where there is none. `main` is the first Checking or Business account.
    """

    main: Keys
    main_created: Integers
    savings: Keys
    savings_created: Integers
    investment: Keys
    investment_created: Integers


def holdings(customer_ids: Keys, accounts: AccountColumns) -> Holdings:
    """What each customer holds, by their own ids and their accounts'."""
    owner = positions(accounts.customer_id, customer_ids)
    kind = accounts.account_type
    main = _first(owner, np.isin(kind, (AccountType.CHECKING, AccountType.BUSINESS)), accounts, len(customer_ids))
    savings = _first(owner, kind == AccountType.SAVINGS, accounts, len(customer_ids))
    investment = _first(owner, kind == AccountType.INVESTMENT, accounts, len(customer_ids))
    return Holdings(*main, *savings, *investment)


def _first(owner: Integers, wanted: Flags, accounts: AccountColumns, customers: int) -> tuple[Keys, Integers]:
    keys, created = np.full(customers, NULL_KEY), np.full(customers, NULL)
    rows = np.flatnonzero(wanted & (owner >= 0))[::-1]  # backwards, so that the first of several wins
    keys[owner[rows]], created[owner[rows]] = accounts.account_id[rows], accounts.created_at[rows]
    return keys, created
