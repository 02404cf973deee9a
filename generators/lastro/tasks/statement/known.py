"""Known: whether whom a statement is asked of can exist, as far as that can be said before anything is built."""

from __future__ import annotations

from collections.abc import Sequence

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.records.freshness import LOST
from lastro.engine.tasks.dataset import Dataset, current_settings
from lastro.tasks.outlook.outlook import Prospect, outlooks
from lastro.tasks.statement.search import records


def insist_on_known(datasets: Sequence[Dataset], customer: str, account: str) -> None:
    """Raise BuildError for a customer or an account that the bank certainly does not have."""
    if customer and not _may_have(datasets, "customers", customer, ("customer_id",)):
        raise BuildError(f"there is no customer {customer!a} in {paths.output('customers')}")
    if account and not _may_have(datasets, "accounts", account, ("account_number", "account_id")):
        raise BuildError(f"there is no account {account!a} in {paths.output('accounts')}")


def _may_have(datasets: Sequence[Dataset], dataset: str, wanted: str, columns: Sequence[str]) -> bool:
    """Whether a file that stays as it is holds what is wanted, or a file that may be built might."""
    found = outlooks(datasets, [dataset])[-1]
    if found.prospect in (Prospect.STAYS, Prospect.KEPT):
        return any(next(records(dataset, column, [wanted]), None) for column in columns)
    return dataset != "customers" or found.reasons == LOST or _generated(wanted)


def _generated(customer: str) -> bool:
    """Whether a build with these settings may give an identifier to a customer."""
    import polars as pl

    from lastro.engine.random.keys import Identifiers

    known = current_settings()
    key = Identifiers(known.number("bank.seed"), "customers").keys(pl.Series([customer]))[0]
    return int(key) < known.number("bank.customers")
