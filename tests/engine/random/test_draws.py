"""Draws: pure functions of entity, name and index."""

from __future__ import annotations

import numpy as np
import pytest

from lastro.engine.random.draws import Draws, Weights, mix, name_key

KEYS = np.arange(20_000, dtype=np.uint64)
DRAWS = Draws(1, "customers", KEYS)
ENTITY = np.arange(1000).repeat(3)
MONTH = np.tile(np.arange(3), 1000)


def test_the_mixer_is_splitmix64() -> None:
    """The first numbers of the reference implementation, seeded with 1234567 (Vigna, splitmix64.c)."""
    states = np.uint64(1234567) + np.arange(1, 4, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    assert mix(states).tolist() == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_a_draw_does_not_depend_on_which_other_entities_there_are() -> None:
    assert np.array_equal(Draws(1, "customers", KEYS[::-3]).bits("income"), DRAWS.bits("income")[::-3])


def test_a_draw_does_not_depend_on_earlier_draws() -> None:
    before = DRAWS.uniform("income")
    DRAWS.uniform("age")
    assert np.array_equal(DRAWS.uniform("income"), before)


def test_the_keys_are_left_as_they_are() -> None:
    keys = KEYS.copy()
    Draws(1, "customers", keys).bits("income", np.arange(len(keys)))
    assert np.array_equal(keys, KEYS)


@pytest.mark.parametrize("other", [(2, "customers", "income"), (1, "accounts", "income"), (1, "customers", "age")])
def test_seed_kind_and_name_separate_draws(other: tuple[int, str, str]) -> None:
    seed, kind, name = other
    drawn, others = DRAWS.uniform("income"), Draws(seed, kind, KEYS).uniform(name)
    assert not (drawn == others).any()
    assert abs(np.corrcoef(drawn, others)[0, 1]) < 0.03


def test_names_do_not_run_into_each_other() -> None:
    assert name_key("a", "bc") != name_key("ab", "c")


def test_selected_entities_keep_their_draws() -> None:
    chosen = KEYS[::-7].astype(np.int64)
    assert np.array_equal(DRAWS.at(chosen).bits("income"), DRAWS.bits("income")[chosen])
    assert len(DRAWS.at(KEYS < 5)) == 5


def test_an_index_gives_each_entity_several_values() -> None:
    months = Draws(1, "accounts", KEYS[:1000]).at(ENTITY).bits("events", MONTH)
    assert len(np.unique(months)) == 3000
    second = Draws(1, "accounts", KEYS[:1000]).bits("events", np.full(1000, 1))
    assert np.array_equal(months[1::3], second)


@pytest.mark.parametrize("index", [0, 1, 77, 24_321])
def test_one_index_for_all_is_a_draw_of_its_own(index: int) -> None:
    others = [DRAWS.bits("events", other) for other in (0, 1, 77, 24_321) if other != index]
    assert all((DRAWS.bits("events", index) != other).all() for other in others)


def test_sub_entities_have_draws_of_their_own() -> None:
    events = DRAWS.at(ENTITY).each("event", MONTH)
    assert len(np.unique(events.bits("amount"))) == len(ENTITY)
    assert not np.isin(events.bits("amount"), DRAWS.bits("amount")).any()


def test_uniform_numbers_are_uniform() -> None:
    drawn = DRAWS.uniform("income")
    assert drawn.min() >= 0
    assert drawn.max() < 1
    assert np.histogram(drawn, 20, (0, 1))[0].min() > 850  # 1,000 each, standard deviation 31
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.03


def test_uniform_numbers_have_53_bits() -> None:
    drawn = DRAWS.uniform("income") * 2.0**53
    assert np.array_equal(drawn, np.floor(drawn))
    assert (drawn % 2 == 1).any()


def test_whole_numbers_fill_their_range_and_no_more() -> None:
    drawn = DRAWS.integer("day", 3, 10)
    assert set(drawn.tolist()) == set(range(3, 10))
    assert np.bincount(drawn - 3).min() > 2_650  # 2,857 each, standard deviation 49


def test_whole_numbers_have_bounds_of_each_entity() -> None:
    low = KEYS.astype(np.int64)
    drawn = DRAWS.integer("day", low, low + 3)
    assert set((drawn - low).tolist()) == {0, 1, 2}
    assert (DRAWS.integer("day", low, low + 1) == low).all()


def test_chances_are_kept() -> None:
    assert abs(DRAWS.chance("leaves", 0.2).mean() - 0.2) < 0.01
    assert not DRAWS.chance("leaves", 0.0).any()
    assert DRAWS.chance("leaves", 1.0).all()


def test_chances_may_differ_by_entity() -> None:
    assert np.array_equal(DRAWS.chance("leaves", KEYS % 2 * 1.0), KEYS % 2 == 1)


def test_choices_follow_their_weights() -> None:
    shares = np.bincount(DRAWS.choice("type", [2, 0, 1, 5]), minlength=4) / len(KEYS)
    assert np.abs(shares - np.array([2, 0, 1, 5]) / 8).max() < 0.015
    assert shares[1] == 0


def test_prepared_weights_choose_the_same() -> None:
    assert np.array_equal(DRAWS.choice("type", Weights([1, 2, 3])), DRAWS.choice("type", [1, 2, 3]))


@pytest.mark.parametrize("weights", [[1.0], [0.0, 1.0], [1.0, 0.0], [1e-12, 1.0, 1e-12], [3.0] * 1000])
def test_choosing_equals_a_plain_search(weights: list[float]) -> None:
    running = np.cumsum(weights)
    cuts = running[:-1] / running[-1]
    uniforms = np.concatenate([DRAWS.uniform("type"), cuts[cuts < 1], np.nextafter(cuts[cuts > 0], 0), [0.0]])
    assert np.array_equal(Weights(weights).choose(uniforms), np.searchsorted(cuts, uniforms, side="right"))
    assert Weights(weights).choose(uniforms).max() < len(weights)


def test_nobody_draws_nothing() -> None:
    nobody = Draws(1, "customers", KEYS[:0])
    assert len(nobody.uniform("income")) == len(nobody.choice("type", [1, 2])) == len(nobody.integer("n", 0, 9)) == 0
