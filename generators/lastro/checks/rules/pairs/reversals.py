"""M9: postings that give back earlier ones. Both are sorted together by the earlier one's id, wherever they stand."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import Direction
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import BrokenRows, once_read, remember
from lastro.checks.spill import again
from lastro.engine.arrays import Integers, Keys

KEY, ROW, LATER, ACCOUNT, AMOUNT, MOMENT = range(6)  # columns of the spill; amounts are negative for debits


@remember("transactions")
def reversals(bank: Bank, batch: Batch) -> None:
    """Notes all postings by their ids, and reversals by the ids that they name."""
    signed = np.where(batch.has("direction", Direction.CREDIT), batch["amount"], -batch["amount"])
    columns = batch["account_id"], signed, batch["transaction_date"]
    spill, nothing = bank.spill("reversals", 6), np.zeros(len(batch), np.int64)
    spill.add(batch["transaction_id"], batch.rows, nothing, *columns)
    back = batch.present("reverses_transaction_id")
    named = batch["reverses_transaction_id"][back]
    spill.add(named, batch.rows[back], nothing[back] + 1, *(column[back] for column in columns))


@once_read("M9", "transactions")
def reversals_follow_on_postings(bank: Bank, dataset: str) -> BrokenRows:
    """A reversal names an earlier posting of its account that goes the other way and is no smaller."""
    for rows in bank.spill("reversals", 6).sorted():
        later = np.flatnonzero(rows[:, LATER])
        first = np.maximum.accumulate(np.where(again(rows), 0, np.arange(len(rows))))[later]
        one, back = rows[first], rows[later]
        known = one[:, LATER] == 0
        yield "reverses_transaction_id", "it gives back a posting that is not there", _rows(back[~known])
        one, back = one[known], back[known]
        elsewhere = (one[:, ACCOUNT] != back[:, ACCOUNT]) | (one[:, MOMENT] > back[:, MOMENT])
        yield "reverses_transaction_id", "it gives back a later posting, or another account's", _rows(back[elsewhere])
        paid, returned = one[:, AMOUNT].copy().view(np.int64), back[:, AMOUNT].copy().view(np.int64)
        wrong = (np.sign(paid) == np.sign(returned)) | (np.abs(returned) > np.abs(paid))
        yield "amount", "it goes the same way as what it gives back, or is larger", _rows(back[wrong])


def _rows(found: Keys) -> Integers:
    return found[:, ROW].copy().view(np.int64)
