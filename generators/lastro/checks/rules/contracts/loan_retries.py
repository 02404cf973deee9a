"""M5: instalments that were given back for want of funds, and are debited again some days later."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import Category, Direction, PaymentMethod
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import Broken, BrokenRows, each, once_read
from lastro.checks.rules.contracts.settlements import strange_account
from lastro.engine.arrays import Array, Flags
from lastro.engine.rows.moments import DAY

WITHIN = 14 * DAY  # seconds after it was given back
BACK, AGAIN = 0, 1


def debited_again(batch: Batch) -> Flags:
    """Which postings debit an instalment again: no other direct debit is a refund."""
    found: Flags = batch.has("category", Category.REFUND) & batch.has("direction", Direction.DEBIT)
    return found & batch.has("payment_method", PaymentMethod.DIRECT_DEBIT)


@each("M5", "transactions")
def instalments_debited_again(bank: Bank, batch: Batch) -> Broken:
    """An instalment that is debited again names its loan."""
    again = debited_again(batch)
    yield "loan_id", "it debits an instalment again, but names no loan", again & ~batch.present("loan_id")
    back = batch.has("category", Category.REFUND) & batch.has("payment_method", PaymentMethod.DIRECT_CREDIT)
    noted = bank.notes.setdefault("debited again", [])
    for kind, these in ((BACK, back), (AGAIN, again & ~strange_account(bank, batch, "loan_id"))):
        columns = (batch[name][these] for name in ("account_id", "amount", "transaction_date"))
        noted.append((*columns, np.full(int(these.sum()), kind), batch.rows[these]))


@once_read("M5", "transactions")
def debited_again_what_was_given_back(bank: Bank, dataset: str) -> BrokenRows:
    """What is debited again was given back to that account within the fourteen days before."""
    pieces = bank.notes.pop("debited again", [])
    if not pieces:
        return
    account, amount, moment, kind, row = (np.concatenate(column) for column in zip(*pieces, strict=True))
    order = np.lexsort((kind, moment, amount, account))
    before = np.roll(order, 1)
    follows = _same(account, order, before) & _same(amount, order, before) & (kind[before] == BACK)
    follows &= moment[order] - moment[before] <= WITHIN
    follows[:1] = False
    wrong = (kind[order] == AGAIN) & ~follows
    yield "amount", "nothing of that amount was given back before", np.sort(row[order][wrong])


def _same(values: Array, these: Array, those: Array) -> Flags:
    same: Flags = values[these] == values[those]
    return same
