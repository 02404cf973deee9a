"""Cut points: the guide table finds what a search finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastro.engine.random.cut_points import CutPoints

LIMITS = st.lists(st.floats(0, 1, exclude_max=True), max_size=60)


def around(limits: np.ndarray, top: int = 1) -> np.ndarray:
    """Numbers at limits and beside them, and others."""
    numbers = np.concatenate([limits, np.nextafter(limits, 0), np.nextafter(limits, top), np.linspace(0, 1, 999) * top])
    return numbers[(numbers >= 0) & (numbers < top)]


@given(LIMITS, st.lists(st.floats(0, 1, exclude_max=True), max_size=60))
def test_any_limits_are_passed_as_a_search_says(drawn: list[float], others: list[float]) -> None:
    limits = np.sort(np.array(drawn, dtype=np.float64))
    numbers = np.concatenate([around(limits), others])
    assert np.array_equal(CutPoints(limits).passed(numbers), np.searchsorted(limits, numbers, side="right"))


@pytest.mark.parametrize("top", [2, 7, 366])
def test_limits_may_rise_beyond_one(top: int) -> None:
    limits = np.sort(np.random.default_rng(1).uniform(0, top, 3000))
    numbers = around(limits, top)
    assert np.array_equal(CutPoints(limits, top).passed(numbers), np.searchsorted(limits, numbers, side="right"))


def test_limits_may_crowd_in_one_place() -> None:
    limits = np.sort(np.concatenate([np.full(500, 0.5), np.linspace(0.5, 0.5001, 500), [0.9]]))
    numbers = around(limits)
    assert np.array_equal(CutPoints(limits).passed(numbers), np.searchsorted(limits, numbers, side="right"))


def test_a_sum_that_is_rounded_up_to_the_top_has_passed_all() -> None:
    assert CutPoints(np.array([0.5, 1.5]), 2).passed(np.array([2.0])).tolist() == [2]


def test_no_limits_are_passed_by_nothing() -> None:
    assert CutPoints(np.array([])).passed(np.array([0.0, 0.99])).tolist() == [0, 0]
