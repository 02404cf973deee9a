"""P2: what cash machines give: R$ 3,000 a day and account, R$ 300 a night."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import Category, Channel, Direction
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import BrokenRows, once_read, remember
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.rows.moments import DAY

A_DAY, A_NIGHT = 3_000_00, 300_00  # cents
NIGHT_BEGINS, NIGHT_ENDS = 20 * 3600, 6 * 3600  # seconds of the day
ACCOUNT, MOMENT, CENTS, ROW = range(4)  # columns of the spill


@remember("transactions")
def withdrawals(bank: Bank, batch: Batch) -> None:
    """Notes withdrawals at machines; `machines_give_no_more` looks at them when all is read."""
    cash = batch.has("category", Category.CASH) & batch.has("direction", Direction.DEBIT)
    taken = batch.take(cash & batch.has("channel", Channel.ATM))
    bank.spill("withdrawals", 4).add(taken["account_id"], taken["transaction_date"], taken["amount"], taken.rows)


@once_read("P2", "transactions")
def machines_give_no_more(bank: Bank, dataset: str) -> BrokenRows:
    """An account draws at most R$ 3,000 a day at machines, and R$ 300 between 20 and 6 h."""
    for rows in bank.take_spill("withdrawals", 4).sorted():
        moment = rows[:, MOMENT].view(np.int64)
        night = (moment % DAY >= NIGHT_BEGINS) | (moment % DAY < NIGHT_ENDS)
        yield "amount", "more than R$ 3,000 a day at machines", _beyond(rows, moment // DAY, A_DAY)
        by_night = rows[night], ((moment - NIGHT_ENDS) // DAY)[night]
        yield "amount", "more than R$ 300 a night at machines", _beyond(*by_night, A_NIGHT)


def _beyond(rows: Keys, period: Integers, limit: int) -> Integers:
    """The positions of withdrawals with which their account's period goes beyond the limit."""
    order = np.lexsort((rows[:, ROW], period, rows[:, ACCOUNT]))
    rows, period = rows[order], period[order]
    first: Flags = np.ones(len(rows), dtype=np.bool_)
    first[1:] = (rows[1:, ACCOUNT] != rows[:-1, ACCOUNT]) | (period[1:] != period[:-1])
    cents = rows[:, CENTS].view(np.int64)
    total, starts = np.cumsum(cents), np.flatnonzero(first)
    before = np.repeat(total[starts] - cents[starts], np.diff(np.append(starts, len(rows))))
    found: Integers = rows[total - before > limit, ROW].view(np.int64)
    return found
