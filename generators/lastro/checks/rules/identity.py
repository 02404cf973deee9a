"""I1: keys are unique, nothing stands twice, contracts stay with their owner."""

from __future__ import annotations

import numpy as np

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch, fingerprints
from lastro.checks.registry import Broken, each, every
from lastro.checks.report import Report
from lastro.checks.schema import no_uuid
from lastro.checks.spill import Spill, again
from lastro.engine.arrays import Flags, Integers

CONTRACTS = ("loan_id", "card_id", "investment_id")
_BELONGS_TO = {"email": "I4", "card_number": "I5", "CPF or CNPJ": "I2", "number in its branch": "I5"}


@every("I1")
def keys_are_uuids(bank: Bank, batch: Batch) -> Broken:
    """Keys are version-4 uuids in lower case."""
    yield f"{batch.key} is no version-4 uuid in lower case", no_uuid(batch, batch.key)


@each("I1", "loans", "credit_cards", "investments")
def contracts_stay_with_their_owner(bank: Bank, batch: Batch) -> Broken:
    """A contract's account belongs to the contract's customer."""
    account = bank.of(batch, "account_id")
    owner = bank["accounts"].at("customer_id", account, 0)
    yield "its account belongs to another customer", (account >= 0) & (owner != batch["customer_id"])


@each("I1", "transactions")
def one_contract_at_most(bank: Bank, batch: Batch) -> Broken:
    """A posting settles one contract at most."""
    named = np.stack([batch.present(column) for column in CONTRACTS])
    yield "it settles more than one contract", named.sum(axis=0) > 1


@every("I1")
def remember_keys_and_contents(bank: Bank, batch: Batch) -> Broken:
    """Notes what may not stand twice; `duplicates` looks at it when all is read."""
    bank.spill(f"{batch.dataset} key", 2).add(batch[batch.key], batch.rows)
    contents = batch.frame.drop(batch.key).hash_rows(5).to_numpy()
    bank.spill(f"{batch.dataset} content", 2).add(contents, batch.rows)
    for column in batch.columns.values():
        if column.unique and column.type != "key":
            here = batch.present(column.name)
            unique = bank.spill(f"{batch.dataset} {column.name}", 2)
            unique.add(fingerprints(batch.text(column.name))[here], batch.rows[here])
    yield from ()


def duplicates(bank: Bank, dataset: str) -> None:
    """Blame every record but the first that has a key, a content or a unique text."""
    for name in [name for name in bank.spills if name.startswith(f"{dataset} ")]:
        what = name.removeprefix(f"{dataset} ")
        spill = bank.spills.pop(name)
        if spill.width == 2:
            _repeated(bank.report, spill, dataset, what)


def _repeated(report: Report, spill: Spill, dataset: str, what: str) -> None:
    said = {"key": "its key stands twice", "content": "another record is the same in everything but the key"}
    sentence = said.get(what, f"another record has the same {what}")
    for rows in spill.sorted():
        later: Flags = again(rows)
        positions: Integers = rows[later, 1].view(np.int64)
        report.blame(_BELONGS_TO.get(what, "I1"), dataset, sentence, positions)
