"""M4: the two legs of transfers inside the bank. Legs are sorted together by transfer, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lastro.bank.choices import TransactionType
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch, fingerprints
from lastro.checks.rule_registry import Broken, BrokenRows, each, once_read, remember
from lastro.checks.spill import again
from lastro.engine.arrays import Keys

KEY, ROW, WHAT, DIRECTION, ACCOUNT, OTHER = range(6)  # columns of the spill
_ODD = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)


@each("M4", "transactions")
def legs_name_another_account(bank: Bank, batch: Batch) -> Broken:
    """A posting that names an account of this bank has a transfer_id, is a Transfer, and pays somebody else."""
    leg, other = batch.present("transfer_id"), batch.present("counterparty_account_id")
    yield "transfer_id", "the other side banks here, but it has no transfer_id", other & ~leg
    itself = batch["counterparty_account_id"] == batch["account_id"]
    yield "counterparty_account_id", "the account pays itself", other & itself
    yield (
        "transaction_type",
        "a leg of a transfer is no Transfer",
        leg & ~batch.has("transaction_type", TransactionType.TRANSFER),
    )


@remember("transactions")
def legs(bank: Bank, batch: Batch) -> None:
    """Notes the legs; `transfers_have_two_legs` looks at them when all is read."""
    found = batch.take(batch.present("transfer_id"))
    same = [found["amount"].view(np.uint64), found["transaction_date"].view(np.uint64), found["payment_method"]]
    what = fingerprints(found.text("end_to_end_id"))
    for value, odd in zip(same, _ODD, strict=True):
        what = (what ^ value.astype(np.uint64)) * odd
    direction = found["direction"].astype(np.uint64)
    bank.spill("legs", 6).add(
        found["transfer_id"], found.rows, what, direction, found["account_id"], found["counterparty_account_id"]
    )


@once_read("M4", "transactions")
def transfers_have_two_legs(bank: Bank, dataset: str) -> BrokenRows:
    """Two legs of one amount, moment and EndToEndId: a Debit and a Credit, each naming the other's account."""
    for rows in bank.spill("legs", 6).sorted():
        for column, sentence, wrong in _wrong_legs(rows):
            yield column, sentence, wrong[:, ROW].view(np.int64)


def _wrong_legs(rows: Keys) -> Iterator[tuple[str, str, Keys]]:
    """What is wrong with the legs of whole transfers: column, sentence, which legs."""
    starts = np.flatnonzero(~again(rows))
    size = np.diff(np.append(starts, len(rows)))
    yield "transfer_id", "the other leg of its transfer is missing", rows[starts[size == 1]]
    number = np.arange(len(rows)) - np.repeat(starts, size)
    yield "transfer_id", "its transfer has two legs already", rows[number > 1]
    one, other = rows[starts[size > 1]], rows[starts[size > 1] + 1]
    unlike = other[one[:, WHAT] != other[:, WHAT]]
    yield "", "the legs differ in amount, moment, EndToEndId or instrument", unlike
    yield "direction", "both legs go the same way", other[one[:, DIRECTION] == other[:, DIRECTION]]
    for leg, counter in ((one, other), (other, one)):
        stranger = leg[leg[:, OTHER] != counter[:, ACCOUNT]]
        yield "counterparty_account_id", "it does not name the other leg's account", stranger
