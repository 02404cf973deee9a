"""Unique numbers: ten million owners, no number twice."""

from __future__ import annotations

import numpy as np
import pytest

from lastro.bank.people.account_numbers import LENGTHS
from lastro.brazil.documents import SPACE
from lastro.brazil.emails import unique_suffix
from lastro.engine.random.permutation import Permutation, unique_number

MILLIONS = 10_000_000
NUMBERS = LENGTHS[0][-1]  # of the shortest account numbers
SPACES = {"cpf": SPACE, "cnpj": SPACE, "card_number": 4 * 10**9}
SEED = 20261031


def ordinals(count: int, first: int = 0) -> np.ndarray:
    return np.arange(first, first + count, dtype=np.uint64)


def by_parts(numbers_of, count: int) -> np.ndarray:
    """Numbers of many owners, a part after the other, as a build draws them."""
    part = 1 << 16
    return np.concatenate([numbers_of(ordinals(min(part, count - at), at)) for at in range(0, count, part)])


def all_differ(numbers: np.ndarray) -> bool:
    numbers.sort()
    return bool((numbers[1:] != numbers[:-1]).all())


@pytest.mark.parametrize(("name", "space"), SPACES.items())
def test_ten_million_owners_have_numbers_of_their_own(name: str, space: int) -> None:
    numbers = by_parts(lambda owners: unique_number(SEED, name, owners, space), MILLIONS)
    assert len(numbers) == MILLIONS
    assert int(numbers.max()) < space * 9 // 10
    assert all_differ(numbers)


def test_every_account_number_that_generated_accounts_may_have_is_used_once() -> None:
    generated = NUMBERS * 9 // 10
    seen = np.zeros(generated, dtype=np.bool_)
    seen[by_parts(lambda keys: unique_number(SEED, "account numbers", keys, NUMBERS), generated)] = True
    assert seen.all()


def test_ten_million_owners_have_e_mail_suffixes_of_their_own() -> None:
    assert all_differ(by_parts(lambda owners: unique_suffix(SEED, owners), MILLIONS))


@pytest.mark.parametrize("size", [2, 3, 4, 5, 10, 15, 16, 17, 63, 64, 65, 1000, 4097])
def test_a_permutation_of_any_size_is_one(size: int) -> None:
    assert sorted(Permutation(1, "any", size)(ordinals(size)).tolist()) == list(range(size))


def test_the_largest_space_is_permuted() -> None:
    images = Permutation(1, "large", 2**62)(ordinals(1000))
    assert len(set(images.tolist())) == 1000
    assert int(images.max()) < 2**62


def test_a_number_does_not_depend_on_the_other_owners() -> None:
    all_of_them = unique_number(1, "cpf", ordinals(1000), SPACE)
    assert np.array_equal(all_of_them[::-7], unique_number(1, "cpf", ordinals(1000)[::-7], SPACE))


@pytest.mark.parametrize("other", [(2, "cpf"), (1, "cnpj")])
def test_seed_and_name_make_another_permutation(other: tuple[int, str]) -> None:
    images = Permutation(1, "cpf", SPACE)(ordinals(1000))
    assert np.mean(images == Permutation(*other, SPACE)(ordinals(1000))) < 0.01


def test_numbers_look_random() -> None:
    numbers = Permutation(1, "cpf", SPACE)(ordinals(100_000)).astype(np.float64)
    assert abs(numbers.mean() / SPACE - 0.5) < 0.005
    assert abs(np.corrcoef(numbers[1:], numbers[:-1])[0, 1]) < 0.01
    assert np.histogram(numbers, 10, (0, SPACE))[0].min() > 9_500


def test_hand_made_owners_have_the_last_tenth_of_the_space() -> None:
    mixed = np.concatenate([ordinals(500), ordinals(500, 1 << 63)])
    numbers = unique_number(1, "cpf", mixed, SPACE)
    assert np.array_equal(numbers[:500], unique_number(1, "cpf", ordinals(500), SPACE))
    assert (numbers[500:] >= SPACE * 9 // 10).all()
    assert (numbers[500:] < SPACE).all()


def test_an_owner_beyond_the_space_is_refused() -> None:
    with pytest.raises(ValueError, match="account: 90 unique numbers do not reach as far as owner 90"):
        unique_number(1, "account", ordinals(91), 100)


def test_nobody_has_no_number() -> None:
    assert len(unique_number(1, "cpf", ordinals(0), SPACE)) == 0
