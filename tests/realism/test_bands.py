"""Bands: every measure of `doit realism` lies in its band, but for those that are known to lie outside."""

from __future__ import annotations

from typing import Any

import pytest

from lastro.tasks.realism.books import measured
from lastro.tasks.realism.measure import Measure
from lastro.tasks.realism.measures import measures

NOT_YET: set[str] = set()  # what the bank does not do as Brazil does, as docs/realism.md says too


@pytest.fixture(scope="session")
def found(books: Any) -> dict[str, float | None]:
    """What each measure comes to for 2,000 customers."""
    return measured(books, measures())


@pytest.mark.parametrize("measure", [*measures()], ids=lambda measure: measure.name)
def test_a_number_lies_in_its_band(found: dict[str, float | None], measure: Measure) -> None:
    assert measure.holds(found[measure.name]) or measure.name in NOT_YET, (found[measure.name], measure.band)


def test_what_is_known_to_lie_outside_is_measured_and_names_are_used_once() -> None:
    names = [measure.name for measure in measures()]
    assert len(names) == len(set(names))
    assert set(names) >= NOT_YET
