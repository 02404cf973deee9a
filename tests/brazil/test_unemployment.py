"""Unemployment benefit: the instalments and sums of the law."""

from __future__ import annotations

import numpy as np
import pytest

from generated import run_of
from lastro.brazil.levels.unemployment import benefit, instalments


def test_instalments_follow_from_the_months_in_the_job() -> None:
    assert instalments(np.array([1, 5, 6, 11, 12, 23, 24, 400])).tolist() == [0, 0, 3, 3, 4, 4, 5, 5]


@pytest.mark.parametrize(
    ("wage", "year", "due"),
    [
        (2_000_00, 2026, 162_100),  # 80 % would be less than the minimum wage
        (2_222_17, 2026, 177_773),
        (3_000_00, 2026, 177_773 + 38_891),
        (3_703_99, 2026, 251_864),
        (9_000_00, 2026, 251_865),
        (9_000_00, 2025, 242_411),  # the ceiling of 2025: Ministry of Labour
    ],
)
def test_a_benefit_is_a_share_of_the_wage_between_floor_and_ceiling(wage: int, year: int, due: int) -> None:
    found = int(benefit(run_of(), np.array([wage]), np.array([year * 12 + 5]))[0])
    assert abs(found - due) <= 1
