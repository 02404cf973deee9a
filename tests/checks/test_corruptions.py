"""The page of corruptions is what the tests try, and what it calls unseen is seen by no rule."""

from __future__ import annotations

from pathlib import Path

from auditor.mutations import MUTATIONS, copy_of
from corruptions import PAGE, UNSEEN, page
from mutated_bank import SmallBank, checked


def test_more_than_sixty_are_tried_and_the_page_lists_them() -> None:
    assert len(MUTATIONS) > 60
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run `python -m checks.corruptions` in tests/ and commit the page"
    )


def test_what_the_page_calls_unseen_is_seen_by_no_rule(bank: SmallBank, tmp_path: Path) -> None:
    records = copy_of(bank.records)
    for unseen in UNSEEN:
        before = [dict(row) for row in records[unseen.dataset]]
        unseen.spoil(records)
        assert records[unseen.dataset] != before, unseen.name
    assert checked(bank.write(records, tmp_path)).findings == {}
