"""Leak test 10 at full size (`pytest -m long`): in 10,000 customers of two seeds innocents set off every rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from leaks.postings import books_of, labelled, postings_of
from leaks.rules import finds
from leaks.truth import labels_of, truth_of
from truths import bank_with_truth

pytestmark = pytest.mark.long


@pytest.mark.parametrize("seed", ["20261031", "7"])
def test_a_rule_finds_an_innocent_for_two_cases_where_crime_is_frequent(tmp_path: Path, seed: str) -> None:
    """At fraud 25 and laundering 4; at 1 and 1 the innocent are as many and cases a twentieth: ten for each case."""
    bank_with_truth(tmp_path, customers="10000", seed=seed, **{"crime.fraud": "25", "crime.laundering": "4"})
    books = books_of(tmp_path)
    rows = labelled(postings_of(books), labels_of(truth_of(tmp_path)))
    found = list(finds(rows, books))
    assert [rule for rule, innocent, cases in found if innocent < max(0.5 * cases, 5)] == []
    assert sum(cases > 0 for _, _, cases in found) >= 5
