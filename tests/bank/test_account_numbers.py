"""Account numbers, as short as they can be."""

import numpy as np

from lastro.bank.people.account_numbers import LATER, account_numbers


def test_later_accounts_have_longer_numbers_and_none_has_anothers() -> None:
    early, late = np.arange(50_000, dtype=np.uint64), LATER + np.arange(50_000, dtype=np.uint64)
    numbers = account_numbers(7, np.concatenate([early, late]))
    assert numbers.n_unique() == len(numbers)
    assert set(numbers.str.len_chars().head(50_000)) == {9}
    assert set(numbers.str.len_chars().tail(50_000)) == {10}


def test_a_number_depends_on_nothing_but_the_account() -> None:
    keys = np.array([5, int(LATER) + 5], dtype=np.uint64)
    assert account_numbers(7, keys)[0] == account_numbers(7, keys[:1])[0]
