"""Keys of postings: what follows on postings of two sources never shares a key."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.postings import following_instalments, following_keys, monthly_keys
from lastro.bank.ledger.sources import BillKind, Source


def test_what_follows_on_instalments_never_has_the_key_of_what_follows_on_bills() -> None:
    accounts, months = np.arange(2_000, dtype=np.uint64), np.full(2_000, 2026 * 12)
    bills = [following_keys(Source.RETURNED_DEBIT, monthly_keys(Source.BILL, accounts, months, k)) for k in BillKind]
    loans = (np.arange(4_000, dtype=np.uint64) << np.uint64(11 + 9)) | (
        np.uint64(int(Source.INSTALMENT)) << np.uint64(56)
    )
    numbered = [loans | np.uint64(number) for number in (0, 1, 15, 16, 419)]
    parts = [following_instalments(Source.RETURNED_DEBIT, keys) for keys in numbered]
    every = np.concatenate([*bills, *parts])
    assert len(np.unique(every)) == len(every)
