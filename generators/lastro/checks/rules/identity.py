"""I1: keys are unique, nothing stands twice, contracts stay with their owner."""

from __future__ import annotations

import numpy as np

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch, fingerprints
from lastro.checks.rule_registry import Broken, BrokenRows, each, once_read, remember
from lastro.checks.schema import no_uuid
from lastro.checks.spill import repeated
from lastro.engine.rows.columns import columns_of, key_of, row_class

CONTRACTS = ("loan_id", "card_id", "investment_id")
OF_OTHER_RULES = ("email", "card_number")  # that they are unique is I4's and I5's


@each("I1", note=True)
def keys_are_uuids(bank: Bank, batch: Batch) -> Broken:
    """Keys are version-4 uuids in lower case."""
    yield batch.key, f"{batch.key} is no version-4 uuid in lower case", no_uuid(batch, batch.key)


@each("I1", "loans", "credit_cards", "investments")
def contracts_stay_with_their_owner(bank: Bank, batch: Batch) -> Broken:
    """A contract's account belongs to the contract's customer."""
    account = bank.of(batch, "account_id")
    owner = bank["accounts"].at("customer_id", account, 0)
    yield "account_id", "its account belongs to another customer", (account >= 0) & (owner != batch["customer_id"])


@each("I1", "transactions")
def one_contract_at_most(bank: Bank, batch: Batch) -> Broken:
    """A posting settles one contract at most."""
    named = np.stack([batch.present(column) for column in CONTRACTS])
    yield "", "it settles more than one contract", named.sum(axis=0) > 1


@remember()
def keys_and_contents(bank: Bank, batch: Batch) -> None:
    """Notes what may not stand twice; each rule about it looks when all is read."""
    bank.spill(f"{batch.dataset} key", 2).add(batch[batch.key], batch.rows)
    contents = batch.frame.drop(batch.key).hash_rows(5).to_numpy()
    bank.spill(f"{batch.dataset} content", 2).add(contents, batch.rows)
    for name in unique_texts(batch.dataset):
        here = batch.present(name)
        unique = bank.spill(f"{batch.dataset} {name}", 2)
        unique.add(fingerprints(batch.text(name))[here], batch.rows[here])


@once_read("I1")
def nothing_stands_twice(bank: Bank, dataset: str) -> BrokenRows:
    """No two records have the same key, the same values in all other columns, or a text that is declared unique."""
    key = key_of(row_class(dataset)).name
    yield key, "its key stands twice", repeated(bank.take_spill(f"{dataset} key", 2))
    twice = repeated(bank.take_spill(f"{dataset} content", 2))
    yield "", "another record is the same in everything but the key", twice
    for name in [name for name in unique_texts(dataset) if name not in OF_OTHER_RULES]:
        yield name, f"another record has the same {name}", repeated(bank.take_spill(f"{dataset} {name}", 2))


def unique_texts(dataset: str) -> list[str]:
    """The columns, other than the key, in which a dataset declares that nothing stands twice."""
    columns = columns_of(row_class(dataset))
    return [name for name, column in columns.items() if column.unique and column.type != "key"]
