"""Keys: identifiers that can be turned back, and those that others have made."""

from __future__ import annotations

import uuid

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastro.engine.random.draws import mix
from lastro.engine.random.keys import HAND_MADE, NULL_KEY, Identifiers, _unmix, child, is_hand_made

IDENTIFIERS = Identifiers(1, "customers")
KEYS = np.concatenate([np.arange(2000), (1 << 62) - np.arange(1, 2000)]).astype(np.uint64)


def written(identifiers: Identifiers, keys: np.ndarray) -> list[str]:
    return [bytes(letters).decode() for letters in identifiers.texts(keys)]


def read(texts: list[str | None], identifiers: Identifiers = IDENTIFIERS) -> np.ndarray:
    return identifiers.keys(pl.Series(texts, dtype=pl.String))


TEXTS = written(IDENTIFIERS, KEYS)


def test_keys_come_back() -> None:
    assert np.array_equal(read(TEXTS), KEYS)


def test_identifiers_are_unique_and_of_version_4() -> None:
    assert len(set(TEXTS)) == len(KEYS)
    for text in TEXTS:
        known = uuid.UUID(text)
        assert (known.version, known.variant, str(known)) == (4, uuid.RFC_4122, text)


def test_identifiers_reveal_no_order() -> None:
    ordinals = np.array([uuid.UUID(text).int >> 64 for text in TEXTS[:2000]], dtype=np.float64)
    assert abs(np.corrcoef(ordinals, np.arange(2000))[0, 1]) < 0.1


@pytest.mark.parametrize("other", [Identifiers(2, "customers"), Identifiers(1, "accounts")])
def test_the_identifiers_of_another_seed_or_kind_are_foreign(other: Identifiers) -> None:
    assert not set(written(other, KEYS)) & set(TEXTS)
    assert is_hand_made(read(written(other, KEYS))).all()


def test_letters_that_are_no_digits_are_not_read_as_zeros() -> None:
    changed = [text.replace("00", "zz") for text in TEXTS if "00" in text]
    assert changed
    assert is_hand_made(read(changed)).all()


def test_random_uuids_are_foreign() -> None:
    foreign = [str(uuid.UUID(int=n * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128, version=4)) for n in range(1, 2000)]
    keys = read(foreign)
    assert is_hand_made(keys).all()
    assert len(np.unique(keys)) == len(foreign)


@pytest.mark.parametrize("place", range(36))
def test_a_changed_letter_makes_an_identifier_foreign(place: int) -> None:
    text = TEXTS[7]
    changed = text[:place] + ("g" if text[place] == "-" else "0" if text[place] != "0" else "1") + text[place + 1 :]
    assert is_hand_made(read([changed])).all()


@pytest.mark.parametrize("text", ["", "x", "1", "ação", TEXTS[0].upper(), TEXTS[0] + " ", f"{{{TEXTS[0]}}}", "\0" * 36])
def test_any_other_text_is_foreign(text: str) -> None:
    assert is_hand_made(read([text])).all()


@given(st.lists(st.one_of(st.none(), st.sampled_from(TEXTS[:20]), st.text(max_size=40)), max_size=20))
def test_mixed_identifiers_are_read_as_each_of_them_alone(texts: list[str | None]) -> None:
    texts = [text if text is None else text.encode("utf-8", "replace").decode() for text in texts]
    keys = read(texts)
    assert keys.tolist() == [read([text])[0] for text in texts]
    assert [key == NULL_KEY for key in keys] == [text is None for text in texts]


def test_a_foreign_identifier_counts_by_kind() -> None:
    assert read(["mine"]) == read(["mine"])
    assert read(["mine"]) != read(["mine"], Identifiers(1, "accounts"))


def test_neither_null_nor_generated_keys_are_hand_made() -> None:
    assert is_hand_made(np.array([0, (1 << 63) - 1, NULL_KEY], dtype=np.uint64)).tolist() == [False] * 3
    assert is_hand_made(np.array([HAND_MADE, NULL_KEY - np.uint64(1)])).tolist() == [True] * 2


def test_mixing_is_undone() -> None:
    keys = np.array([0, 1, 2**63, 2**64 - 1, 0x9E3779B97F4A7C15], dtype=np.uint64)
    assert np.array_equal(_unmix(mix(keys.copy())), keys)


def test_a_child_is_packed_behind_its_parent() -> None:
    assert child(np.array([5, 6], dtype=np.uint64), np.array([1, 3]), 2, "accounts").tolist() == [21, 27]


def test_the_children_of_hand_made_parents_are_hand_made_and_differ() -> None:
    parents = np.array([HAND_MADE + np.uint64(n) for n in range(500)] * 3)
    numbers = np.arange(3).repeat(500)
    keys = child(parents, numbers, 2, "accounts")
    assert is_hand_made(keys).all()
    assert len(np.unique(np.append(keys, child(parents, numbers, 2, "loans")))) == 3000


def test_children_beside_hand_made_ones_are_as_before() -> None:
    mixed = np.array([5, HAND_MADE, 6], dtype=np.uint64)
    assert child(mixed, 1, 2, "accounts")[[0, 2]].tolist() == [21, 25]


@pytest.mark.parametrize("nulls", [0, 1, 50])
def test_long_runs_of_one_identifier_may_begin_with_null(nulls: int) -> None:
    texts = [None] * nulls + [TEXTS[3]] * 50 + ["mine"] * 50 + [None] * nulls
    assert read(texts).tolist() == [read([text])[0] for text in texts]
