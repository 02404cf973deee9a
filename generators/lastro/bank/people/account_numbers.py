"""Account numbers: seven digits and a check digit, eight where a large bank has used up the short ones.

Generated accounts below nine million (2.25 million customers) permute among the short numbers, later ones among the
long numbers; the last tenth of the short ones is for accounts whose owner was made by hand.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.brazil import documents
from lastro.engine.arrays import Keys
from lastro.engine.random.keys import is_hand_made
from lastro.engine.random.permutation import unique_number

SHORT, LONG = 10**7, 9 * 10**7  # how many numbers have seven digits, and eight without a leading zero
LATER = np.uint64(SHORT * 9 // 10)  # the first account that has a long one


def account_numbers(seed: int, accounts: Keys) -> pl.Series:
    """Account numbers such as 1234567-9, unique among generated accounts."""
    late = (accounts >= LATER) & ~is_hand_made(accounts)
    short = documents.account_numbers(unique_number(seed, "account numbers", np.where(late, 0, accounts), SHORT), 7)
    if not late.any():
        return short
    numbers = np.uint64(SHORT) + unique_number(seed, "long account numbers", np.where(late, accounts - LATER, 0), LONG)
    return documents.account_numbers(numbers, 8).zip_with(pl.Series(late), short)
