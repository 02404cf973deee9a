"""Adjustment: where a balance was edited by hand, one last entry makes the account add up again."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.balances import Ledger
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Source
from lastro.bank.people.account_block import AccountBlock
from lastro.brazil import calendar
from lastro.engine.rows.moments import DAY


def adjusted(block: AccountBlock, ledger: Ledger) -> Ledger:
    """The ledger, with an entry `Ajuste de saldo` where accounts.json states another balance; else as it was."""
    rows = ledger.postings
    last = block.accounts.opening_balance.copy()
    last[rows.account] = ledger.balance_after  # rows are in order: the last one stays
    stated = block.accounts.balance  # type: ignore[attr-defined]  # only the file has it
    differs = np.flatnonzero(stated != last)
    if len(differs) == 0:
        return ledger
    moment = np.minimum(block.ends, block.stopped.closes)[differs]
    key = monthly_keys(Source.ADJUSTMENT, block.accounts.account_id[differs], calendar.month_index(moment // DAY))
    entries = postings(Source.ADJUSTMENT, differs, moment, (stated - last)[differs], key)
    order = np.argsort(np.concatenate([rows.account * 2, differs * 2 + 1]), kind="stable")
    after = np.concatenate([ledger.balance_after, stated[differs]])
    return Ledger(Postings.together([rows, entries]).take(order), after[order])
