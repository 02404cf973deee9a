"""M4: the two legs of transfers inside the bank. Legs are sorted together by transfer, wherever they stand."""

from __future__ import annotations

import numpy as np

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch, fingerprints
from lastro.checks.registry import Broken, each
from lastro.checks.report import Report
from lastro.checks.spill import again
from lastro.engine.arrays import Keys

KEY, ROW, WHAT, DIRECTION, ACCOUNT, OTHER = range(6)  # columns of the spill
_ODD = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)


@each("M4", "transactions")
def legs_name_another_account(bank: Bank, batch: Batch) -> Broken:
    """Who names an account of this bank has a transfer_id, is a Transfer, and pays somebody else."""
    leg, other = batch.present("transfer_id"), batch.present("counterparty_account_id")
    yield "the other side banks here, but it has no transfer_id", other & ~leg
    itself = batch["counterparty_account_id"] == batch["account_id"]
    yield "the account pays itself", other & itself
    yield "a leg of a transfer is no Transfer", leg & ~batch.has("transaction_type", "Transfer")


@each("M4", "transactions")
def legs_are_remembered(bank: Bank, batch: Batch) -> Broken:
    """Notes the legs; `transfers_have_two_legs` looks at them when all is read."""
    legs = batch.take(batch.present("transfer_id"))
    same = [legs["amount"].view(np.uint64), legs["transaction_date"].view(np.uint64), legs["payment_method"]]
    what = fingerprints(legs.text("end_to_end_id"))
    for value, odd in zip(same, _ODD, strict=True):
        what = (what ^ value.astype(np.uint64)) * odd
    direction = legs["direction"].astype(np.uint64)
    bank.spill("legs", 6).add(
        legs["transfer_id"], legs.rows, what, direction, legs["account_id"], legs["counterparty_account_id"]
    )
    yield from ()


def transfers_have_two_legs(bank: Bank) -> None:
    """Two legs of one amount, moment and EndToEndId: a Debit and a Credit, each naming the other's account."""
    for rows in bank.spill("legs", 6).sorted():
        _judge(bank.report, rows)


def _judge(report: Report, rows: Keys) -> None:
    starts = np.flatnonzero(~again(rows))
    size = np.diff(np.append(starts, len(rows)))
    _blame(report, "the other leg of its transfer is missing", rows[starts[size == 1]])
    number = np.arange(len(rows)) - np.repeat(starts, size)
    _blame(report, "its transfer has two legs already", rows[number > 1])
    one, other = rows[starts[size > 1]], rows[starts[size > 1] + 1]
    _blame(report, "the legs differ in amount, moment, EndToEndId or instrument", other[one[:, WHAT] != other[:, WHAT]])
    _blame(report, "both legs go the same way", other[one[:, DIRECTION] == other[:, DIRECTION]])
    for leg, counter in ((one, other), (other, one)):
        _blame(report, "it does not name the other leg's account", leg[leg[:, OTHER] != counter[:, ACCOUNT]])


def _blame(report: Report, sentence: str, rows: Keys) -> None:
    report.blame("M4", "transactions", sentence, rows[:, ROW].view(np.int64))
