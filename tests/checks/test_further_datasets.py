"""A dataset that no rule names is checked from its declaration; this module is one: notes on postings and on notes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from builds import datasets
from lastro.checks import spill
from lastro.checks.result.check_result import CheckResult
from lastro.checks.run import check
from lastro.engine import Row, col
from lastro.engine.errors import BuildError
from mutated_bank import AS_OF, HISTORY_START, SmallBank, small_bank
from transactions import Transaction

NAMES = [*datasets(), __name__]
LOST = "00000000-0000-4000-8000-00000000beef"


class Note(Row):
    note_id = col.key("Note identifier")
    transaction_id = col.ref(Transaction, "Posting that it is about", nullable=True)
    answers = col.ref(f"{__name__}.Note", "Note that it answers", nullable=True)
    mood = col.choice("How it sounds", ("Good", "Bad"))
    stars = col.integer("How good, from one to five", minimum=1, maximum=5)
    written_on = col.date("When it was written")


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> SmallBank:
    return small_bank(tmp_path_factory.mktemp("bank of twelve"), customers="12")


@pytest.fixture
def noted(bank: SmallBank, tmp_path: Path) -> Callable[..., CheckResult]:
    """What check finds where one of twenty notes has other values."""
    bank.write(bank.records, tmp_path)

    def checked(**changed: object) -> CheckResult:
        rows = [_note(number, bank.records["transactions"][number]["transaction_id"]) for number in range(20)]
        rows[7].update(changed)
        (tmp_path / f"{__name__}.json").write_text(json.dumps(rows), encoding="utf-8")
        return check(tmp_path, NAMES, HISTORY_START, AS_OF)

    return checked


def _note(number: int, posting: str) -> dict[str, object]:
    return {
        "note_id": f"00000000-0000-4000-8000-{number:012}",
        "transaction_id": posting,
        "answers": f"00000000-0000-4000-8000-{number + 1:012}" if number < 19 else None,
        "mood": "Good",
        "stars": 5,
        "written_on": "2025-12-01",
    }


def told(report: CheckResult) -> list[tuple[str, str, str, int]]:
    """Rule, dataset, first offender and count of what is violated."""
    lines = (line for line in report.lines() if line["violations"])
    return [(line["rule"], line["dataset"], line["first_offender"], line["violations"]) for line in lines]


def test_sound_records_pass_and_are_counted(noted: Callable[..., CheckResult]) -> None:
    report = noted()
    assert told(report) == []
    assert report.counted["S2", __name__] == report.counted["I1", __name__] == 20


BROKEN = [
    ({"mood": "Fair"}, "I6", "mood is none of its allowed values"),
    ({"mood": None}, "S2", "mood is null"),
    ({"stars": 6}, "S3", "stars is above 5"),
    ({"written_on": "2025-02-30"}, "S2", "written_on is not written like 2026-03-14"),
    ({"transaction_id": LOST}, "I1", "transaction_id is no record of transactions"),
    ({"answers": LOST}, "I1", f"answers is no record of {__name__}"),
]


@pytest.mark.parametrize(("changed", "rule", "sentence"), BROKEN, ids=[sentence for *_, sentence in BROKEN])
def test_a_broken_value_is_named(noted: Callable[..., CheckResult], changed: dict, rule: str, sentence: str) -> None:
    offender = "00000000-0000-4000-8000-000000000007"
    assert told(noted(**changed)) == [(rule, __name__, f"{offender}: {sentence}", 1)]


def test_a_key_that_stands_twice_is_named(noted: Callable[..., CheckResult]) -> None:
    found = told(noted(note_id="00000000-0000-4000-8000-000000000009"))
    assert found == [("I1", __name__, "00000000-0000-4000-8000-000000000006: answers is no record of " + __name__, 2)]


def test_lost_references_are_found_on_the_disk_as_in_memory(
    noted: Callable[..., CheckResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_memory = noted(transaction_id=LOST).lines()
    monkeypatch.setattr(spill, "LIMIT", 5)
    assert noted(transaction_id=LOST).lines() == in_memory


def test_a_rule_of_a_dataset_that_is_not_declared_is_named(bank: SmallBank) -> None:
    with pytest.raises(BuildError, match=r"rule B1 is of loans, which dodo\.py does not declare"):
        check(bank.folder, [name for name in NAMES if name != "loans"], HISTORY_START, AS_OF)
