"""The page of corruptions is what the tests try, and what it calls unseen is seen by no rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.mutations import MUTATIONS, Mutation
from corruptions import PAGE, UNSEEN, Unseen, page
from mutated_bank import SmallBank, checked, small_bank


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> SmallBank:
    return small_bank(tmp_path_factory.mktemp("small bank"))


def test_more_than_sixty_are_tried_and_the_page_lists_them() -> None:
    assert len(MUTATIONS) > 60
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run `python -m checks.corruptions` in tests/ and commit the page"
    )


@pytest.mark.parametrize("unseen", UNSEEN, ids=lambda one: f"{one.dataset} {one.name}")
def test_what_the_page_calls_unseen_is_seen_by_no_rule(bank: SmallBank, tmp_path: Path, unseen: Unseen) -> None:
    records, _ = bank.broken(Mutation("", unseen.dataset, unseen.name, unseen.spoil), tmp_path)
    assert records[unseen.dataset] != bank.records[unseen.dataset]
    assert checked(tmp_path).findings == {}
