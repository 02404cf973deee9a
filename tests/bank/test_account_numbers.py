"""Account numbers, as short as they can be."""

import numpy as np

from lastro.bank.people.account_numbers import FIRSTS, account_numbers

EACH = 50_000


def test_later_accounts_have_longer_numbers_and_none_has_anothers() -> None:
    keys = [np.uint64(first) + np.arange(EACH, dtype=np.uint64) for first in FIRSTS[:-1]]
    numbers = account_numbers(7, np.concatenate(keys))
    assert numbers.n_unique() == len(numbers)
    assert [set(numbers.slice(at * EACH, EACH).str.len_chars()) for at in range(3)] == [{9}, {10}, {11}]


def test_a_number_depends_on_nothing_but_the_account() -> None:
    keys = np.array([5, FIRSTS[1] + 5, FIRSTS[2] + 5], dtype=np.uint64)
    assert account_numbers(7, keys)[0] == account_numbers(7, keys[:1])[0]
    assert account_numbers(7, keys)[2] == account_numbers(7, keys[2:])[0]
