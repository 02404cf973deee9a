"""T5: who pays by app or site has logged in. Payments and logins are sorted together by customer."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import ActivityType, Channel, Direction, PaymentMethod, TransactionType
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import BrokenAnywhere, once_all_read, remember

CUSTOMER, MOMENT, ROW = range(3)  # columns of the spill; logins have row -1
LOGIN, WITHIN = -1, 30 * 60  # seconds
PAYMENTS = TransactionType.TRANSFER, TransactionType.PAYMENT


@remember("transactions")
def payments_on_screens(bank: Bank, batch: Batch) -> None:
    """Notes the debits made by app or site; cards are used in the shops' own."""
    made = batch.has("channel", Channel.MOBILE, Channel.WEB) & batch.has("direction", Direction.DEBIT)
    made &= batch.has("transaction_type", *PAYMENTS) & ~batch.has("payment_method", PaymentMethod.DEBIT_CARD)
    account = bank.of(batch, "account_id")
    made &= account >= 0
    customer = bank["accounts"].customer_id[account[made]]
    bank.spill("screens", 3).add(customer, batch["transaction_date"][made], batch.rows[made])


@remember("digital_activity")
def logins(bank: Bank, batch: Batch) -> None:
    """Notes the logins."""
    done = batch.has("activity_type", ActivityType.LOGIN)
    bank.spill("screens", 3).add(batch["customer_id"][done], batch["timestamp"][done], np.full(done.sum(), LOGIN))


@once_all_read("T5")
def who_pays_has_logged_in(bank: Bank) -> BrokenAnywhere:
    """A login lies in the 30 minutes before each payment that a customer makes by app or site."""
    if "digital_activity" not in bank.records:
        return
    for rows in bank.spill("screens", 3).sorted():
        signed = rows.view(np.int64)
        order = np.lexsort((signed[:, ROW] != LOGIN, signed[:, MOMENT], rows[:, CUSTOMER]))
        customer, moment, row = rows[order, CUSTOMER], signed[order, MOMENT], signed[order, ROW]
        last = np.maximum.accumulate(np.where(row == LOGIN, np.arange(len(row)), -1))
        known = (last >= 0) & (customer[last] == customer) & (moment - moment[last] <= WITHIN)
        lost = row[(row != LOGIN) & ~known]
        yield "transactions", "transaction_date", "nobody had logged in within the 30 minutes before", lost
