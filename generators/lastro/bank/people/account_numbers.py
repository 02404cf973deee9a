"""Account numbers: seven digits and a check digit, eight or nine where a large bank has used up the shorter ones.

Generated accounts below nine million (2.25 million customers) permute among the numbers of seven digits, the next 81
million among those of eight, later ones among those of nine; the last tenth of the shortest is for accounts whose owner
was made by hand.
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import polars as pl

from lastro.brazil import documents
from lastro.engine.arrays import Keys
from lastro.engine.random.keys import is_hand_made
from lastro.engine.random.permutation import unique_number

# digits, name of the permutation, the first number, how many numbers
LENGTHS = (
    (7, "account numbers", 0, 10**7),
    (8, "long account numbers", 10**7, 9 * 10**7),
    (9, "longest account numbers", 10**8, 9 * 10**8),
)
FIRSTS = (0, *accumulate(size * 9 // 10 for *_, size in LENGTHS))  # the first account of each length; the end


def account_numbers(seed: int, accounts: Keys) -> pl.Series:
    """Account numbers such as 1234567-9, unique among generated accounts."""
    length = np.where(is_hand_made(accounts), 0, np.searchsorted(np.array(FIRSTS[1:-1]), accounts, side="right"))
    numbers = _of_length(seed, np.where(length == 0, accounts, np.uint64(0)), 0)
    for longer in range(1, len(LENGTHS)):
        if (these := length == longer).any():
            first = np.uint64(FIRSTS[longer])
            found = _of_length(seed, np.where(these, accounts - first, np.uint64(0)), longer)
            numbers = found.zip_with(pl.Series(these), numbers)
    return numbers


def _of_length(seed: int, ordinals: Keys, length: int) -> pl.Series:
    digits, name, first, size = LENGTHS[length]
    return documents.account_numbers(np.uint64(first) + unique_number(seed, name, ordinals, size), digits)
